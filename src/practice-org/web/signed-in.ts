import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Org } from '../org.ts';
import type { Session } from '../sessions.ts';
import { sessionIdIn } from './api/json-web-token.ts';

const cookieOptions = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;

/** The session of this browser on this host. Hosts do not share cookies: facts 1.1 [C]. */
export function sessionOf(c: Context, org: Org): Session | undefined {
  const session = org.sessions.find(getCookie(c, 'sid'));
  return session?.apiOnly ? undefined : session;
}

/** The session of an API call: an access token, or the session id of a browser. */
export function bearerSession(c: Context, org: Org): Session | undefined {
  const [, token = c.req.query('oauth_token')] =
    /^(?:Bearer|OAuth) (.+)$/.exec(c.req.header('authorization') ?? '') ?? [];
  return org.sessions.find(token && sessionIdIn(token));
}

export function keepSession(c: Context, sid: string): void {
  setCookie(c, 'sid', sid, cookieOptions);
}

export function rememberDevice(c: Context, device: string): void {
  setCookie(c, 'device', device, { ...cookieOptions, maxAge: 365 * 86_400 });
}

/** The path and query that a request asks for. */
export function asked(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}

/** To the sign-in form, and back to what was asked for. `ec=302` is what Salesforce says then: facts 1.4 [C]. */
export function toSignIn(c: Context, org: Org, wanted = asked(c)): Response {
  return c.redirect(`${org.addresses.myDomain}/?ec=302&startURL=${encodeURIComponent(wanted)}`);
}

/** The way to a page on another host for a session that the browser has on this one: facts 1.1 [P]. It works once. */
export function doorTo(org: Org, session: Session, target: string): string {
  const { origin, pathname, search } = new URL(target);
  const otp = org.sessions.oneTimePassword(session);
  return `${origin}/secur/frontdoor.jsp?otp=${otp}&startURL=${encodeURIComponent(pathname + search)}`;
}

/** Where a redirect may lead: the hosts of this org and nowhere else. */
export function safeTarget(org: Org, wanted: string | undefined, base: string): string {
  const { myDomain, setup, lightning } = org.addresses;
  const fallback = `${setup}/lightning/setup/SetupOneHome/home`;
  if (!wanted || !URL.canParse(wanted, base)) return fallback;
  const target = new URL(wanted, base);
  return [myDomain, setup, lightning].includes(target.origin) ? target.href : fallback;
}
