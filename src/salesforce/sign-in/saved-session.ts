import type { Cookie } from 'playwright';
import type { Surroundings } from '../../runbook/ports.ts';
import { setupOrigin } from '../hosts.ts';

/** A cookie's value of this length or more may open something, and is kept out of everything that is written. */
const SECRET_FROM = 16;

/** Gives the browser the cookies of an earlier run. @returns whether there were any */
export async function recallSession({ target, browser, secret }: Surroundings): Promise<boolean> {
  const cookies = (await target.savedSession?.read()) ?? [];
  if (cookies.length === 0) return false;
  keepSecret(cookies, { target, secret });
  await browser().addCookies([...cookies]);
  return cookies.some(({ name }) => name === 'sid');
}

/**
 * Keeps the cookies of the org's own hosts: those of the session, and those by which Salesforce knows the browser again,
 * so that it asks for fewer codes (facts 1.3 [C, D]).
 */
export async function rememberSession({ target, browser, secret }: Surroundings): Promise<void> {
  if (!target.savedSession) return;
  const cookies: Cookie[] = await browser().cookies([target.url, setupOrigin(target.url)]);
  keepSecret(cookies, { target, secret });
  await target.savedSession.write(cookies);
}

/** All but a remembered username, which the record of a run has to name (facts 1.2 [S]). */
function keepSecret(cookies: readonly Cookie[], { target, secret }: Pick<Surroundings, 'target' | 'secret'>): void {
  const open = [target.username, encodeURIComponent(target.username)].map((name) => name.toLowerCase());
  for (const { name, value } of cookies) {
    if (value.length >= SECRET_FROM && !open.includes(value.toLowerCase())) secret(`cookie ${name}`, value);
  }
}
