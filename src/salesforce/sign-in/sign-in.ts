import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright';
import type { Expectation } from '../../runbook/identity.ts';
import { inOwnWords } from '../../runbook/own-words.ts';
import type { Surroundings } from '../../runbook/ports.ts';
import { Tab } from '../../runbook/tab.ts';
import type { SignedIn, SignInWay } from '../../runbook/target.ts';
import { PageLost, Trouble } from '../../runbook/trouble.ts';
import { whereItChanges } from '../appears.ts';
import { answerChallenge } from '../challenge/answer.ts';
import { click } from '../click.ts';
import { complaintInOwnWords } from '../complaints.ts';
import { goTo } from '../go-to.ts';
import { setupOrigin } from '../hosts.ts';
import { forPerson, goAround, type Interruption } from '../interruptions.ts';
import { keeperOf } from '../keeper.ts';
import { keepSessionIds } from '../session-ids.ts';
import { setupShell } from '../setup.ts';
import { type Confidential, typeWhereAllowed } from '../type-where-allowed.ts';
import { recallSession, rememberSession } from './saved-session.ts';
import { asksAgain, complaint, type State, sessionId, stateOf, typedIn } from './states.ts';
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
 * @throws Trouble of kind `preflight` where the org cannot be reached, refuses, or is another; of kind `person` where
 *   only one helps
 */
export async function signIn(around: Surroundings): Promise<SignedIn> {
  const tab = new Tab('the tab of the sign-in', around.browser, keeperOf(around, 'signIn'));
  const attempt: Attempt = { tab, around, done: new Set(), passes: new Map(), expectation: undefined, way: undefined };
  try {
    const hasSession = await recallSession(around);
    for (let left = MORE_TIMES; ; left -= 1) {
      try {
        await openFirstPage(attempt, hasSession);
        const told = await onToSetup(attempt);
        const who = await whoSignedIn(tab.page(), around, told);
        await keepSessionIds(around.browser(), around);
        await rememberSession(around);
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
    tab.close();
  }
}

/** What was done already, beside what a page asks for: a session URL opened, the person told. */
type Deed = State | 'session URL' | 'another session URL' | 'told';

interface Attempt {
  readonly tab: Tab;
  readonly around: Surroundings;
  /** What was done since an answer failed to come. */
  readonly done: Set<Deed>;
  readonly passes: Map<Interruption, number>;
  expectation: Expectation | undefined;
  /** The way that was taken last; none is needed where a kept session still opens the org. */
  way: SignInWay['by'] | undefined;
}

const IN_WORDS = {
  password: 'by password',
  'session URL': 'by a session URL of the Salesforce CLI',
  hand: 'by hand',
  'kept session': 'by a kept session',
} as const satisfies Record<SignInWay['by'] | 'kept session', string>;

function shellOf({ tab, around }: Attempt) {
  return setupShell(tab, setupOrigin(around.target.url)).home;
}

async function openFirstPage(attempt: Attempt, hasSession: boolean): Promise<void> {
  const { tab, around } = attempt;
  await tab.ensure();
  if (hasSession) await shellOf(attempt).open();
  else if (around.target.signIn.by === 'session URL') await openSessionUrl(attempt);
  else await goTo(tab.page(), around.target.url);
}

async function onToSetup(attempt: Attempt): Promise<Told> {
  const { tab, around } = attempt;
  const byHand = around.target.signIn.by === 'hand';
  const patience = byHand ? PATIENCE_BY_HAND : PATIENCE;
  const home = shellOf(attempt);
  let told: Promise<Told> | undefined;
  for (let deadline = performance.now() + patience; ; ) {
    // The org is asked while its page is still loading; the session may yet turn out to be over.
    if (isAtSetup(attempt)) told ??= askTheOrg(tab.page(), around);
    told?.catch(() => undefined);
    const isThere = (await whereItChanges(home.check))?.holds === true;
    if (isThere) {
      const early = await told?.catch(() => undefined);
      const isOfNow = early?.sid === (await sessionId(tab.page().context(), around.target.url));
      return early && isOfNow ? early : askTheOrg(tab.page(), around);
    }
    const state = (await whereItChanges(() => stateOf(tab.page(), around.target.url))) ?? 'on the way';
    if (around.signal.aborted) throw new Trouble('interrupted', 'Stopped while signing in.', 'Run again.');
    if (performance.now() > deadline) throw stuck(tab.page());
    // The code that an earlier run may have left in the mailbox does not count.
    if (state === 'password' || state === 'challenge') await expectChallenge(attempt);
    if (await act(state, attempt)) deadline = performance.now() + patience;
    else await pause(LOOK_AGAIN);
  }
}

/** Has the browser come to an address of Setup? */
function isAtSetup({ tab, around }: Attempt): boolean {
  const { origin, pathname } = new URL(tab.page().url());
  return origin === setupOrigin(around.target.url) && pathname.startsWith('/lightning/');
}

async function expectChallenge(attempt: Attempt): Promise<Expectation> {
  attempt.expectation ??= await attempt.around.identity.expect(attempt.around.signal);
  return attempt.expectation;
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
      if (done.has('session')) return false;
      done.add('session');
      await shellOf(attempt).open();
      return true;
    case 'on the way':
      return false;
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
async function throughOpenDoor(attempt: Attempt, by: keyof typeof WITHOUT_A_WORD): Promise<boolean> {
  if (attempt.done.has('session')) throw await refused(attempt.tab.page(), by);
  attempt.done.add('session');
  await shellOf(attempt).open();
  return true;
}

/** Opens a session by its address, which works once: each time another one is asked for (facts 1.4 [P]). */
async function openSessionUrl(attempt: Attempt): Promise<void> {
  const { around, done, tab } = attempt;
  const { signIn: way } = around.target;
  if (way.by !== 'session URL') throw new Error('There is no session URL to open');
  done.add('session URL');
  attempt.way = 'session URL';
  await expectChallenge(attempt);
  await goTo(tab.page(), (await way.next()).reveal());
}

/** Goes around a page in between, not for ever. @throws Trouble where only a person may go on */
async function pass(interruption: Interruption, attempt: Attempt): Promise<boolean> {
  const { tab, around, passes } = attempt;
  const before = passes.get(interruption) ?? 0;
  if (before === MOST_PASSES) throw forPerson(interruption, tab.page());
  passes.set(interruption, before + 1);
  const left = await goAround(interruption, tab.page(), () => shellOf(attempt).open(), { isBack: before > 0 });
  if (before === 0) around.notice(`Salesforce showed ${interruption.name} in between; it was passed.`);
  if (left !== undefined) around.notice(left);
  return true;
}

/** What a form says that comes again without a complaint. */
const WITHOUT_A_WORD = {
  password: 'it asks for the password again',
  'session URL': 'it does not take the session URL',
} as const;

async function refused(page: Page, by: keyof typeof WITHOUT_A_WORD): Promise<Trouble> {
  return new Trouble(
    'preflight',
    `Salesforce refuses the sign-in: ${complaintInOwnWords(await complaint(page)) || WITHOUT_A_WORD[by]}.`,
    'Check SALESFORCE_USERNAME and SALESFORCE_PASSWORD, or SALESFORCE_CLI_ORG; after several wrong tries the user is locked.',
  );
}

/** What the browser says of its own may quote the address of a session, or what was typed. */
function unforeseen(error: unknown): Trouble {
  return new Trouble('preflight', `Signing in ended early. ${inOwnWords(error)}`, 'Run again, with --headed to watch.');
}

/** Its pages are told to be gone before it is. */
async function hasEnded(browser: Browser | null): Promise<boolean> {
  for (let left = 10; left > 0 && browser?.isConnected() === true; left -= 1) await pause(2 * LOOK_AGAIN);
  return browser?.isConnected() === false;
}

async function closed({ signal, browser, target }: Surroundings, cause: unknown): Promise<Trouble> {
  if (signal.aborted) return new Trouble('interrupted', 'Stopped while signing in.', 'Run again.', cause);
  // With its last window a person ends the browser too, and nobody else works in it by hand.
  if (target.signIn.by !== 'hand' && (await hasEnded(browser().browser()))) {
    return new Trouble('preflight', 'The browser ended while signing in: it died, or was closed.', 'Run again.', cause);
  }
  const remedy = 'Run again, and leave it open until the run is over.';
  return new Trouble('person', 'The browser window was closed while signing in.', remedy, cause);
}

function stuck(page: Page): Trouble {
  const { origin, pathname } = new URL(page.url());
  return new Trouble(
    'preflight',
    `Signing in stopped at ${origin}${pathname}, which setupwright does not answer.`,
    'Sign in once by hand, answer what it asks, and run again.',
  );
}
