import { expect, test } from '@playwright/test';
import { deeds } from '../support/ledger.ts';
import { Client, type Started, settings, signedIn, started } from './support.ts';

// What no page of the practice org sends, and a program that is wrong may: it is refused, and nothing breaks.

let practice: Started;
test.beforeEach(async () => {
  practice = await started();
});
test.afterEach(() => practice.org.close());

const forms = [
  ['the sign-in form', '/', 200],
  ['a request for a token', '/services/oauth2/token', 400],
  ['a token to revoke', '/services/oauth2/revoke', 400],
  ['a code', '/_ui/identity/verification/method/EmailVerificationFinishUi/e', 302],
  ['a new password', '/_ui/system/security/ChangePassword', 200],
] as const;

for (const [what, path, status] of forms) {
  test(`${what} that cannot be read counts as empty`, async () => {
    const client = await signedIn(practice.org);
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const sent = await client.request(practice.org.url + path, { method: 'POST', body: 'not a form', headers });
    expect(sent.status).toBe(status);
  });
}

test('a client that encodes its name and password badly is not known', async () => {
  const headers = { authorization: `Basic ${Buffer.from('%:%E0%A4%A').toString('base64')}` };
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const url = `${practice.org.url}/services/oauth2/token`;
  const answer = await new Client().request(url, { method: 'POST', body, headers });
  expect(await answer.json()).toMatchObject({ error: 'invalid_client_id' });
});

for (const body of ['{', 'null', '[]', '{"name":{"toString":1}}', JSON.stringify({ ...settings(), oauth: 1 })]) {
  test(`an app of ${body.slice(0, 25)} is refused, and the ledger says so`, async () => {
    const client = await signedIn(practice.org);
    const url = `${practice.org.setupUrl}/setup-api/apps`;
    const sent = await client.request(url, { method: 'POST', body });
    expect(sent.status).toBe(400);
    expect(deeds(practice.org, 'create app')).toMatchObject([{ outcome: 'refused' }]);
  });
}

for (const from of ['-1', 'x', '']) {
  test(`lists that are to begin at "${from}" begin at the first row`, async () => {
    const client = await signedIn(practice.org);
    const apps = await client.request(`${practice.org.setupUrl}/setup-api/apps?from=${from}`);
    expect(await apps.json()).toMatchObject({ rows: [{ name: 'Warehouse Sync' }], more: false });
    const users = await client.request(`${practice.org.setupUrl}/005?start=${from}`);
    expect(await users.text()).toContain('1-25 of 31');
  });
}

test('a field that a table does not have is refused where one row is asked for, too', async () => {
  const { org } = practice;
  const client = await signedIn(org);
  const headers = { authorization: `Bearer ${client.cookie(org.url, 'sid')}` };
  const row = `${org.url}/services/data/v67.0/sobjects/User/${org.state().users[0]?.id}`;
  const wrong = await client.request(`${row}?fields=Id,Nope`, { headers });
  expect(await wrong.json()).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
  const right = await client.request(`${row}?fields=Username,Profile.Name`, { headers });
  expect(await right.json()).toMatchObject({ Profile: { Name: 'Standard User' } });
});
