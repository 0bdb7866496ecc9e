import { expect, test } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';
import { Client, createApp, settings, signedIn, started, tokenOf } from './support.ts';

// All of this file: facts 8.2 [D; C sfdx-hardis].

const day = 86_400_000;

interface Slot {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
  readonly state: string;
  readonly url: string;
}

/** An org with two apps: one to look at, and one whose token asks. */
async function asked({ open = true, runAs }: { open?: boolean; runAs?: string } = {}) {
  const { org } = await started({ at: new Date('2026-11-23T09:00:00Z') });
  const admin = await signedIn(org);
  const app = await createApp(admin, org);
  const other = settings({ name: 'Rotator', apiName: 'Rotator' });
  const asker = await createApp(admin, org, runAs ? { runAs } : {}, other);
  if (open) await admin.send('PUT', `${org.setupUrl}/setup-api/org-settings`, { secretsInRestApi: true });
  const { access_token } = await tokenOf(org, asker);
  const base = '/services/data/v67.0/apps/oauth';
  async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const response = await new Client().request(org.url + (path.startsWith('/') ? path : `${base}/${path}`), {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T };
  }
  return { org, app, ask };
}

type Asked = Awaited<ReturnType<typeof asked>>;

async function consumerOf({ app, ask }: Asked): Promise<{ id: string; key: string; stagedCredentialsUrl: string }> {
  const { body } = await ask<{ consumers: Array<{ id: string; key: string; stagedCredentialsUrl: string }> }>(
    'GET',
    `credentials/${app.id}`,
  );
  const [consumer] = body.consumers;
  if (!consumer) throw new Error('The app has no consumer.');
  return consumer;
}

async function staged(around: Asked): Promise<Slot> {
  const { stagedCredentialsUrl } = await consumerOf(around);
  const { status, body } = await around.ask<{ stagedCredentials: Slot[] }>('POST', stagedCredentialsUrl, {});
  expect(status).toBe(201);
  const [slot] = body.stagedCredentials;
  if (!slot) throw new Error('Nothing was staged.');
  return slot;
}

async function works(org: PracticeOrg, consumer: { key: string; secret: string }): Promise<boolean> {
  return (await tokenOf(org, consumer)).error === undefined;
}

const off = [{ errorCode: 'FUNCTIONALITY_NOT_ENABLED', message: expect.stringContaining('not currently enabled') }];

test('the key and secret are closed until the org setting opens them', async () => {
  const { org, app, ask } = await asked({ open: false });
  expect(await ask('GET', `credentials/${app.id}`)).toEqual({ status: 403, body: off });
  const usage = await ask<{ apps: Array<{ developerName: string; identifier: string }> }>('GET', 'usage');
  expect(usage.body.apps).toMatchObject([{ developerName: 'Document_AI', identifier: app.id }, {}]);
  await org.close();
});

test('the key and secret are closed to whoever is not an administrator', async () => {
  const { org, app, ask } = await asked({ runAs: 'wei.chen@acme.practice' });
  expect(await ask('GET', `credentials/${app.id}`)).toEqual({ status: 403, body: off });
  await org.close();
});

test('once open, the key and secret are read without a code', async () => {
  const around = await asked();
  const { org, app, ask } = around;
  const { id, key } = await consumerOf(around);
  expect(key).toBe(app.key);
  const read = (part: string) => ask('GET', `credentials/${app.id}/${id}?part=${part}`);
  expect((await read('keyandsecret')).body).toMatchObject({ key: app.key, secret: app.secret });
  expect((await read('key')).body).toEqual({ id, key: app.key });
  expect((await read('all')).status).toBe(400);
  expect((await ask('GET', `credentials/0xIgL0000000000/${id}?part=key`)).status).toBe(404);
  expect((await ask('GET', `/services/data/v59.0/apps/oauth/credentials/${app.id}`)).status).toBe(404);
  expect(deeds(org, 'send code')).toEqual([]);
  expect(deeds(org, 'reveal credentials')).toMatchObject([
    { user: org.admin.username, about: 'Document AI', detail: { by: 'REST API' } },
  ]);
  await org.close();
});

test('staged credentials are not in force; they end after 30 days, or when they are dropped', async () => {
  const around = await asked();
  const { org, app, ask } = around;
  const slot = await staged(around);
  expect(slot).toMatchObject({ state: 'Active', createdBy: org.admin.name });
  expect([slot.key, slot.secret]).not.toEqual([app.key, app.secret]);
  expect(await works(org, slot)).toBe(false);
  expect(await works(org, app)).toBe(true);

  const { stagedCredentialsUrl } = await consumerOf(around);
  expect((await ask('POST', stagedCredentialsUrl, {})).status).toBe(400);
  expect((await ask('DELETE', slot.url)).status).toBe(204);
  expect((await ask('GET', stagedCredentialsUrl)).body).toMatchObject({ stagedCredentials: [] });

  const again = await staged(around);
  org.advance(30 * day);
  const later = await asking(org, around);
  expect((await later('PATCH', again.url, { command: 'rotate' })).status).toBe(404);
  await org.close();
});

// sfdx-hardis and Infisical [C]: the former pair stays good beside the new one until it is deleted.
test('after a rotation the new pair is in force, and the former one until it is dropped', async () => {
  const around = await asked();
  const { org, app, ask } = around;
  const slot = await staged(around);
  expect((await ask('PATCH', slot.url, { command: 'turn' })).status).toBe(400);
  const rotated = await ask<Slot>('PATCH', slot.url, { command: 'rotate' });
  expect(rotated).toMatchObject({ status: 200, body: { state: 'Rotated', key: app.key, secret: app.secret } });
  expect((await consumerOf(around)).key).toBe(slot.key);
  expect(await works(org, slot)).toBe(true);
  expect(await works(org, app)).toBe(true);
  expect(await works(org, { key: app.key, secret: slot.secret })).toBe(false);

  expect((await ask('DELETE', rotated.body.url)).status).toBe(204);
  expect(await works(org, slot)).toBe(true);
  expect(await works(org, app)).toBe(false);
  for (const deed of ['stage credentials', 'rotate credentials', 'drop staged credentials'] as const) {
    expect(deeds(org, deed)).toMatchObject([{ user: org.admin.username, about: 'Document AI', outcome: 'done' }]);
  }
  await org.close();
});

test('the former pair ends 30 days after the rotation', async () => {
  const around = await asked();
  const { org, app, ask } = around;
  const slot = await staged(around);
  org.advance(60_000);
  await ask('PATCH', slot.url, { command: 'rotate' });
  org.advance(30 * day - 1);
  expect(await works(org, app)).toBe(true);
  org.advance(1);
  expect(await works(org, app)).toBe(false);
  expect(await works(org, slot)).toBe(true);
  await org.close();
});

test('a request to stage without a body breaks the connection', async () => {
  const around = await asked();
  const { stagedCredentialsUrl } = await consumerOf(around);
  await expect(around.ask('POST', stagedCredentialsUrl)).rejects.toThrow('fetch failed');
  expect(deeds(around.org, 'stage credentials')).toEqual([]);
  await around.org.close();
});

/** The same questions with a fresh token, for the old one has ended. */
async function asking(org: PracticeOrg, { app }: Asked): Promise<Asked['ask']> {
  const { access_token } = await tokenOf(org, app);
  return async <T>(method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
    const response = await new Client().request(org.url + path, { method, headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as T };
  };
}
