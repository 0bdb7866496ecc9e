import { setTimeout as pause } from 'node:timers/promises';
import type { Surroundings } from '../../runbook/ports.ts';
import { atOnce } from '../../runbook/side-by-side.ts';
import type { SignedIn, SignInWay } from '../../runbook/target.ts';
import { PageLost, Trouble } from '../../runbook/trouble.ts';
import { whereItChanges } from '../appears.ts';
import { answerChallenge } from '../challenge/answer.ts';
import { click } from '../click.ts';
import { setupOrigin } from '../hosts.ts';
import { forPerson, goAround, type Interruption } from '../interruptions.ts';
import { keepSessionIds } from '../session-ids.ts';
import { type Confidential, typeWhereAllowed } from '../type-where-allowed.ts';
import {
  type Attempt,
  attemptFor,
  expectChallenge,
  isLate,
  openBareForm,
  openFirstPage,
  openSessionUrl,
  setupOf,
} from './attempt.ts';
import { leaveAtLanding } from './landing.ts';
import { closed, refused, stuck, unforeseen } from './not-signed-in.ts';
import { rememberSession } from './saved-session.ts';
import { asksAgain, type State, sessionId, stateOf, typedIn } from './states.ts';
import { askTheOrg, type Told, whoSignedIn } from './who.ts';

const PATIENCE = 60_000;
/** A person signs in at their own pace, perhaps by way of another company's pages. */
const PATIENCE_BY_HAND = 10 * 60_000;
const LOOK_AGAIN = 50;
/** How often signing in begins anew after a page that did not come. */
const MORE_TIMES = 2;
/** How often the same page in between is gone around. */
const MOST_PASSES = 2;

/**
 * Signs in on the org's own My Domain: by a session that was kept, by username and password in the classic form or in
 * the identifier-first one, by a session URL, or by a person's hand. Answers a challenge and passes interruptions on
 * the way, and ends where Setup is recognised and the org and the user are those that were asked for. The password is
 * typed once for each answer that comes: a second try with the same one could only help to lock the user. The box that
 * has a browser remembered is left as it is.
 * @param landing path of the page of Setup at which it ends where it can; there that page stays open for `takeLanding`
 * @throws Trouble of kind `preflight` where the org cannot be reached, refuses, or is another; of kind `person` where
 *   only one helps
 */
export async function signIn(around: Surroundings, landing?: string): Promise<SignedIn> {
  const { attempt, recalled, opening } = attemptFor(around, landing);
  const { tab } = attempt;
  let isToStay = false;
  try {
    const hasSession = await recalled;
    for (let left = MORE_TIMES; ; left -= 1) {
      try {
        await (left === MORE_TIMES && !hasSession && opening ? opening : openFirstPage(attempt, hasSession));
        attempt.since = performance.now();
        const told = await onToSetup(attempt);
        const who = await whoSignedIn(tab.page(), around, told);
        await keepSessionIds(around.browser(), around);
        await rememberSession(around);
        isToStay = landing !== undefined && new URL(tab.page().url()).pathname === landing;
        if (isToStay) leaveAtLanding(tab.page());
        return { ...who, signedInBy: IN_WORDS[attempt.way ?? (hasSession ? 'kept session' : around.target.signIn.by)] };
      } catch (error) {
        if (!(error instanceof Trouble)) throw tab.isOpen ? unforeseen(error) : await closed(around, error);
        if (!(error instanceof PageLost)) throw error;
        if (left === 0) throw new Trouble('preflight', error.what, 'Check the network and run again.', error);
        // What was sent has had no answer: it may be sent once more.
        attempt.done.clear();
      }
    }
  } finally {
    await attempt.expectation?.[Symbol.asyncDispose]();
    if (!isToStay) tab.close();
  }
}

const IN_WORDS = {
  password: 'by password',
  'session URL': 'by a session URL of the Salesforce CLI',
  hand: 'by hand',
  'kept session': 'by a kept session',
} as const satisfies Record<SignInWay['by'] | 'kept session', string>;

async function onToSetup(attempt: Attempt): Promise<Told> {
  const { tab, around } = attempt;
  const byHand = around.target.signIn.by === 'hand';
  const patience = byHand ? PATIENCE_BY_HAND : PATIENCE;
  const setup = setupOf(attempt);
  let told: Promise<Told> | undefined;
  for (let deadline = performance.now() + patience; ; ) {
    // The org is asked while its page is still loading; the session may yet turn out to be over.
    const isAtSetup = hasComeToSetup(attempt);
    if (isAtSetup) told ??= atOnce(askTheOrg(tab.page(), around));
    const look = () => whereItChanges(() => stateOf(tab.page(), around.target.url));
    // Elsewhere both are asked side by side, because each takes its time.
    const early = isAtSetup ? undefined : atOnce(look());
    const isThere = (await whereItChanges(setup.check))?.holds === true;
    if (isThere) {
      const before = await told?.catch(() => undefined);
      const isOfNow = before?.sid === (await sessionId(tab.page().context(), around.target.url));
      return before && isOfNow ? before : askTheOrg(tab.page(), around);
    }
    const state = (await (early ?? look())) ?? 'on the way';
    if (around.signal.aborted) throw new Trouble('interrupted', 'Stopped while signing in.', 'Run again.');
    if (performance.now() > deadline) throw stuck(tab.page());
    // The code that an earlier run may have left in the mailbox does not count.
    if (state === 'password' || state === 'challenge') await expectChallenge(attempt);
    if (await act(state, attempt)) {
      attempt.since = performance.now();
      deadline = attempt.since + patience;
    } else await pause(LOOK_AGAIN);
  }
}

/** Has the browser come to an address of Setup? */
function hasComeToSetup({ tab, around }: Attempt): boolean {
  const { origin, pathname } = new URL(tab.page().url());
  return origin === setupOrigin(around.target.url) && pathname.startsWith('/lightning/');
}

/** Does what a state asks for; says whether there was anything to do. */
async function act(state: State, attempt: Attempt): Promise<boolean> {
  const { tab, around, done } = attempt;
  const { by } = around.target.signIn;
  if (typeof state === 'object') return by === 'hand' && !state.pass ? false : pass(state, attempt);
  switch (state) {
    case 'challenge':
      await answerChallenge({ tab, occasion: 'sign-in', expectation: await expectChallenge(attempt), around });
      return true;
    case 'session':
      // A page of Setup that is still coming is not opened again.
      if (done.has('session') || (hasComeToSetup(attempt) && !isLate(attempt))) return false;
      done.add('session');
      await setupOf(attempt).open();
      return true;
    case 'on the way':
      if (!attempt.isFormLed || done.size > 0 || !isLate(attempt)) return false;
      await openBareForm(attempt);
      return true;
    case 'elsewhere':
      return by === 'hand' && WAYS.hand(state, attempt);
    default:
      return WAYS[by](state, attempt);
  }
}

type FormState = 'username' | 'password' | 'refused' | 'elsewhere';

/** What each way of signing in does at the sign-in form. */
const WAYS = {
  password: async (state, attempt) => {
    const { tab, around, done } = attempt;
    const { signIn: way, username } = around.target;
    const page = tab.page();
    if (state === 'refused' || way.by !== 'password') throw await refused(page, 'password');
    if (done.has('password') && (await whereItChanges(() => asksAgain(page))))
      return throughOpenDoor(attempt, 'password');
    if (done.has(state)) return false;
    done.add(state);
    const type = (selector: string, what: Confidential) =>
      typeWhereAllowed(page.locator(selector), what, around, 'preflight');
    // The browser may remember another user, whom this password would only help to lock.
    const shown = await typedIn(page, '#username');
    if (shown !== undefined && shown.toLowerCase() !== username.toLowerCase()) {
      await type('#username', { name: 'username', text: username });
    }
    attempt.way = 'password';
    if (state === 'password') {
      await type('#password', { name: 'password', text: way.password.reveal(), masked: true });
    }
    await click(page.locator('#Login'), { once: true });
    return true;
  },
  'session URL': async (_state, attempt) => {
    const { done } = attempt;
    if (done.has('session URL')) {
      if (!done.has('session') || done.has('another session URL')) return throughOpenDoor(attempt, 'session URL');
      // The first one was made before this run had its turn, and may have been kept too long.
      done.add('another session URL').delete('session');
    }
    await openSessionUrl(attempt);
    return true;
  },
  hand: async (_state, attempt) => {
    const { around, done } = attempt;
    if (done.has('told')) return false;
    done.add('told');
    attempt.way = 'hand';
    around.say(
      `Waiting for you: sign in as ${around.target.username} in the browser window; the run goes on by itself.`,
    );
    return true;
  },
} satisfies Record<string, (state: FormState, attempt: Attempt) => Promise<boolean>>;

/** Signed in, and yet on a sign-in form: any page of the org shows the truth (facts 10.1 [C]). */
async function throughOpenDoor(attempt: Attempt, by: 'password' | 'session URL'): Promise<boolean> {
  if (attempt.done.has('session')) throw await refused(attempt.tab.page(), by);
  attempt.done.add('session');
  await setupOf(attempt).open();
  return true;
}

/** Goes around a page in between, not for ever. @throws Trouble where only a person may go on */
async function pass(interruption: Interruption, attempt: Attempt): Promise<boolean> {
  const { tab, around, passes } = attempt;
  const before = passes.get(interruption) ?? 0;
  if (before === MOST_PASSES) throw forPerson(interruption, tab.page());
  passes.set(interruption, before + 1);
  const left = await goAround(interruption, tab.page(), () => setupOf(attempt).open(), { isBack: before > 0 });
  if (before === 0) around.notice(`Salesforce showed ${interruption.name} in between; it was passed.`);
  if (left !== undefined) around.notice(left);
  return true;
}
