import { setTimeout as pause } from 'node:timers/promises';
import { errors, type Page } from 'playwright';
import type { CodeWait, SignedIn, Surroundings } from '../runbook/ports.ts';
import { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import { answerChallenge, isVerification } from './challenge.ts';
import { setupOrigin } from './hosts.ts';
import { setupShell } from './setup.ts';
import { typeWhereAllowed } from './type-where-allowed.ts';

const PATIENCE = 60_000;
const LOOK_AGAIN = 100;

/** What a page asks for while signing in (facts 0.5, 1.2, 1.3). */
type State = 'username' | 'password' | 'challenge' | 'refused' | 'interruption' | 'session' | 'setup' | 'on the way';

/** Pages that Salesforce puts between the password and the org, which only a person may answer (facts 1.3, 1.5; identity facts 2). */
const INTERRUPTIONS = /^\/(_ui\/(system|identity)\/|msg\/|secur\/(mfa|forgot))/;

/** Pages that only carry the session from one host to another (facts 1.1 [P]). */
const BRIDGES = /frontdoor\.jsp|contentDoor|^\/secur\//;

/**
 * Signs in on the org's own My Domain by username and password, in the classic form or in the identifier-first one,
 * answers a challenge on the way, and ends where Setup is recognised. The password is typed once: a second try with
 * the same one could only help to lock the user.
 * @throws Trouble of kind `preflight` where the org cannot be reached or refuses; of kind `person` where only one helps
 */
export async function signIn(around: Surroundings): Promise<SignedIn> {
  const { target } = around;
  const tab = new Tab('the tab of the sign-in', around.browser);
  const page = await tab.ensure();
  const setup = setupShell(tab, setupOrigin(target.url));
  const done = new Set<State>();
  let wait: CodeWait | undefined;
  try {
    await reach(page, target.url);
    for (let deadline = Date.now() + PATIENCE; ; ) {
      const state = (await setup.home.check()).holds ? 'setup' : await stateOf(page);
      if (state === 'setup') return { org: await orgOf(page, around), username: target.username };
      if (around.signal.aborted) throw new Trouble('interrupted', 'Stopped while signing in.', 'Run again.');
      if (Date.now() > deadline || state === 'interruption') throw stuck(page, state);
      // The code that an earlier run may have left in the mailbox does not count.
      if (state === 'password' || state === 'challenge') wait ??= await around.codes.arm();
      const acted = await act(state, done, { page, around, wait, openSetup: setup.home.open });
      if (acted) deadline = Date.now() + PATIENCE;
      else await pause(LOOK_AGAIN);
    }
  } finally {
    await wait?.[Symbol.asyncDispose]();
    await page.close();
  }
}

interface Acting {
  readonly page: Page;
  readonly around: Surroundings;
  readonly wait: CodeWait | undefined;
  readonly openSetup: () => Promise<void>;
}

/** Does what a state asks for; says whether there was anything to do. */
async function act(state: State, done: Set<State>, { page, around, wait, openSetup }: Acting): Promise<boolean> {
  if (state === 'refused' || (state === 'password' && done.has(state))) throw await refused(page);
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
      await answerChallenge(page, wait, around);
      return true;
    case 'session':
      await openSetup();
      return true;
    default:
      return false;
  }
}

async function reach(page: Page, url: string): Promise<void> {
  try {
    await page.goto(url, { waitUntil: 'domcontentloaded', timeout: PATIENCE });
  } catch (error) {
    const why =
      /net::(ERR_\w+)/.exec(String(error))?.[1] ?? (error instanceof errors.TimeoutError ? 'no answer' : 'no page');
    throw new Trouble(
      'preflight',
      `The org at ${url} cannot be reached (${why}).`,
      'Check SALESFORCE_URL and the network.',
      error,
    );
  }
}

async function stateOf(page: Page): Promise<State> {
  try {
    const { pathname } = new URL(page.url());
    if (isVerification(page)) return 'challenge';
    if (INTERRUPTIONS.test(pathname)) return 'interruption';
    if ((await complaint(page)) !== '') return 'refused';
    if (await isEmpty(page, '#password')) return 'password';
    if (await isEmpty(page, '#username')) return 'username';
    if ((await page.locator('#Login').count()) > 0 || BRIDGES.test(pathname)) return 'on the way';
    return (await sessionId(page, page.url())) ? 'session' : 'on the way';
  } catch (error) {
    // The page changed while it was looked at.
    if (error instanceof errors.TimeoutError || /destroyed|navigat|detached/i.test(String(error))) return 'on the way';
    throw error;
  }
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

function stuck(page: Page, state: State): Trouble {
  const { origin, pathname } = new URL(page.url());
  return new Trouble(
    state === 'interruption' ? 'person' : 'preflight',
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
