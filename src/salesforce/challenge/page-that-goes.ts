import { setTimeout as pause } from 'node:timers/promises';
import type { ChallengeKind } from '../../runbook/identity.ts';
import type { Tab } from '../../runbook/tab.ts';
import { PageLost, Trouble } from '../../runbook/trouble.ts';
import { whereItChanges } from '../appears.ts';
import { asksForAnswer, complaintOn, isOfIdentity, isReadable, kindOf } from './kind.ts';

const LOOK_AGAIN = 150;
const PATIENCE = 60_000;
/** Facts 1.2 [C]. */
const SIGN_IN_FORM = '#Login';

/** What the page does now: it asks still, it asks for something else, it was left, or one was thrown out. */
export type Whereabouts = 'asks' | 'asks for another' | 'locked' | 'left' | 'signed out';

/** What the page said before an answer was sent. */
interface Before {
  readonly document: number;
  readonly complaint: string;
}

/** What came of an answer that was sent. */
export type Effect =
  | { readonly is: 'accepted' | 'none' | 'locked' | 'signed out' }
  | { readonly is: 'rejected'; readonly says: string };

/** Watches the page of a challenge while an answer is waited for: a person may answer it meanwhile. */
export interface PageThatGoes {
  /** Fires when the page does not ask for the same any more, or the run is to stop. */
  readonly signal: AbortSignal;
  /** To be called before an answer is sent. */
  before(): Promise<Before>;
  /** Waits until the answer takes effect. @throws Trouble where the page leads nowhere any more */
  after(before: Before): Promise<Effect>;
  /**
   * Ends the watch with a last look.
   * @param patience how long a page that is on its way is waited for, in milliseconds
   * @throws Trouble where the page leads nowhere any more
   */
  end(patience: number): Promise<Whereabouts>;
}

export function pageThatGoes(tab: Tab, kind: ChallengeKind, stop: AbortSignal): PageThatGoes {
  const watching = new AbortController();
  let whereabouts: Whereabouts = 'asks';
  let lost: unknown;

  /** Where the page asks for the same still, what it says and in which document; looked at in one go. */
  const look = async (): Promise<Before | undefined> => {
    await tab.tend();
    if (!tab.isOpen) throw new PageLost('The page that asks to verify the identity was closed.');
    const page = tab.page();
    // A page that is still being loaded says nothing for sure.
    if (!(await isReadable(page))) return undefined;
    if (!asksForAnswer(page)) {
      if (isOfIdentity(page)) return undefined;
      const isForm = (await page.locator(SIGN_IN_FORM).filter({ visible: true }).count()) > 0;
      whereabouts = isForm ? 'signed out' : 'left';
      return undefined;
    }
    const document = await page.evaluate(() => performance.timeOrigin);
    const complaint = await complaintOn(page);
    const now = await kindOf(page);
    whereabouts = now === kind ? 'asks' : now === 'locked' ? 'locked' : 'asks for another';
    return whereabouts === 'asks' ? { document, complaint } : undefined;
  };
  const watch = async (): Promise<void> => {
    while (!watching.signal.aborted && !stop.aborted && whereabouts === 'asks') {
      await whereItChanges(look);
      if (whereabouts === 'asks') await pause(LOOK_AGAIN);
    }
  };
  const running = watch()
    .catch((error: unknown) => {
      lost = error;
    })
    .finally(() => watching.abort());

  const effect = (): Effect | undefined => {
    if (lost !== undefined) throw lost;
    // One challenge gives way to the next when it is answered.
    if (whereabouts === 'left' || whereabouts === 'asks for another') return { is: 'accepted' };
    return whereabouts === 'asks' ? undefined : { is: whereabouts };
  };

  return {
    signal: watching.signal,
    before: async () => (await whereItChanges(look)) ?? { document: 0, complaint: '' },
    after: async (before) => {
      for (const deadline = performance.now() + PATIENCE; ; await pause(LOOK_AGAIN)) {
        const seen = await whereItChanges(look);
        const over = effect();
        if (over) return over;
        if (stop.aborted)
          throw new Trouble('interrupted', 'Stopped while the identity was being proved.', 'Run again.');
        if (performance.now() > deadline) return { is: 'none' };
        if (!seen || seen.complaint === '') continue;
        // What it said of an earlier answer stands there until the page is loaded anew.
        if (seen.document !== before.document || seen.complaint !== before.complaint) {
          return { is: 'rejected', says: seen.complaint };
        }
      }
    },
    end: async (patience) => {
      watching.abort();
      await running;
      if (lost !== undefined) throw lost;
      for (const deadline = performance.now() + patience; whereabouts === 'asks'; await pause(LOOK_AGAIN)) {
        await whereItChanges(look);
        if (performance.now() >= deadline) break;
      }
      return whereabouts;
    },
  };
}
