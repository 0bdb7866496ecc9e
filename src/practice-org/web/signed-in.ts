import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Org } from '../org.ts';
import type { Session } from '../sessions.ts';

const cookieOptions = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;

/** The session of this browser on this host. Hosts do not share cookies: facts 1.1 [C]. */
export function sessionOf(c: Context, org: Org): Session | undefined {
  return org.sessions.find(getCookie(c, 'sid'));
}

/** The session of an API call: an access token, or the session id of a browser. */
export function bearerSession(c: Context, org: Org): Session | undefined {
  const [, token = c.req.query('oauth_token')] =
    /^(?:Bearer|OAuth) (.+)$/.exec(c.req.header('authorization') ?? '') ?? [];
  return org.sessions.find(token);
}

export function keepSession(c: Context, sid: string): void {
  setCookie(c, 'sid', sid, cookieOptions);
}

export function rememberDevice(c: Context, device: string): void {
  setCookie(c, 'device', device, { ...cookieOptions, maxAge: 365 * 86_400 });
}

/** Where a redirect may lead: the two hosts of this org and nowhere else. */
export function safeTarget(org: Org, wanted: string | undefined, base: string): string {
  const fallback = `${org.addresses.setup}/lightning/setup/SetupOneHome/home`;
  if (!wanted || !URL.canParse(wanted, base)) return fallback;
  const target = new URL(wanted, base);
  return [org.addresses.myDomain, org.addresses.setup].includes(target.origin) ? target.href : fallback;
}
