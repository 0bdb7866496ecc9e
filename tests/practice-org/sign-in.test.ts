import { expect, test } from '@playwright/test';
import { deeds } from '../support/ledger.ts';
import { Client, codeIn, started } from './support.ts';

const apps = '/lightning/setup/ManageExternalClientApplication/home';

test('a stranger is led over the My Domain host to the login page, and back to the page asked for', async () => {
  const { org } = await started();
  const client = new Client();
  const { response, visited } = await client.follow(org.setupUrl + apps);
  expect(visited[1]).toContain(`${org.url}/secur/contentDoor?startURL=`);
  expect(await response.text()).toContain('id="username"');
  const startURL = new URL(visited.at(-1) ?? '').searchParams.get('startURL') ?? '';

  const entered = await client.post(`${org.url}/`, { username: org.admin.username, pw: org.admin.password, startURL });
  const onward = await client.follow(new URL(entered.headers.get('location') ?? '', org.url).href);
  expect(onward.visited.some((url) => url.startsWith(`${org.setupUrl}/secur/frontdoor.jsp?otp=`))).toBe(true);
  expect(onward.visited.at(-1)).toBe(org.setupUrl + apps);
  expect(onward.response.status).toBe(200);
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

test('the ledger knows who tried to sign in where, as LoginHistory does: facts 8.4', async () => {
  const { org } = await started();
  const { username, password } = org.admin;
  const from = new URL(org.url).host;
  const inactive = org.state().users.find(({ active }) => !active)?.username ?? '';
  for (const [who, pw] of [
    [username, 'wrong'],
    [inactive, password],
    [username, password],
  ] as const)
    await new Client().post(`${org.url}/`, { username: who, pw, startURL: '' });
  expect(deeds(org, 'sign in').map(({ user, outcome, detail }) => ({ user, outcome, ...detail }))).toEqual([
    { user: username, outcome: 'refused', status: 'Invalid Password', from },
    { user: inactive, outcome: 'refused', status: 'User is Inactive', from },
    { user: username, outcome: 'done', status: 'Success', from },
  ]);
  await org.close();
});

test('the heading of the form came with Spring 26: facts 1.2 [D]', async () => {
  const { org } = await started();
  const form = async () => (await new Client().request(`${org.url}/`)).text();
  expect(await form()).toContain('<h2>Salesforce login</h2>');
  org.switch({ release: '2025-10' });
  expect(await form()).not.toContain('Salesforce login');
  expect(await form()).toContain('id="password"');
  await org.close();
});

test('a remembered username stands in the form, and can be chosen from a list: facts 1.2 [S/I]', async () => {
  const { org } = await started({ signIn: 'password' });
  const { username, password } = org.admin;
  const client = new Client();
  await client.post(`${org.url}/`, { username, pw: password, startURL: '', rememberUn: 'on' });
  await client.follow(`${org.url}/secur/logout.jsp`);
  const form = await (await client.request(`${org.url}/`)).text();
  expect(form).toContain(`name="username" value="${username}"`);
  expect(form).toContain('1 Saved Username');
  const list = await (await client.request(`${org.url}/?saved=1`)).text();
  expect(list).toContain(`>${username}</a>`);
  expect(list).not.toContain('id="username"');
  const other = await (await client.request(`${org.url}/?other=1`)).text();
  expect(other).toContain('name="username" value=""');
  await org.close();
});

// facts 1.2 [C]
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

// facts 1.3 [C], 7 [C]
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
  const again = await client.post(`${org.url}/`, form);
  await client.request(again.headers.get('location') ?? '');
  expect(client.cookie(org.url, 'sid'), 'a remembered device is not asked again').toBeDefined();
  expect(mails).toHaveLength(1);
  await org.close();
});
