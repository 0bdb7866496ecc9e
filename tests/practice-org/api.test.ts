import dns from 'node:dns';
import { expect, test } from '@playwright/test';
import { Connection } from 'jsforce';
import type { AppPolicies, AppSettings } from '../../src/practice-org/index.ts';
import { Client, createApp, localLookup, lockedTicks, settings, signedIn, started } from './support.ts';

const withoutFlow: Partial<AppSettings> = {
  oauth: { callbackUrl: 'https://app.example/', scopes: ['api', 'web'], ticked: lockedTicks },
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
  const stranger = await client.request(`${org.url}/services/oauth2/userinfo`, {
    headers: { authorization: 'Bearer 00D!no' },
  });
  expect(stranger.status).toBe(403);
  await org.close();
});

test('jsforce connects with the token', async () => {
  const { org } = await started();
  const { key, secret } = await createApp(await signedIn(org), org, {}, settings());
  const body = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
  const answer = await new Client().post(`${org.url}/services/oauth2/token`, body);
  const token = (await answer.json()) as { access_token: string; instance_url: string };
  const systemLookup = dns.lookup;
  // jsforce offers no way to say how a host name is looked up.
  Object.assign(dns, { lookup: localLookup });
  try {
    const connection = new Connection({ accessToken: token.access_token, instanceUrl: token.instance_url });
    expect(await connection.identity()).toMatchObject({ username: org.admin.username, organization_id: org.orgId });
    const soql = `SELECT Id, Username, Profile.Name FROM User WHERE Username = '${org.admin.username}' AND IsActive = true`;
    const { records } = await connection.query(soql);
    expect(records).toMatchObject([{ Username: org.admin.username, Profile: { Name: 'System Administrator' } }]);
    await expect(connection.query('SELECT Id FROM User ORDER BY Name')).rejects.toMatchObject({
      errorCode: 'MALFORMED_QUERY',
    });
  } finally {
    Object.assign(dns, { lookup: systemLookup });
  }
  await org.close();
});
