import { expect, test } from '@playwright/test';
import { ImapFlow } from 'imapflow';
import { startPractice } from '../../src/cli/practice.ts';
import type { AppDetail } from '../../src/practice-org/shape.ts';
import { Client, codeIn, settings } from './support.ts';

const at = new Date('2026-11-23T09:00:00Z');

type Place = Awaited<ReturnType<typeof startPractice>>;

/** Everything that came back, in order: statuses, the headers that we set, and bodies. */
class Recorder extends Client {
  readonly heard: string[] = [];

  override async request(...asked: Parameters<Client['request']>): ReturnType<Client['request']> {
    const answer = await super.request(...asked);
    // Node itself adds the machine's time.
    const headers = [...answer.headers].filter(([name]) => name !== 'date');
    this.heard.push(JSON.stringify([asked[0], answer.status, headers, await answer.clone().text()]));
    return answer;
  }
}

/** The seed by requests: sign in with a code, make an app, set its policies, reveal its credentials, get a token. */
async function everything({ org }: Place): Promise<string[]> {
  const { url, setupUrl, admin } = org;
  const client = new Recorder();
  const answer = async (page: { headers: { get(name: string): string | null } }) => {
    const { visited } = await client.follow(new URL(page.headers.get('location') ?? '', url).href);
    const finish = visited.at(-1) ?? '';
    const emc = codeIn(org.mails()[0]);
    expect(emc).not.toBe('');
    return client.post(finish, { vcsrf: new URL(finish).searchParams.get('vcsrf') ?? '', emc });
  };
  const signedIn = await answer(
    await client.post(`${url}/`, { username: admin.username, pw: admin.password, startURL: '' }),
  );
  await client.follow(new URL(signedIn.headers.get('location') ?? '', url).href);
  await client.follow(`${setupUrl}/lightning/setup/SetupOneHome/home`);
  org.advance(1000);
  const created = await client.send('POST', `${setupUrl}/setup-api/apps`, settings());
  const { id, policies } = (await created.json()) as AppDetail;
  const changed = { ...policies, clientCredentials: true, runAs: admin.username };
  expect((await client.send('PUT', `${setupUrl}/setup-api/apps/${id}/policies`, changed)).status).toBe(200);
  for (const path of ['', `/${id}`]) await client.request(`${setupUrl}/setup-api/apps${path}`);
  await client.request(`${setupUrl}/005?isUserEntityOverride=1`);
  const details = `${url}/app/mgmt/externalclientapps/consumerDetails.apexp?applicationId=${id}`;
  await answer(await client.request(details));
  const shown = await (await client.request(details)).text();
  const { key, secret } = org.state().apps.at(-1)?.consumer ?? { key: '', secret: '' };
  expect(shown).toContain(secret);
  const form = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
  const token = await client.post(`${url}/services/oauth2/token`, form);
  expect(token.status).toBe(200);
  return client.heard;
}

/** The mailbox as a client reads it: each folder's UIDVALIDITY, and each mail with its UID, time of arrival and source. */
async function read({ mailbox }: Place): Promise<string> {
  const { host, port, user, password: pass } = mailbox;
  const client = new ImapFlow({ host, port, secure: false, logger: false, auth: { user, pass } });
  await client.connect();
  const folders = [];
  for (const folder of ['INBOX', 'Junk']) {
    const { uidValidity } = await client.mailboxOpen(folder);
    const mails = await client.fetchAll('1:*', { uid: true, internalDate: true, source: true }).catch(() => []);
    folders.push([
      folder,
      String(uidValidity),
      mails.map(({ uid, internalDate, source }) => [uid, internalDate, source?.toString()]),
    ]);
  }
  await client.logout();
  return JSON.stringify(folders);
}

async function run(place: Place) {
  const heard = await everything(place);
  const { org } = place;
  return {
    heard,
    state: JSON.stringify(org.state()),
    ledger: JSON.stringify(org.ledger()),
    mails: JSON.stringify(org.mails()),
    mailbox: await read(place),
  };
}

const options = { sink: 'file:x.json', at, challengeAtSignIn: true, faults: ['mail-junk+1', 'mail-twice'] };

test('the same seed, the same time and the same requests give the same org to the byte', async () => {
  const first = await startPractice({ ...options, seed: 'repeat' });
  const port = Number(new URL(first.org.url).port);
  const once = await run(first);
  expect(JSON.parse(once.mailbox)).toMatchObject([
    ['INBOX', String(at.getTime() / 1000), expect.arrayContaining([[1, at.toISOString(), expect.any(String)]])],
    ['Junk', expect.any(String), [expect.anything()]],
  ]);

  await test.step('after a reset', async () => {
    first.org.reset();
    expect(await run(first)).toEqual(once);
    await first.close();
  });

  await test.step('after another start at the same port', async () => {
    const second = await startPractice({ ...options, seed: 'repeat', port });
    expect(await run(second)).toEqual(once);
    await second.close();
  });

  await test.step('and another seed another one', async () => {
    const third = await startPractice({ ...options, seed: 'other', port });
    const other = await run(third);
    for (const part of ['heard', 'state', 'mails', 'mailbox'] as const) expect(other[part]).not.toEqual(once[part]);
    await third.close();
  });
});

test('without a seed each org is another one', async () => {
  const [one, other] = await Promise.all([startPractice({ sink: 'x' }), startPractice({ sink: 'x' })]);
  expect(one.org.admin.password).not.toBe(other.org.admin.password);
  expect(one.org.seed).not.toBe(other.org.seed);
  await Promise.all([one.close(), other.close()]);
});
