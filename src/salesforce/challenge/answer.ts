import { challengeInWords } from '../../runbook/challenge-words.ts';
import type {
  Attempt,
  Challenge,
  ChallengeKind,
  ChallengeRecord,
  Expectation,
  Occasion,
} from '../../runbook/identity.ts';
import type { Surroundings } from '../../runbook/ports.ts';
import type { Tab } from '../../runbook/tab.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { appears, asLongAsItGoesOn } from '../appears.ts';
import { typeWhereAllowed } from '../type-where-allowed.ts';
import { asksForAnswer, CODE_FIELDS, doesNotGoOn, isOfIdentity, kindOf, placeOf } from './kind.ts';
import { pageThatGoes } from './page-that-goes.ts';

const PATIENCE = 60_000;
/** A page may use a passkey by itself, without a press. */
const BY_ITSELF = 2_000;
const SOMEBODY = 'a person, in the browser or on a phone';

/** A challenge, where it is met, and by what it may be answered. */
export interface Met {
  readonly tab: Tab;
  readonly occasion: Occasion;
  readonly expectation: Expectation;
  readonly around: Surroundings;
}

/**
 * Answers the challenge that a tab shows, and the next one where another takes its place, until the page is left.
 * @returns how it was done, in words, without the code
 * @throws Trouble of kind `person` where nobody has an answer that is accepted
 */
export async function answerChallenge(met: Met): Promise<string> {
  const { tab } = met;
  const told: string[] = [];
  for (;;) {
    const state = await asLongAsItGoesOn(tab, PATIENCE, async () => {
      if (asksForAnswer(tab.page())) return 'asks';
      return isOfIdentity(tab.page()) ? undefined : 'left';
    });
    if (state === 'left') return told.join(' ');
    if (state === undefined) throw doesNotGoOn(tab.page());
    told.push(challengeInWords(await answerOne(met, await kindOf(tab.page()))));
  }
}

/** Answers what the page asks for now. Where it then asks for something else, this one was not answered. */
async function answerOne({ tab, occasion, expectation, around }: Met, kind: ChallengeKind): Promise<ChallengeRecord> {
  const begun = Date.now();
  const page = placeOf(tab.page());
  const challenge: Challenge = { kind, occasion, page, sendAgain: await anotherCode(tab, kind) };
  const goes = pageThatGoes(tab, kind, around.signal);
  let right: Attempt | undefined;
  let last: Attempt | undefined;
  let tries = 0;
  let complaint = '';
  const tell = (outcome: ChallengeRecord['outcome'], { by, mail }: Partial<Attempt> = {}): ChallengeRecord => {
    const at = new Date(begun).toISOString();
    const record = { at, occasion, kind, page, outcome, by, ...(mail ? { mail } : {}), tries, ms: Date.now() - begun };
    around.met(record);
    return record;
  };

  let failure: unknown;
  try {
    for await (const attempt of expectation.answers(challenge, goes.signal)) {
      last = attempt;
      const before = await goes.before();
      await give(attempt, tab, kind, around);
      tries += 1;
      const { accepted, says } = await goes.after(before);
      if (accepted) {
        right = attempt;
        break;
      }
      complaint = says ?? complaint;
    }
  } catch (error) {
    failure = error;
  }
  const whereabouts = await goes.end().catch((error: unknown) => {
    failure = error;
    return 'asks' as const;
  });
  // Where the page was left without an answer of ours, somebody else gave it.
  if (whereabouts === 'left') return tell('answered', right ?? { by: SOMEBODY });
  const record = tell('not answered', last);
  if (whereabouts === 'asks for another') return record;
  if (complaint !== '' && failure instanceof Trouble && failure.kind === 'person') {
    throw new Trouble('person', `${failure.message} The page says: ${complaint}`, '', failure);
  }
  throw failure;
}

/** Gives an answer to the page: types a code and sends it, or presses what has the browser answer. */
async function give(attempt: Attempt, tab: Tab, kind: ChallengeKind, around: Surroundings): Promise<void> {
  const send = tab.page().locator('#save').filter({ visible: true });
  if (attempt.code === undefined) {
    await appears(tab, send, BY_ITSELF);
    if (await send.isVisible()) await send.click();
    return;
  }
  const field = tab.page().locator(CODE_FIELDS[kind] ?? 'none');
  if (!(await appears(tab, field, PATIENCE))) {
    throw new Trouble(
      'person',
      `The page that asks for a code has no field for it (${placeOf(tab.page())}).`,
      'Look at it by hand.',
    );
  }
  await typeWhereAllowed(field, { name: attempt.code.name, text: attempt.code.reveal() }, around, 'person');
  await send.click();
}

/** The link that has another code sent, the same in every language (facts 1.3 [C]). */
async function anotherCode(tab: Tab, kind: ChallengeKind): Promise<(() => Promise<void>) | undefined> {
  const link = tab.page().locator('a[href*="EmailVerificationStartUi"]').filter({ visible: true });
  if (kind !== 'e-mailed code' || (await link.count()) !== 1) return undefined;
  return async () => {
    await link.click();
    await asLongAsItGoesOn(tab, PATIENCE, async () => asksForAnswer(tab.page()) || undefined);
  };
}
