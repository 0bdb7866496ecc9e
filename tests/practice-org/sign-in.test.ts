import { expect, test } from '@playwright/test';
import { Client, codeIn, signedIn, started } from './support.ts';

const apps = '/lightning/setup/ManageExternalClientApplication/home';

test('a stranger is led over the My Domain host to the login page, and back to the page asked for', async () => {
  const { org } = await started();
  const client = new Client();
  const { response, visited } = await client.follow(org.setupUrl + apps);
  expect(visited[1]).toContain(`${org.url}/secur/contentDoor?startURL=`);
  expect(await response.text()).toContain('id="password"');
  const startURL = new URL(visited.at(-1) ?? '').searchParams.get('startURL') ?? '';

  const entered = await client.post(`${org.url}/`, { username: org.admin.username, pw: org.admin.password, startURL });
  const onward = await client.follow(new URL(entered.headers.get('location') ?? '', org.url).href);
  expect(onward.visited.some((url) => url.startsWith(`${org.setupUrl}/secur/frontdoor.jsp?otp=`))).toBe(true);
  expect(onward.visited.at(-1)).toBe(org.setupUrl + apps);
  expect(onward.response.status).toBe(200);
  await org.close();
});

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

for (const [what, pw, error] of [
  ['a wrong password', 'wrong', 'Please check your username and password.'],
  ['no password', '', 'Please enter your password.'],
] as const) {
  test(`the login page refuses ${what}`, async () => {
    const { org } = await started();
    const client = new Client();
    const answer = await client.post(`${org.url}/`, { username: org.admin.username, pw, startURL: '' });
    expect(await answer.text()).toMatch(new RegExp(`<div id="error" class="loginError"[^>]*>[^<]*${error}`));
    expect(client.cookie(org.url, 'sid')).toBeUndefined();
    await org.close();
  });
}

test('identifier-first asks for the password on a second page', async () => {
  const { org } = await started({ signIn: 'identifier-first' });
  const client = new Client();
  expect(await (await client.request(`${org.url}/`)).text()).not.toContain('id="password"');
  const second = await client.post(`${org.url}/`, { username: org.admin.username, startURL: '' });
  expect(await second.text()).toContain('id="password"');
  await client.post(`${org.url}/`, { username: org.admin.username, pw: org.admin.password, startURL: '' });
  expect(client.cookie(org.url, 'sid')).toBeDefined();
  await org.close();
});

test('a challenge at sign-in gives no session before the e-mailed code', async () => {
  const { org, mails } = await started({ challengeAtSignIn: true });
  const client = new Client();
  const form = { username: org.admin.username, pw: org.admin.password, startURL: '' };
  const answer = await client.post(`${org.url}/`, form);
  const { response, visited } = await client.follow(new URL(answer.headers.get('location') ?? '', org.url).href);
  expect(await response.text()).toContain('id="vflid" name="vflid" value="Log In to Salesforce"');
  expect(client.cookie(org.url, 'sid')).toBeUndefined();
  expect(mails[0]).toMatchObject({
    from: 'noreply@salesforce.com',
    to: org.admin.email,
    subject: 'Verify your identity in Salesforce',
  });
  expect(mails[0]?.text).toContain(`Username: ${org.admin.username}`);

  const page = new URL(visited.at(-1) ?? '');
  const vcsrf = page.searchParams.get('vcsrf') ?? '';
  await client.post(page.href, { vcsrf, emc: codeIn(mails[0]), RememberDeviceCheckbox: 'on' });
  expect(client.cookie(org.url, 'sid')).toBeDefined();

  await client.follow(`${org.url}/secur/logout.jsp`);
  await client.post(`${org.url}/`, form);
  expect(client.cookie(org.url, 'sid'), 'a remembered device is not asked again').toBeDefined();
  expect(mails).toHaveLength(1);
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

test('each answer waits as long as the org was told to', async () => {
  const { org } = await started({ faults: ['latency=150'] });
  const before = performance.now();
  await new Client().request(`${org.url}/`);
  expect(performance.now() - before).toBeGreaterThan(140);
  await org.close();
});
