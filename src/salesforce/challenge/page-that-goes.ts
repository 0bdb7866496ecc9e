import { setTimeout as pause } from 'node:timers/promises';
import type { ChallengeKind } from '../../runbook/identity.ts';
import type { Tab } from '../../runbook/tab.ts';
import { PageLost, Trouble } from '../../runbook/trouble.ts';
import { whereItChanges } from '../appears.ts';
import { asksForAnswer, complaintOn, doesNotGoOn, isOfIdentity, kindOf } from './kind.ts';

const LOOK_AGAIN = 150;
const PATIENCE = 60_000;

/** What became of the page: it asks still, it was left, or it asks for something else. */
export type Whereabouts = 'asks' | 'left' | 'asks for another';

/** What the page said before an answer was sent. */
interface Before {
  readonly document: number;
  readonly complaint: string;
}

/** Watches the page of a challenge while an answer is waited for: a person may answer it meanwhile. */
export interface PageThatGoes {
  /** Fires when the page does not ask for the same any more, or the run is to stop. */
  readonly signal: AbortSignal;
  /** To be called before an answer is sent. */
  before(): Promise<Before>;
  /**
   * Waits until the answer takes effect.
   * @returns whether it was accepted, and the page's own words where it was not
   * @throws Trouble where it has no effect
   */
  after(before: Before): Promise<{ accepted: boolean; says?: string }>;
  /** Ends the watch. @throws Trouble where the page leads nowhere any more */
  end(): Promise<Whereabouts>;
}

export function pageThatGoes(tab: Tab, kind: ChallengeKind, stop: AbortSignal): PageThatGoes {
  const watching = new AbortController();
  let whereabouts: Whereabouts = 'asks';
  let lost: unknown;

  const look = async (): Promise<void> => {
    await tab.tend();
    if (!tab.isOpen) throw new PageLost('The page that asks to verify the identity was closed.');
    const page = tab.page();
    if (!asksForAnswer(page)) whereabouts = isOfIdentity(page) ? 'asks' : 'left';
    else whereabouts = (await kindOf(page)) === kind ? 'asks' : 'asks for another';
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

  const now = async (): Promise<Before> => ({
    document: await tab.page().evaluate(() => performance.timeOrigin),
    complaint: await complaintOn(tab.page()),
  });

  return {
    signal: watching.signal,
    before: now,
    after: async (before) => {
      for (const deadline = Date.now() + PATIENCE; ; await pause(LOOK_AGAIN)) {
        if (lost !== undefined) throw lost;
        if (whereabouts !== 'asks') return { accepted: whereabouts === 'left' };
        if (stop.aborted)
          throw new Trouble('interrupted', 'Stopped while the identity was being proved.', 'Run again.');
        if (Date.now() > deadline) {
          throw doesNotGoOn(tab.page());
        }
        const found = await whereItChanges(now);
        if (!found || found.complaint === '') continue;
        // What it said of an earlier answer stands there until the page is loaded anew.
        if (found.document !== before.document || found.complaint !== before.complaint) {
          return { accepted: false, says: found.complaint };
        }
      }
    },
    end: async () => {
      watching.abort();
      await running;
      if (lost !== undefined) throw lost;
      return whereabouts;
    },
  };
}
