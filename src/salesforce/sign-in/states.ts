import type { BrowserContext, Page } from 'playwright';
import { atOnce } from '../../runbook/side-by-side.ts';
import { isVerification } from '../challenge/kind.ts';
import { orgOrigins } from '../hosts.ts';
import { type Interruption, interruptionAt } from '../interruptions.ts';

/** What a page asks for while signing in (facts 0.5, 1.2, 1.3). */
export type State =
  | 'username'
  | 'password'
  | 'challenge'
  | 'refused'
  | 'session'
  | 'on the way'
  | 'elsewhere'
  | Interruption;

/** Pages that only carry the session from one host to another (facts 1.1 [P]). */
const BRIDGES = /frontdoor\.jsp|contentDoor|^\/secur\//;

/** @param myDomain origin of the org that is to be signed in to */
export async function stateOf(page: Page, myDomain: string): Promise<State> {
  if (isVerification(page)) return 'challenge';
  // Asked side by side, because each takes its time; what comes of the later ones counts only where it is asked for.
  const said = atOnce(complaint(page));
  const inPassword = atOnce(typedIn(page, '#password'));
  const inUsername = atOnce(typedIn(page, '#username'));
  const forms = atOnce(page.locator('#Login').count());
  const interruption = await interruptionAt(page);
  if (interruption) return interruption;
  if ((await said) !== '') return 'refused';
  const password = await inPassword;
  if (password === '') return 'password';
  // A username may stand there already, remembered from another time (facts 1.2 [S]).
  if (password === undefined && (await inUsername) !== undefined) return 'username';
  if ((await forms) > 0 || BRIDGES.test(new URL(page.url()).pathname)) return 'on the way';
  // Another company's sign-in may have a cookie of the same name: it is to be left alone.
  if (!isOfOrg(page.url(), myDomain)) return 'elsewhere';
  return (await sessionId(page.context(), page.url())) ? 'session' : 'on the way';
}

/** Is this a page of one of the org's own hosts (facts 1.1 [C])? */
function isOfOrg(address: string, myDomain: string): boolean {
  return orgOrigins(myDomain).includes(new URL(address).origin);
}

/** Is this a sign-in form that waits, and not the one that was just sent? */
export async function asksAgain(page: Page): Promise<boolean> {
  const asks = (await page.locator('#Login').filter({ visible: true }).count()) > 0;
  return asks && ((await typedIn(page, '#password')) ?? '') === '';
}

/** What stands in a field that can be typed into; undefined where there is none. */
export async function typedIn(page: Page, selector: string): Promise<string | undefined> {
  const field = page.locator(selector).filter({ visible: true });
  const isThere = (await field.count()) > 0 && (await field.isEditable({ timeout: 1_000 }));
  return isThere ? field.inputValue({ timeout: 1_000 }) : undefined;
}

/** What the sign-in form says against it; empty where it says nothing (facts 1.2 [C]). */
export async function complaint(page: Page): Promise<string> {
  const said = await page.locator('#error, .loginError').filter({ visible: true }).allInnerTexts();
  return said.join(' ').replace(/\s+/g, ' ').trim();
}

/** The session that the browser has with a host: each host has its own (facts 1.1). */
export async function sessionId(browser: BrowserContext, url: string): Promise<string | undefined> {
  const cookies = await browser.cookies(url);
  return cookies.find(({ name }) => name === 'sid')?.value;
}
