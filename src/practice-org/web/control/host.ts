import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { writeFault } from '../../conditions/faults.ts';
import { readSwitches } from '../../conditions/switches.ts';
import { usualTotpSecret } from '../../identity/methods.ts';
import type { PracticeOrg } from '../../index.ts';
import type { Assets } from '../assets.ts';
import { controlPage } from './page.ts';

const noPush = 'Salesforce Authenticator is not asked for anything';
const aDay = 86_400_000;

const advance = z.strictObject({
  ms: z
    .number()
    .int()
    .min(1)
    .max(3650 * aDay),
});

const methods = z.strictObject({
  totp: z.boolean().optional(),
  salesforceAuthenticator: z.boolean().optional(),
  passkeys: z.literal(0).optional(),
});

/**
 * The control address: what `PracticeOrg` offers, over HTTP. JSON for programs, and a page for people; programs on this
 * machine may use it, pages of others may not.
 * @param settings lines of a settings file that lead a program here, shown to be copied
 */
export function controlHost(
  org: PracticeOrg,
  assets: Assets,
  settings: () => string,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get('/practice-org/*', (c) => assets.serve(c));
  app.use(guarded);

  app.get('/', (c) => c.html(controlPage(org, settings())));
  app.get('/conditions', (c) => c.json(conditionsOf(org)));
  app.get('/ledger', (c) => c.json(org.ledger()));
  app.get('/mails', (c) => c.json(org.mails()));
  app.get('/methods', (c) => c.json(org.methods()));
  app.get('/state', (c) => c.json(summaryOf(org)));

  app.patch('/conditions', async (c) => {
    try {
      org.switch(readSwitches(await bodyOf(c)));
    } catch (error) {
      return refused(c, error instanceof Error ? error.message : String(error));
    }
    return c.json(conditionsOf(org));
  });
  app.patch('/methods', async (c) => {
    const read = methods.safeParse(await bodyOf(c));
    if (!read.success) return refused(c, 'Send any of {"totp": true, "salesforceAuthenticator": true, "passkeys": 0}');
    const { totp, salesforceAuthenticator, passkeys } = read.data;
    org.registerMethods({
      ...(totp === undefined ? {} : { totpSecret: totp ? usualTotpSecret : null }),
      ...(salesforceAuthenticator === undefined ? {} : { salesforceAuthenticator }),
      ...(passkeys === undefined ? {} : { passkey: null }),
    });
    return c.json(org.methods());
  });
  app.post('/reset', (c) => {
    org.reset();
    return c.json(summaryOf(org));
  });
  app.post('/advance', async (c) => {
    const read = advance.safeParse(await bodyOf(c));
    if (!read.success) return refused(c, 'Send {"ms": n}, a whole number of milliseconds from 1 to ten years');
    org.advance(read.data.ms);
    return c.json(summaryOf(org));
  });
  app.post('/end-sessions', (c) => {
    org.endSessions();
    return c.json(summaryOf(org));
  });
  app.post('/approve-push', (c) => (org.approvePush() ? c.json(summaryOf(org)) : refused(c, noPush)));
  app.post('/deny-push', (c) => (org.denyPush() ? c.json(summaryOf(org)) : refused(c, noPush)));

  app.notFound((c) => c.json({ error: 'The control address has no such place.' }, 404));
  return app;
}

/** Another web page can neither write here, nor read, nor show this in a frame. */
const guarded: MiddlewareHandler = async (c, next) => {
  c.header('x-practice-org', '1');
  c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
  c.header('cross-origin-resource-policy', 'same-origin');
  c.header('content-security-policy', "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'");
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  const origin = c.req.header('origin');
  if (origin !== undefined && origin !== new URL(c.req.url).origin) {
    return c.json({ error: 'Other web pages may not switch anything here.' }, 403);
  }
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return c.json({ error: 'Send JSON, with content-type application/json.' }, 415);
  return next();
};

function conditionsOf(org: PracticeOrg) {
  const conditions = org.conditions();
  return { ...conditions, faults: conditions.faults.map(writeFault) };
}

function summaryOf(org: PracticeOrg) {
  const { orgId, orgName, url, setupUrl, seed, admin } = org;
  const { users, apps } = org.state();
  return {
    ...{ orgId, orgName, url, setupUrl, seed, username: admin.username, now: org.now().toISOString() },
    users: users.length,
    apps: apps.map(({ id, status, settings }) => ({ id, status, name: settings.name })),
    entries: org.ledger().length,
  };
}

async function bodyOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}

function refused(c: Context, error: string): Response {
  return c.json({ error: `${error}.` }, 400);
}
