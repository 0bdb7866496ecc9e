import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { type FaultName, lengthOf, type RequestName } from '../conditions/faults.ts';
import type { Org } from '../org.ts';
import { practiceMark } from './frame.ts';

const apps = '/setup-api/apps';

/** Which requests of a browser or client bear which name. */
const table: ReadonlyArray<readonly [name: RequestName, method: string, path: RegExp]> = [
  ['login', 'POST', /^\/$/],
  ['setup', 'GET', /^\/lightning\//],
  ['list', 'GET', new RegExp(`^${apps}$`)],
  ['app', 'GET', new RegExp(`^${apps}/[^/]+$`)],
  ['create', 'POST', new RegExp(`^${apps}$`)],
  ['save-settings', 'PUT', new RegExp(`^${apps}/[^/]+/settings$`)],
  ['save-policies', 'PUT', new RegExp(`^${apps}/[^/]+/policies$`)],
  ['status', 'PUT', new RegExp(`^${apps}/[^/]+/status$`)],
  ['delete', 'DELETE', new RegExp(`^${apps}/[^/]+$`)],
  ['users', 'GET', /^\/005/],
  ['challenge', 'GET', /^\/_ui\/identity\/verification\/.*(?<!\/poll)$/],
  ['answer', 'POST', /^\/_ui\/identity\/verification\//],
  ['consumer', 'GET', /consumerDetails/],
  ['token', 'POST', /^\/services\/oauth2\/token$/],
  ['api', 'GET', /^\/services\/data\//],
  ['api', 'POST', /^\/services\/data\//],
  ['api', 'PATCH', /^\/services\/data\//],
  ['api', 'DELETE', /^\/services\/data\//],
];

/** A request ends in one way only, so of these one happens at a time. */
const endings = ['drop-before', 'error-500', 'error-503', 'drop-after'] as const satisfies readonly FaultName[];

const errors = {
  'error-500': { status: 500, says: 'An internal server error has occurred' },
  'error-503': { status: 503, says: 'Service Unavailable' },
} as const;

/** Has the faults happen that are tied to a request: no fact, but every network and every server has them. */
export function faulty(org: Org): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const { path, method } = c.req;
    const names = table.filter(([, of, paths]) => of === method && paths.test(path)).map(([name]) => name);
    // On every other host a Setup address is only a redirect.
    const is = c.req.url.startsWith(`${org.addresses.setup}/`) ? names : names.filter((name) => name !== 'setup');
    const request = { is, path };
    const { life } = org;
    for (const fault of org.faults.take(['latency'], request)) {
      try {
        await pause(lengthOf(fault, org.dice), undefined, { signal: life, ref: false });
      } catch {
        // The org was reset or closed meanwhile: what was asked of the old one is not done to the new one.
        return dropped(c);
      }
    }
    if (org.faults.take(['session-ends'], request).length > 0) org.endSessions();
    const [ending] = org.faults.take(endings, request, 1);
    if (ending?.name === 'drop-before') return dropped(c);
    if (ending?.name === 'error-500' || ending?.name === 'error-503') return failed(c, errors[ending.name]);
    await next();
    if (ending?.name === 'drop-after') c.res = dropped(c);
    return;
  };
}

/** guess [I]: facts 11.5, how Salesforce words and dresses these is not public; a person gets a page, a script gets a text. */
function failed(c: Context, { status, says }: (typeof errors)[keyof typeof errors]): Response | Promise<Response> {
  if (!c.req.header('accept')?.includes('text/html')) return c.text(says, status);
  return c.html(
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${says}</title>
<link rel="stylesheet" href="/practice-org/identity.css"></head>
<body>${practiceMark}<div id="wrap"><h1>${says}</h1></div></body></html>`,
    status,
  );
}

/** Breaks the connection without a word; the answer that is returned then goes nowhere. */
function dropped(c: Context<{ Bindings: HttpBindings }>): Response {
  const socket: Socket = c.env.incoming.socket;
  socket.resetAndDestroy();
  return c.body(null, 503);
}
