import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Session } from '../identity/sessions.ts';
import type { Org } from '../org.ts';
import { isApiOnly } from '../people.ts';
import { sessionIdIn } from './api/json-web-token.ts';

const cookieOptions = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;

/** The session of this browser on this host: facts 1.1 [C], no host shares its cookies. An access token in the cookie is one too: facts I2 [C]. */
export function sessionOf(c: Context, org: Org): Session | undefined {
  const sid = getCookie(c, 'sid');
  const session = org.sessions.find(sid && sessionIdIn(sid));
  // guess [I]: facts 1.4, that users of the API only do not come in by the cookie either; of the other ways it is known [D].
  return session && !isApiOnly(org.signedIn(session)) ? session : undefined;
}

/** The session of an API call: an access token, or the session id of a browser where API Access Control is off: facts 1.4 [C]. */
export function bearerSession(c: Context, org: Org): Session | undefined {
  const [, token = c.req.query('oauth_token')] =
    /^(?:Bearer|OAuth) (.+)$/.exec(c.req.header('authorization') ?? '') ?? [];
  const session = org.sessions.find(token && sessionIdIn(token));
  return session?.byToken === false && org.state.apiAccessControl ? undefined : session;
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

/** Where a redirect may lead: the hosts of this org and nowhere else. That the sign-in form leads to all of them is a guess [I]: facts 1.4. */
export function safeTarget(org: Org, wanted: string | undefined, base: string): string {
  const { myDomain, setup, lightning } = org.addresses;
  const fallback = `${setup}/lightning/setup/SetupOneHome/home`;
  if (!wanted || !URL.canParse(wanted, base)) return fallback;
  const target = new URL(wanted, base);
  return [myDomain, setup, lightning].includes(target.origin) ? target.href : fallback;
}
