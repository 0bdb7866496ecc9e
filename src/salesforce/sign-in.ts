import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { CodeWait, SignedIn, Surroundings } from '../runbook/ports.ts';
import { Tab } from '../runbook/tab.ts';
import { PageLost, Trouble } from '../runbook/trouble.ts';
import { whereItChanges } from './appears.ts';
import { answerChallenge, isVerification } from './challenge.ts';
import { goTo } from './go-to.ts';
import { setupOrigin } from './hosts.ts';
import { forPerson, goAround, type Interruption, interruptionAt } from './interruptions.ts';
import { keeperOf } from './keeper.ts';
import { setupShell } from './setup.ts';
import { typeWhereAllowed } from './type-where-allowed.ts';

const PATIENCE = 60_000;
const LOOK_AGAIN = 100;
/** How often signing in begins anew after a page that did not come. */
const MORE_TIMES = 2;
/** How often the same page in between is gone around. */
const MOST_PASSES = 2;

/** What a page asks for while signing in (facts 0.5, 1.2, 1.3). */
type State = 'username' | 'password' | 'challenge' | 'refused' | 'session' | 'setup' | 'on the way' | Interruption;

/** Pages that only carry the session from one host to another (facts 1.1 [P]). */
const BRIDGES = /frontdoor\.jsp|contentDoor|^\/secur\//;

/**
 * Signs in on the org's own My Domain by username and password, in the classic form or in the identifier-first one,
 * answers a challenge and passes interruptions on the way, and ends where Setup is recognised. The password is typed
 * once for each answer that comes: a second try with the same one could only help to lock the user.
 * @throws Trouble of kind `preflight` where the org cannot be reached or refuses; of kind `person` where only one helps
 */
export async function signIn(around: Surroundings): Promise<SignedIn> {
  const tab = new Tab('the tab of the sign-in', around.browser, keeperOf(around, 'signIn'));
  const attempt: Attempt = { tab, around, done: new Set(), passes: new Map(), wait: undefined };
  try {
    for (let left = MORE_TIMES; ; left -= 1) {
      try {
        await goTo(await tab.ensure(), around.target.url);
        return await onToSetup(attempt);
      } catch (error) {
        if (!(error instanceof PageLost)) throw error;
        if (left === 0) throw new Trouble('preflight', error.what, 'Check the network and run again.', error);
        // What was sent has had no answer: it may be sent once more.
        attempt.done.clear();
      }
    }
  } finally {
    await attempt.wait?.[Symbol.asyncDispose]();
    tab.close();
  }
}

interface Attempt {
  readonly tab: Tab;
  readonly around: Surroundings;
  /** What was done since an answer failed to come. */
  readonly done: Set<State>;
  readonly passes: Map<Interruption, number>;
  wait: CodeWait | undefined;
}

async function onToSetup(attempt: Attempt): Promise<SignedIn> {
  const { tab, around } = attempt;
  const { home } = setupShell(tab, setupOrigin(around.target.url));
  for (let deadline = Date.now() + PATIENCE; ; ) {
    const isThere = (await whereItChanges(home.check))?.holds === true;
    const state = isThere ? 'setup' : ((await whereItChanges(() => stateOf(tab.page()))) ?? 'on the way');
    if (state === 'setup') return { org: await orgOf(tab.page(), around), username: around.target.username };
    if (around.signal.aborted) throw new Trouble('interrupted', 'Stopped while signing in.', 'Run again.');
    if (Date.now() > deadline) throw stuck(tab.page());
    // The code that an earlier run may have left in the mailbox does not count.
    if (state === 'password' || state === 'challenge') attempt.wait ??= await around.codes.arm();
    if (await act(state, attempt, home.open)) deadline = Date.now() + PATIENCE;
    else await pause(LOOK_AGAIN);
  }
}

/** Does what a state asks for; says whether there was anything to do. */
async function act(state: State, attempt: Attempt, openSetup: () => Promise<void>): Promise<boolean> {
  const { tab, around, done, wait } = attempt;
  const page = tab.page();
  if (typeof state === 'object') return pass(state, attempt, openSetup);
  if (state === 'refused') throw await refused(page);
  if (done.has('password') && (await asksAgain(page))) {
    // Signed in, and yet on a sign-in form: any page of the org shows the truth (facts 10.1 [C]).
    if (done.has('session')) throw await refused(page);
    done.add('session');
    await openSetup();
    return true;
  }
  if (state === 'on the way' || (state !== 'challenge' && done.has(state))) return false;
  done.add(state);
  const { username, password } = around.target;
  const type = (selector: string, name: string, text: string) =>
    typeWhereAllowed(page.locator(selector), { name, text }, around, 'preflight');
  switch (state) {
    case 'username':
      await type('#username', 'username', username);
      await page.locator('#Login').click();
      return true;
    case 'password':
      if (await isEmpty(page, '#username')) await type('#username', 'username', username);
      await type('#password', 'password', password.reveal());
      await page.locator('#Login').click();
      return true;
    case 'challenge':
      if (!wait) return false;
      await answerChallenge(tab, wait, around);
      return true;
    case 'session':
      await openSetup();
      return true;
    default:
      return false;
  }
}

/** Goes around a page in between, not for ever. @throws Trouble where only a person may go on */
async function pass(
  interruption: Interruption,
  { tab, around, passes }: Attempt,
  openSetup: () => Promise<void>,
): Promise<boolean> {
  const before = passes.get(interruption) ?? 0;
  if (before === MOST_PASSES) throw forPerson(interruption, tab.page());
  passes.set(interruption, before + 1);
  await goAround(interruption, tab.page(), openSetup);
  if (before === 0) around.notice(`Salesforce showed ${interruption.name} in between; it was passed.`);
  return true;
}

async function stateOf(page: Page): Promise<State> {
  if (isVerification(page)) return 'challenge';
  const interruption = await interruptionAt(page);
  if (interruption) return interruption;
  if ((await complaint(page)) !== '') return 'refused';
  if (await isEmpty(page, '#password')) return 'password';
  if (await isEmpty(page, '#username')) return 'username';
  if ((await page.locator('#Login').count()) > 0 || BRIDGES.test(new URL(page.url()).pathname)) return 'on the way';
  return (await sessionId(page, page.url())) ? 'session' : 'on the way';
}

/** Is this a sign-in form that waits, and not the one that was just sent? */
async function asksAgain(page: Page): Promise<boolean> {
  const asks = (await page.locator('#Login').filter({ visible: true }).count()) > 0;
  const sent = (await page.locator('#password').count()) > 0 && !(await isEmpty(page, '#password'));
  return asks && !sent;
}

async function isEmpty(page: Page, selector: string): Promise<boolean> {
  const field = page.locator(selector).filter({ visible: true });
  return (
    (await field.count()) > 0 &&
    (await field.isEditable({ timeout: 1_000 })) &&
    (await field.inputValue({ timeout: 1_000 })) === ''
  );
}

/** What the sign-in form says against it; empty where it says nothing (facts 1.2 [C]). */
async function complaint(page: Page): Promise<string> {
  const said = await page.locator('#error, .loginError').filter({ visible: true }).allInnerTexts();
  return said.join(' ').replace(/\s+/g, ' ').trim();
}

async function refused(page: Page): Promise<Trouble> {
  return new Trouble(
    'preflight',
    `Salesforce refuses the sign-in: "${(await complaint(page)) || 'it asks for the password again'}"`,
    'Check SALESFORCE_USERNAME and SALESFORCE_PASSWORD; after several wrong tries the user is locked.',
  );
}

function stuck(page: Page): Trouble {
  const { origin, pathname } = new URL(page.url());
  return new Trouble(
    'preflight',
    `Signing in stopped at ${origin}${pathname}, which setupwright does not answer.`,
    'Sign in once by hand, answer what it asks, and run again.',
  );
}

/** The session's id begins with the id of its org, before an exclamation mark (facts 1.4 [C]). */
async function orgOf(page: Page, around: Surroundings): Promise<string> {
  const sid = await sessionId(page, around.target.url);
  if (sid) around.secret('session id', sid);
  const org = sid?.split(/!|%21/)[0] ?? '';
  if (/^00D\w{12,15}$/.test(org)) return org;
  throw new Trouble(
    'preflight',
    'The org does not say its id after signing in.',
    'Check that SALESFORCE_URL is an org.',
  );
}

async function sessionId(page: Page, url: string): Promise<string | undefined> {
  const cookies = await page.context().cookies(url);
  return cookies.find(({ name }) => name === 'sid')?.value;
}
