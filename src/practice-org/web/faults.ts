import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { Fault, FaultName, RequestName } from '../faults.ts';
import type { Org } from '../org.ts';

type Row = readonly [name: RequestName, method: string, path: RegExp];

const appsPath = '/setup-api/apps';

/** Which requests of a browser or client bear which name. */
const table: readonly Row[] = [
  ['login', 'POST', /^\/$/],
  ['setup', 'GET', /^\/lightning\//],
  ['list', 'GET', new RegExp(`^${appsPath}$`)],
  ['app', 'GET', new RegExp(`^${appsPath}/[^/]+$`)],
  ['create', 'POST', new RegExp(`^${appsPath}$`)],
  ['save-settings', 'PUT', new RegExp(`^${appsPath}/[^/]+/settings$`)],
  ['save-policies', 'PUT', new RegExp(`^${appsPath}/[^/]+/policies$`)],
  ['status', 'PUT', new RegExp(`^${appsPath}/[^/]+/status$`)],
  ['delete', 'DELETE', new RegExp(`^${appsPath}/[^/]+$`)],
  ['users', 'GET', /^\/005/],
  ['challenge', 'GET', /^\/_ui\/identity\//],
  ['answer', 'POST', /^\/_ui\/identity\//],
  ['consumer', 'GET', /consumerDetails/],
  ['token', 'POST', /^\/services\/oauth2\/token$/],
  ['api', 'GET', /^\/services\/data\//],
];

export function namesOf(method: string, path: string): RequestName[] {
  return table.filter((row) => row[1] === method && row[2].test(path)).map(([name]) => name);
}

const before: readonly FaultName[] = ['latency', 'session-ends', 'drop-before', 'error-500', 'error-503', 'drop-after'];

/** Has the faults happen that are tied to a request: facts have no such thing, every network has. */
export function faulty(org: Org): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const { path, method } = c.req;
    const due = org.faults.take(before, { is: namesOf(method, path), path });
    for (const fault of due.filter(({ name }) => name === 'latency')) await pause(lengthOf(org, fault));
    const is = (name: FaultName) => due.some((fault) => fault.name === name);
    if (is('session-ends')) org.endSessions();
    if (is('drop-before')) return dropped(c);
    if (is('error-500')) return c.text('An internal server error has occurred', 500);
    if (is('error-503')) return c.text('Service Unavailable', 503);
    await next();
    if (is('drop-after')) c.res = dropped(c);
    return;
  };
}

function lengthOf(org: Org, { value, jitter }: Fault): number {
  return value + (jitter > 0 ? org.dice.below(jitter + 1, 'jitter') : 0);
}

/** Breaks the connection without a word; the answer that is returned then goes nowhere. */
function dropped(c: Context<{ Bindings: HttpBindings }>): Response {
  const socket: Socket = c.env.incoming.socket;
  socket.destroy();
  return c.body(null, 503);
}
