import { expect, test } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';
import { Client, codeIn, signedIn, started } from './support.ts';

const apps = '/lightning/setup/ManageExternalClientApplication/home';

/** Gives username and password to the form of a host, and follows where it leads. */
async function enter(client: Client, { admin }: PracticeOrg, host: string, startURL = '') {
  const answer = await client.post(`${host}/`, { username: admin.username, pw: admin.password, startURL });
  return { answer, ...(await client.follow(new URL(answer.headers.get('location') ?? '/', host).href)) };
}

// facts 1.1 [P], 1.4 [C]
test('each host has a session id of its own, of the shape that Salesforce has', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  const [first, second] = [client.cookie(org.url, 'sid'), client.cookie(org.setupUrl, 'sid')];
  expect(first).toMatch(new RegExp(`^${org.orgId.slice(0, 15)}!AQ[\\w.]{80,}$`));
  expect(second).toMatch(/!AQ/);
  expect(first).not.toBe(second);
  await org.close();
});

test('classic pages are not shown to strangers', async () => {
  const { org } = await started();
  const answer = await new Client().request(`${org.setupUrl}/005?isUserEntityOverride=1`);
  expect(answer.headers.get('location')).toContain(`${org.url}/secur/contentDoor`);
  await org.close();
});

// facts 1.4 [P]
test('a one-time password opens the door once', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  const door = await client.request(`${org.url}/secur/contentDoor?startURL=${encodeURIComponent(org.setupUrl + apps)}`);
  const key = door.headers.get('location') ?? '';
  expect((await new Client().request(key)).headers.get('location')).toBe(org.setupUrl + apps);
  expect((await new Client().request(key)).headers.get('location')).toContain(`${org.url}/?ec=302`);
  await org.close();
});

test('a redirect never leads out of the org', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  const door = await client.request(
    `${org.url}/secur/contentDoor?startURL=${encodeURIComponent('https://evil.example/')}`,
  );
  expect(door.headers.get('location')).toContain(org.setupUrl);
  await org.close();
});

test('signing out on one host ends the session on both', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  expect((await client.request(`${org.setupUrl}/setup-api/apps`)).status).toBe(200);
  await client.follow(`${org.url}/secur/logout.jsp`);
  expect((await client.request(`${org.setupUrl}/setup-api/apps`)).status).toBe(401);
  await org.close();
});

test('the login host signs in and lands on My Domain by a one-time password: facts 1.1 [C]', async () => {
  const { org } = await started();
  const client = new Client();
  const { visited, response } = await enter(client, org, org.loginUrl);
  expect(visited[0]).toContain(`${org.url}/secur/frontdoor.jsp?otp=`);
  expect(visited.at(-1)).toBe(`${org.setupUrl}/lightning/setup/SetupOneHome/home`);
  expect(response.status).toBe(200);
  expect(client.cookie(org.url, 'sid')).toBeDefined();
  expect(client.cookie(org.loginUrl, 'sid'), 'the login host has no session').toBeUndefined();
  expect(deeds(org, 'sign in').map(({ detail }) => detail['from'])).toEqual([new URL(org.loginUrl).host]);
  await org.close();
});

test('a challenge at the login host is asked on My Domain, which knows the browser', async () => {
  const { org, mails } = await started({ challengeAtSignIn: true });
  const client = new Client();
  const { visited } = await enter(client, org, org.loginUrl);
  const page = new URL(visited.at(-1) ?? '');
  expect(page.origin).toBe(org.url);
  const vcsrf = page.searchParams.get('vcsrf') ?? '';
  await client.post(page.href, { vcsrf, emc: codeIn(mails[0]), RememberDeviceCheckbox: 'on' });
  expect(client.cookie(org.url, 'sid')).toBeDefined();

  await client.follow(`${org.url}/secur/logout.jsp`);
  expect((await enter(client, org, org.loginUrl)).visited.at(-1)).toContain('/lightning/setup/');
  expect(mails).toHaveLength(1);
  await org.close();
});

test('the login host of sandboxes knows nobody of a production org, and the org hears nothing of it', async () => {
  const { org } = await started();
  const test = org.loginUrl.replace('//login.', '//test.');
  const { answer } = await enter(new Client(), org, test);
  expect(await answer.text()).toContain('Please check your username and password.');
  expect(org.ledger()).toEqual([]);
  await org.close();
});

test('a sandbox has names, usernames, addresses and mails of its own: facts 1.1, 1.2, 5, 7', async () => {
  const { org, mails } = await started({ sandbox: true, challengeAtSignIn: true });
  expect(new URL(org.url).hostname).toBe('acme--dev.sandbox.my.salesforce.localhost');
  expect(new URL(org.setupUrl).hostname).toBe('acme--dev.sandbox.my.salesforce-setup.localhost');
  expect(new URL(org.loginUrl).hostname).toBe('test.salesforce.localhost');
  expect(org.admin.username).toMatch(/\.dev$/);
  const { users } = org.state();
  expect(users.filter(({ email }) => !email.endsWith('.invalid')).map(({ username }) => username)).toEqual([
    org.admin.username,
  ]);
  const client = new Client();
  expect(await (await client.request(`${org.url}/`)).text()).toContain('value="Log In to Sandbox"');
  await enter(client, org, org.loginUrl);
  expect(mails[0]?.subject).toBe('Sandbox: Verify your identity in Salesforce');
  await org.close();
});

test('a production org has one user whose address ends in .invalid', async () => {
  const { org } = await started();
  expect(org.state().users.filter(({ email }) => email.endsWith('.invalid'))).toHaveLength(1);
  await org.close();
});

test('Setup addresses on My Domain and on the Lightning host lead to the Setup host: facts 1.1 [C]', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  for (const host of [org.url, org.lightningUrl]) {
    const answer = await client.request(host + apps);
    expect(answer.headers.get('location'), host).toBe(org.setupUrl + apps);
  }
  const app = await client.follow(`${org.url}/lightning/page/home`);
  expect(app.visited.at(-1), 'other pages are of the Lightning host, which has a session of its own').toBe(
    `${org.lightningUrl}/lightning/page/home`,
  );
  expect(client.cookie(org.lightningUrl, 'sid')).toBeDefined();
  await org.close();
});

test('tokens are given on My Domain only: facts 8.3 [C]', async () => {
  const { org } = await started();
  for (const host of [org.loginUrl, org.setupUrl, org.lightningUrl]) {
    const answer = await new Client().post(`${host}/services/oauth2/token`, { grant_type: 'client_credentials' });
    expect(await answer.json(), host).toMatchObject({ error_description: 'request not supported on this domain' });
  }
  await org.close();
});

test('a session ends at its time, on every host, and the sign-in form leads back', async () => {
  const { org } = await started({ sessionMinutes: 30 });
  const client = await signedIn(org);
  org.advance(29 * 60_000);
  expect((await client.request(`${org.setupUrl}/setup-api/apps`)).status).toBe(200);
  org.advance(60_000);
  expect((await client.request(`${org.setupUrl}/setup-api/apps`)).status).toBe(401);
  const { visited } = await client.follow(org.setupUrl + apps);
  const form = new URL(visited.at(-1) ?? '');
  expect(form.searchParams.get('ec')).toBe('302');
  const back = await enter(client, org, org.url, form.searchParams.get('startURL') ?? '');
  expect(back.visited.at(-1)).toBe(org.setupUrl + apps);
  await org.close();
});

test('a sign-out elsewhere ends sessions, and one-time passwords with them', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  const door = await client.request(`${org.url}/secur/contentDoor?startURL=${encodeURIComponent(org.setupUrl + apps)}`);
  org.endSessions();
  expect((await client.request(`${org.setupUrl}/setup-api/apps`)).status).toBe(401);
  const late = await new Client().request(door.headers.get('location') ?? '');
  expect(late.headers.get('location')).toContain(`${org.url}/?ec=302`);
  await org.close();
});
