import { setTimeout as pause } from 'node:timers/promises';
import { errors, type Page } from 'playwright';
import type { CodeWait, SignedIn, Surroundings } from '../runbook/ports.ts';
import { Trouble } from '../runbook/trouble.ts';
import { answerChallenge, isVerification } from './challenge.ts';

const PATIENCE = 60_000;
const LOOK_AGAIN = 100;

/** What a page asks for while signing in (facts 0.5, 1.2, 1.3). */
type State = 'username and password' | 'username' | 'password' | 'challenge' | 'refused' | 'signed in' | 'on the way';

/**
 * Signs in on the org's own My Domain by username and password, in the classic form or in the identifier-first one,
 * and answers a challenge on the way.
 * @throws Trouble of kind `preflight` where the org cannot be reached or refuses; of kind `person` for a challenge
 */
export async function signIn(page: Page, around: Surroundings): Promise<SignedIn> {
  const { target } = around;
  await reach(page, target.url);
  // A code may be asked for as soon as the password is given: what is in the mailbox before does not count.
  let wait: CodeWait | undefined;
  try {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const state = await stateOf(page);
      if (state === 'signed in') return { org: await orgOf(page, around), username: target.username };
      if (state === 'refused') throw await refused(page);
      if (around.signal.aborted) throw new Trouble('interrupted', 'Stopped while signing in.', 'Run again.');
      if (state === 'challenge') {
        wait ??= await around.codes.arm();
        await answerChallenge(page, wait, around);
      } else if (state === 'on the way') {
        await pause(LOOK_AGAIN);
      } else {
        guard(page, around);
        if (state !== 'username') wait ??= await around.codes.arm();
        await fillIn(page, state, around);
      }
      if (Date.now() > deadline) throw stuck(page);
    }
  } finally {
    await wait?.[Symbol.asyncDispose]();
  }
}

async function reach(page: Page, url: string): Promise<void> {
  try {
    await page.goto(url, { waitUntil: 'domcontentloaded', timeout: PATIENCE });
  } catch (error) {
    const why = /net::(ERR_\w+)/.exec(String(error))?.[1] ?? (error instanceof errors.TimeoutError ? 'no answer' : '');
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
    if (isVerification(page)) return 'challenge';
    if (await page.locator('#error').filter({ hasText: /\S/, visible: true }).count()) return 'refused';
    const username = await isEmpty(page, '#username');
    const password = await isEmpty(page, '#password');
    if (username && password) return 'username and password';
    if (password) return 'password';
    if (username) return 'username';
    if ((await page.locator('#Login').count()) > 0) return 'on the way';
    return (await sessionId(page)) && !isBridge(page) ? 'signed in' : 'on the way';
  } catch (error) {
    // The page changed while it was looked at.
    if (error instanceof errors.TimeoutError || /context was destroyed|navigat/i.test(String(error)))
      return 'on the way';
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

/** Pages that only carry the session from one host to another (facts 1.1 [P]). */
function isBridge(page: Page): boolean {
  return /frontdoor\.jsp|contentDoor|^\/secur\//.test(new URL(page.url()).pathname);
}

async function fillIn(page: Page, state: 'username and password' | 'username' | 'password', around: Surroundings) {
  const { username, password } = around.target;
  if (state !== 'password') await page.locator('#username').fill(username);
  if (state !== 'username') await page.locator('#password').fill(password.reveal());
  await page.locator('#Login').click();
}

function guard(page: Page, around: Surroundings): void {
  const { origin } = new URL(page.url());
  if (around.allowsOrigin(origin)) return;
  throw new Trouble(
    'preflight',
    `The sign-in form is served by ${origin}, where the password is not typed.`,
    'If it is yours, name it in SETUPWRIGHT_ALLOW_ORIGINS.',
  );
}

async function refused(page: Page): Promise<Trouble> {
  const words = (await page.locator('#error').innerText()).replace(/\s+/g, ' ').trim();
  return new Trouble(
    'preflight',
    `Salesforce refuses the sign-in: "${words}"`,
    'Check SALESFORCE_USERNAME and SALESFORCE_PASSWORD; after several wrong tries the user is locked.',
  );
}

function stuck(page: Page): Trouble {
  const { origin, pathname } = new URL(page.url());
  return new Trouble(
    'preflight',
    `Signing in stopped at ${origin}${pathname}, a page that setupwright does not know.`,
    'Sign in once by hand, answer what it asks, and run again.',
  );
}

/** The session's id begins with the id of its org, before an exclamation mark (facts 1.4 [C]). */
async function orgOf(page: Page, around: Surroundings): Promise<string> {
  const sid = await sessionId(page);
  if (sid) around.secret('session id', sid);
  const org = sid?.split(/!|%21/)[0] ?? '';
  if (/^00D\w{12,15}$/.test(org)) return org;
  throw new Trouble(
    'preflight',
    'The org does not say its id after signing in.',
    'Check that SALESFORCE_URL is an org.',
  );
}

async function sessionId(page: Page): Promise<string | undefined> {
  const cookies = await page.context().cookies(page.url());
  return cookies.find(({ name }) => name === 'sid')?.value;
}
