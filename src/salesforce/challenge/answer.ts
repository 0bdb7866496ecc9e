import type { Locator } from 'playwright';
import { challengeInWords, SOMEBODY } from '../../runbook/challenge-words.ts';
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
import { PageLost, Trouble } from '../../runbook/trouble.ts';
import { asLongAsItGoesOn } from '../appears.ts';
import { click } from '../click.ts';
import { complaintInOwnWords } from '../complaints.ts';
import { typeWhereAllowed } from '../type-where-allowed.ts';
import { asksForAnswer, CODE_FIELDS, doesNotGoOn, isOfIdentity, isReadable, kindOf, placeOf } from './kind.ts';
import { type PageThatGoes, pageThatGoes } from './page-that-goes.ts';

const PATIENCE = 60_000;
/** A page may use a passkey by itself, without a press. */
const BY_ITSELF = 2_000;
/** A page that was just going to another one shows by then where it went. */
const ON_ITS_WAY = 3_000;
const CLICK_PATIENCE = 10_000;

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
      if (!isOfIdentity(tab.page())) return 'left';
      if (!asksForAnswer(tab.page()) || !(await isReadable(tab.page()))) return undefined;
      // A person may be at work on it, too, and the page go on under this look.
      return { kind: await kindOf(tab.page()) };
    });
    if (state === 'left') return told.join(' ');
    if (state === undefined) throw doesNotGoOn(tab.page());
    told.push(challengeInWords(await answerOne(met, state.kind)));
  }
}

/** What became of the answers to one challenge. */
interface Course {
  last?: Attempt;
  right?: Attempt;
  /** How many were sent. */
  tries: number;
  /** The page's own words against the last one, which are not told. */
  complaint: string;
}

/** Answers what the page asks for now. */
async function answerOne(met: Met, kind: ChallengeKind): Promise<ChallengeRecord> {
  const { tab, occasion, around } = met;
  const begun = Date.now();
  const page = placeOf(tab.page());
  const goes = pageThatGoes(tab, kind, around.signal);
  const course: Course = { tries: 0, complaint: '' };
  let failure: unknown;
  try {
    const sendAgain = kind === 'e-mailed code' ? () => anotherCode(tab) : undefined;
    await tryAnswers(met, { kind, occasion, page, sendAgain }, goes, course);
  } catch (error) {
    failure = error;
  }
  // What the browser itself throws is most often that the page went on under an answer.
  const whereabouts = await goes.end(failure instanceof Trouble ? 0 : ON_ITS_WAY).catch((error: unknown) => {
    if (!(failure instanceof PageLost)) failure = error;
    return 'asks' as const;
  });

  const isAnswered = whereabouts === 'left' || course.right !== undefined;
  const sent = course.tries > 0 ? course.last : undefined;
  // Where the page was left without an answer of ours, somebody else gave it.
  const { by, mail }: Partial<Attempt> =
    course.right ?? (isAnswered ? (sent ?? { by: SOMEBODY }) : (course.last ?? {}));
  const record: ChallengeRecord = {
    ...{
      at: new Date(begun).toISOString(),
      occasion,
      kind,
      page,
      by,
      tries: course.tries,
      ms: Math.max(0, Date.now() - begun),
    },
    ...(mail ? { mail } : {}),
    outcome: isAnswered ? 'answered' : 'not answered',
  };
  around.met(record);
  if (isAnswered || whereabouts !== 'asks') return record;
  throw inOurWords(failure, course, tab);
}

/** Asks for answers and gives them, until one is accepted or the page goes its own way. */
async function tryAnswers({ tab, expectation, around }: Met, challenge: Challenge, goes: PageThatGoes, course: Course) {
  for await (const attempt of expectation.answers(challenge, goes.signal)) {
    course.last = attempt;
    const before = await goes.before();
    await give(attempt, { tab, goes, kind: challenge.kind, around, sent: () => (course.tries += 1) });
    const effect = await goes.after(before);
    if (effect.is === 'accepted') {
      course.right = attempt;
      expectation.accepted();
      return;
    }
    if (effect.is === 'locked' || effect.is === 'signed out') return;
    // What came of it is not known: a program must not try its luck, a person can look.
    if (effect.is === 'rejected') course.complaint = effect.says;
    else expectation.onlyPeople();
  }
}

interface Giving {
  readonly tab: Tab;
  readonly goes: PageThatGoes;
  readonly kind: ChallengeKind;
  readonly around: Surroundings;
  /** Told right before the answer is sent. */
  readonly sent: () => void;
}

/** Gives an answer to the page: types a code and sends it, or presses what has the browser answer. */
async function give(attempt: Attempt, { tab, goes, kind, around, sent }: Giving): Promise<void> {
  const send = tab.page().locator('#save').filter({ visible: true });
  const shown = (locator: Locator, patience: number) =>
    asLongAsItGoesOn(tab, patience, async () => goes.signal.aborted || (await locator.isVisible()) || undefined);
  if (attempt.code === undefined) {
    await shown(send, BY_ITSELF);
    // A button whose script is not there yet would send the form without an answer.
    await tab.page().waitForLoadState('domcontentloaded', { timeout: CLICK_PATIENCE });
    sent();
    if (!goes.signal.aborted && (await send.isVisible())) await click(send, { timeout: CLICK_PATIENCE, once: true });
    return;
  }
  const field = tab.page().locator(CODE_FIELDS[kind] ?? 'none');
  if (!(await shown(field, PATIENCE))) {
    const where = placeOf(tab.page());
    throw new Trouble('person', `The page that asks for a code has no field for it (${where}).`, 'Look at it by hand.');
  }
  if (goes.signal.aborted) return;
  await typeWhereAllowed(field, { name: attempt.code.name, text: attempt.code.reveal() }, around, 'person');
  sent();
  await click(send, { timeout: CLICK_PATIENCE, once: true });
}

/** Has another code sent by the link for it, the same in every language (facts 1.3 [C]). */
async function anotherCode(tab: Tab): Promise<void> {
  const link = tab.page().locator('a[href*="EmailVerificationStartUi"]').filter({ visible: true });
  if ((await link.count()) !== 1) return;
  await click(link, { timeout: CLICK_PATIENCE, once: true });
  await asLongAsItGoesOn(tab, PATIENCE, async () => asksForAnswer(tab.page()) || undefined);
}

/** Why a challenge was not answered, in words of our own: neither in those of the page nor of the browser, which may hold more. */
function inOurWords(failure: unknown, { complaint }: Course, tab: Tab): unknown {
  if (!(failure instanceof Trouble)) {
    return new Trouble(
      'person',
      `The page did not take an answer (${placeOf(tab.page())}).`,
      'Look at it by hand.',
      failure,
    );
  }
  if (complaint === '' || failure.kind !== 'person') return failure;
  // It is the page on which a code was typed.
  return new Trouble('person', `${failure.message} The page says: ${complaintInOwnWords(complaint)}.`, '', failure);
}
