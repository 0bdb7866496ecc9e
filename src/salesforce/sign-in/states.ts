import type { Page } from 'playwright';
import { isVerification } from '../challenge/kind.ts';
import { type Interruption, interruptionAt } from '../interruptions.ts';

/** What a page asks for while signing in (facts 0.5, 1.2, 1.3). */
export type State =
  | 'username'
  | 'password'
  | 'challenge'
  | 'refused'
  | 'session'
  | 'setup'
  | 'on the way'
  | Interruption;

/** Pages that only carry the session from one host to another (facts 1.1 [P]). */
const BRIDGES = /frontdoor\.jsp|contentDoor|^\/secur\//;

export async function stateOf(page: Page): Promise<State> {
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
export async function asksAgain(page: Page): Promise<boolean> {
  const asks = (await page.locator('#Login').filter({ visible: true }).count()) > 0;
  const sent = (await page.locator('#password').count()) > 0 && !(await isEmpty(page, '#password'));
  return asks && !sent;
}

export async function isEmpty(page: Page, selector: string): Promise<boolean> {
  const field = page.locator(selector).filter({ visible: true });
  return (
    (await field.count()) > 0 &&
    (await field.isEditable({ timeout: 1_000 })) &&
    (await field.inputValue({ timeout: 1_000 })) === ''
  );
}

/** What the sign-in form says against it; empty where it says nothing (facts 1.2 [C]). */
export async function complaint(page: Page): Promise<string> {
  const said = await page.locator('#error, .loginError').filter({ visible: true }).allInnerTexts();
  return said.join(' ').replace(/\s+/g, ' ').trim();
}

/** The session that the browser has with a host: each host has its own (facts 1.1). */
export async function sessionId(page: Page, url: string): Promise<string | undefined> {
  const cookies = await page.context().cookies(url);
  return cookies.find(({ name }) => name === 'sid')?.value;
}
