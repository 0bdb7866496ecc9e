import { expect, test } from '@playwright/test';
import { changesIn, type LedgerEntry, type PracticeState } from '../../src/practice-org/index.ts';
import type { AppDetail } from '../../src/practice-org/shape.ts';
import { Client, createApp, type Started, settings, signedIn, started, tokenOf } from './support.ts';

const at = new Date('2026-11-23T09:00:00Z');

let practice: Started;
test.beforeEach(async () => {
  practice = await started({ at, apps: 3 });
});
test.afterEach(() => practice.org.close());

const apps = () => `${practice.org.setupUrl}/setup-api/apps`;
const told = (entries: readonly LedgerEntry[]) => entries.map(({ deed, about, outcome }) => [deed, about, outcome]);

/** What an org holds besides one app, and besides when somebody signed in last. */
const besides = ({ apps, users, ...rest }: PracticeState, name: string) => ({
  ...rest,
  apps: apps.filter((app) => app.settings.name !== name),
  users: users.map((user) => ({ ...user, lastLogin: '' })),
});

test('exactly one app, and nothing else touched, is a fact', async () => {
  const before = practice.org.state();
  const client = await signedIn(practice.org);
  await createApp(client, practice.org);
  const changes = changesIn(practice.org.ledger());
  expect(told(changes)).toEqual([
    ['create app', 'Document AI', 'done'],
    ['change policies', 'Document AI', 'done'],
  ]);
  expect(new Set(changes.map(({ user }) => user))).toEqual(new Set([practice.org.admin.username]));
  const after = practice.org.state();
  expect(after.apps).toHaveLength(before.apps.length + 1);
  expect(besides(after, 'Document AI')).toEqual(besides(before, 'Document AI'));
});

test('whoever only looks changes nothing, and the ledger says so', async () => {
  const client = await signedIn(practice.org);
  const held = practice.org.state();
  await client.request(apps());
  await client.request(`${apps()}/${held.apps[0]?.id}`);
  await client.request(`${practice.org.setupUrl}/005`);
  expect(changesIn(practice.org.ledger())).toEqual([]);
  expect(practice.org.state()).toEqual(held);
  expect(practice.org.ledger().map(({ deed }) => deed)).toContain('sign in');
});

test('what was refused is noted as refused, and is no change', async () => {
  const client = await signedIn(practice.org);
  expect((await client.send('POST', apps(), settings({ contactEmail: 'nobody' }))).status).toBe(400);
  const last = practice.org.ledger().at(-1);
  expect(last).toMatchObject({ deed: 'create app', about: 'Document AI', outcome: 'refused' });
  expect(changesIn(practice.org.ledger())).toEqual([]);
});

test('each entry says when, by whom, and what became of which field', async () => {
  const client = await signedIn(practice.org);
  const { id, policies } = (await (await client.send('POST', apps(), settings())).json()) as AppDetail;
  practice.org.advance(90_000);
  await client.send('PUT', `${apps()}/${id}/policies`, { ...policies, permittedUsers: 'AdminApprovedPreAuthorized' });
  const entries = practice.org.ledger();
  expect(entries.map(({ n }) => n)).toEqual(entries.map((_, index) => index + 1));
  expect(entries.at(-1)).toMatchObject({
    ...{ at: '2026-11-23T09:01:30.000Z', user: practice.org.admin.username, deed: 'change policies' },
    detail: { 'Permitted Users': 'All users can self-authorize -> Admin approved users are pre-authorized' },
  });
});

test('it holds no password, code, key or secret', async () => {
  const { org, mails } = practice;
  const wrong = 'a wrong password';
  await new Client().post(`${org.url}/`, { username: org.admin.username, pw: wrong });
  const client = await signedIn(org);
  const app = await createApp(client, org);
  const { access_token } = await tokenOf(org, app);
  await client.follow(`${org.url}/app/mgmt/externalclientapps/consumerDetails.apexp?applicationId=${app.id}`);
  const code = /Code: (\d{6})/.exec(mails[0]?.text ?? '')?.[1] ?? '';
  expect(code).not.toBe('');
  const written = JSON.stringify(org.ledger());
  for (const secret of [wrong, org.admin.password, app.secret, app.key, access_token, code]) {
    expect(written).not.toContain(secret);
  }
  for (const host of [org.url, org.setupUrl]) expect(written).not.toContain(client.cookie(host, 'sid') ?? 'no cookie');
});

test('what a test reads is a copy', () => {
  practice.org.ledger().push({ n: 9, at: '', user: '', deed: 'delete app', about: '', outcome: 'done', detail: {} });
  expect(practice.org.ledger()).toEqual([]);
});
