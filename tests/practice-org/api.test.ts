import { expect, test } from '@playwright/test';
import type { AppPolicies, AppSettings } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';
import { Client, createApp, lockedTicks, oauthSettings, signedIn, started, tokenOf } from './support.ts';

const withoutFlow: Partial<AppSettings> = {
  oauth: oauthSettings({ scopes: ['api', 'web'], ticked: lockedTicks }),
};

interface Case {
  readonly what: string;
  readonly policies?: Partial<AppPolicies>;
  readonly settings?: Partial<AppSettings>;
  readonly form?: Record<string, string>;
  readonly error: string;
  readonly description: string;
}

const refusals: readonly Case[] = [
  {
    what: 'a wrong key',
    form: { client_id: '3MVG9wrong' },
    error: 'invalid_client_id',
    description: 'client identifier invalid',
  },
  {
    what: 'a wrong secret',
    form: { client_secret: 'AB' },
    error: 'invalid_client',
    description: 'invalid client credentials',
  },
  {
    what: 'another grant',
    form: { grant_type: 'password' },
    error: 'unsupported_grant_type',
    description: 'grant type not supported',
  },
  {
    what: 'a flow that the settings do not enable',
    settings: withoutFlow,
    error: 'invalid_grant',
    description: 'client credentials flow not enabled',
  },
  {
    what: 'a flow that the policies do not enable',
    policies: { clientCredentials: false },
    error: 'invalid_grant',
    description: 'no client credentials user enabled',
  },
  {
    what: 'a user who is not admin approved',
    policies: { permittedUsers: 'AdminApprovedPreAuthorized', profiles: ['Read Only'] },
    error: 'invalid_app_access',
    description: 'user is not admin approved to access this app',
  },
];

for (const { what, policies, settings: change, form, error, description } of refusals) {
  test(`no token for ${what}`, async () => {
    const { org } = await started();
    const { key, secret } = await createApp(await signedIn(org), org, policies, change);
    const body = { grant_type: 'client_credentials', client_id: key, client_secret: secret, ...form };
    const response = await new Client().post(`${org.url}/services/oauth2/token`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error, error_description: description });
    expect(deeds(org, 'issue token')).toMatchObject([{ outcome: 'refused', detail: { error, description } }]);
    await org.close();
  });
}

test('no token for a Run As user who was deactivated later', async () => {
  const { org } = await started();
  const { key, secret } = await createApp(await signedIn(org), org, { runAs: 'wei.chen@acme.practice' });
  org.change(({ users }) => {
    for (const user of users) if (user.username === 'wei.chen@acme.practice') user.active = false;
  });
  const body = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
  const response = await new Client().post(`${org.url}/services/oauth2/token`, body);
  expect(await response.json()).toMatchObject({ error_description: 'no client credentials user enabled' });
  await org.close();
});

test('no token for an app that was disabled', async () => {
  const { org } = await started();
  const browser = await signedIn(org);
  const { id, key, secret } = await createApp(browser, org);
  const body = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
  const ask = () => new Client().post(`${org.url}/services/oauth2/token`, body);
  expect((await ask()).status).toBe(200);
  await browser.send('PUT', `${org.setupUrl}/setup-api/apps/${id}/status`, { status: 'Disabled' });
  expect((await ask()).status).toBe(400);
  await org.close();
});

for (const name of ['acme.my.salesforce-setup', 'login.salesforce', 'test.salesforce']) {
  test(`no token from the host ${name}`, async () => {
    const { org } = await started();
    const { key, secret } = await createApp(await signedIn(org), org);
    const body = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
    const url = org.url.replace('acme.my.salesforce.', `${name}.`);
    const response = await new Client().post(`${url}/services/oauth2/token`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'request not supported on this domain',
    });
    await org.close();
  });
}

test('a token for a member of a selected profile names the Run As user', async () => {
  const { org } = await started();
  const policies = { permittedUsers: 'AdminApprovedPreAuthorized', profiles: ['System Administrator'] };
  const { key, secret } = await createApp(await signedIn(org), org, policies);
  const client = new Client();
  const body = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
  const token = (await (await client.post(`${org.url}/services/oauth2/token`, body)).json()) as Record<string, string>;
  expect(token).toMatchObject({ instance_url: org.url, token_type: 'Bearer', scope: 'api' });

  const headers = { authorization: `Bearer ${token['access_token']}` };
  const info = await client.request(`${org.url}/services/oauth2/userinfo`, { headers });
  expect(await info.json()).toMatchObject({
    preferred_username: org.admin.username,
    email: org.admin.email,
    organization_id: org.orgId,
  });
  expect(deeds(org, 'issue token')).toMatchObject([
    { user: org.admin.username, about: 'Document AI', outcome: 'done', detail: {} },
  ]);
  const stranger = await client.request(`${org.url}/services/oauth2/userinfo`, {
    headers: { authorization: 'Bearer 00D!no' },
  });
  expect(stranger.status).toBe(403);
  await org.close();
});

// facts 8.3 [D/V]: the answer says `token_format` where tokens are JWTs; what is in them is a guess [I].
test('a token is a JWT where the settings of the app say so', async () => {
  const { org } = await started();
  const ticked = [...lockedTicks, 'clientCredentialsFlow', 'namedUserJwt'];
  const app = await createApp(await signedIn(org), org, {}, { oauth: oauthSettings({ ticked }) });
  const token = await tokenOf(org, app);
  expect(token).toMatchObject({
    token_format: 'jwt',
    access_token: expect.stringMatching(/^ey[\w-]+\.[\w-]+\.[\w-]+$/),
  });
  const headers = { authorization: `Bearer ${token.access_token}` };
  const info = await new Client().request(`${org.url}/services/oauth2/userinfo`, { headers });
  expect(await info.json()).toMatchObject({ preferred_username: org.admin.username });
  await org.close();
});

test('a token opens the API for as long as a session lasts', async () => {
  const { org } = await started({ sessionMinutes: 30 });
  const token = await tokenOf(org, await createApp(await signedIn(org), org));
  const ask = () =>
    new Client().request(`${org.url}/services/data/v67.0/`, {
      headers: { authorization: `Bearer ${token.access_token}` },
    });
  expect((await ask()).status).toBe(200);
  org.advance(30 * 60_000);
  const late = await ask();
  expect(late.status).toBe(401);
  expect(await late.json()).toEqual([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
  await org.close();
});

test('a token that is revoked opens nothing more', async () => {
  const { org } = await started();
  const token = await tokenOf(org, await createApp(await signedIn(org), org));
  const client = new Client();
  const revoke = () => client.post(`${org.url}/services/oauth2/revoke`, { token: token.access_token });
  expect((await revoke()).status).toBe(200);
  expect((await revoke()).status).toBe(400);
  const headers = { authorization: `Bearer ${token.access_token}` };
  expect((await client.request(`${org.url}/services/oauth2/userinfo`, { headers })).status).toBe(403);
  await org.close();
});

// facts 1.4 [P]
test('a token leads a client without a password into Setup, once', async () => {
  const { org } = await started();
  const token = await tokenOf(org, await createApp(await signedIn(org), org));
  const setupPage = '/lightning/setup/SetupOneHome/home';
  const answer = await new Client().request(
    `${org.url}/services/oauth2/singleaccess?redirect_uri=${encodeURIComponent(setupPage)}`,
    { headers: { authorization: `Bearer ${token.access_token}` } },
  );
  const { frontdoor_uri: door } = (await answer.json()) as { frontdoor_uri: string };
  expect(new URL(door)).toMatchObject({ origin: org.url, pathname: '/secur/frontdoor.jsp' });

  const first = await new Client().follow(door);
  expect(first.visited.at(-1)).toBe(org.setupUrl + setupPage);
  expect(first.response.status).toBe(200);
  const second = await new Client().follow(door);
  expect(new URL(second.visited.at(-1) ?? '')).toMatchObject({ origin: org.url, pathname: '/' });
  await org.close();
});

// facts 1.4 [C]: the old way, without a one-time password.
test('a token leads into Setup as the session id of a front door', async () => {
  const { org } = await started();
  const token = await tokenOf(org, await createApp(await signedIn(org), org));
  const door = `${org.url}/secur/frontdoor.jsp?sid=${encodeURIComponent(token.access_token)}&retURL=/lightning/setup/SetupOneHome/home`;
  expect((await new Client().follow(door)).visited.at(-1)).toBe(`${org.setupUrl}/lightning/setup/SetupOneHome/home`);
  await org.close();
});

// facts I2 [C]: what others do about the wall that a front door may end on.
test('a token in the cookie of a session opens Setup, past the enrolment of a passkey that a front door ends on', async () => {
  const { org } = await started();
  const app = await createApp(await signedIn(org), org);
  org.switch({ interruptions: ['passkey-enrolment'] });
  const home = `${org.setupUrl}/lightning/setup/SetupOneHome/home`;
  for (const ticked of [[], ['namedUserJwt']]) {
    org.change(({ apps }) => {
      for (const { settings } of apps) settings.oauth?.ticked.push(...ticked);
    });
    const { access_token } = await tokenOf(org, app);
    const asCookie = { headers: { cookie: `sid=${access_token}` } };
    expect((await new Client().request(home, asCookie)).status).toBe(200);
    const door = `${org.url}/secur/frontdoor.jsp?sid=${encodeURIComponent(access_token)}&retURL=${encodeURIComponent(home)}`;
    expect((await new Client().follow(door)).visited.at(-1)).toContain('/_ui/identity/webauthn/Add');
  }
  await org.close();
});

// facts 1.4 [D]
test('no token leads a user of the API only into the pages', async () => {
  const { org } = await started();
  const runAs = 'integration.billing@acme.practice';
  const token = await tokenOf(org, await createApp(await signedIn(org), org, { runAs }));
  const headers = { authorization: `Bearer ${token.access_token}` };
  const answer = await new Client().request(`${org.url}/services/oauth2/singleaccess`, { headers });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toBe('Bad_OAuth_Token');
  const door = `${org.url}/secur/frontdoor.jsp?sid=${encodeURIComponent(token.access_token)}`;
  expect((await new Client().follow(door)).visited.at(-1)).toContain('ec=302');
  const asCookie = { headers: { cookie: `sid=${token.access_token}` } };
  expect((await new Client().request(`${org.setupUrl}/lightning/setup/SetupOneHome/home`, asCookie)).status).toBe(302);
  await org.close();
});
