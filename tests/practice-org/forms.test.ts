import { expect, test } from '@playwright/test';
import type { AppPolicies, AppSettings } from '../../src/practice-org/index.ts';
import { createApp, lockedTicks, oauthSettings, settings, signedIn, started } from './support.ts';

/** What is refused rests on facts 3.2, 3.4, 4.2 and 4.3; the words of all refusals but one are ours. */
const ticking = (...values: string[]) => oauthSettings({ ticked: [...lockedTicks, ...values] });

const refusedSettings: ReadonlyArray<readonly [what: string, field: string | undefined, change: Partial<AppSettings>]> =
  [
    ['no name', 'name', { name: ' ' }],
    ['the name of another app', 'name', { name: 'warehouse sync' }],
    ['no API name', 'apiName', { apiName: '' }],
    ['the API name of another app', 'apiName', { apiName: 'Warehouse_Sync' }],
    ['an API name that ends in an underscore', 'apiName', { apiName: 'Document_' }],
    ['an API name with two underscores', 'apiName', { apiName: 'Document__AI' }],
    ['an e-mail address without a domain', 'contactEmail', { contactEmail: 'abc@testing' }],
    ['no callback URL', 'callbackUrl', { oauth: oauthSettings({ callbackUrl: '' }) }],
    ['a callback URL by http', 'callbackUrl', { oauth: oauthSettings({ callbackUrl: 'http://app.example/' }) }],
    ['no scopes', 'scopes', { oauth: oauthSettings({ scopes: [] }) }],
    ['a scope that is not offered', 'scopes', { oauth: oauthSettings({ scopes: ['everything'] }) }],
    ['a web address that is none', 'infoUrl', { infoUrl: 'our site' }],
    ['an ID token without a validity', 'idTokenValidity', { oauth: ticking('configureIdToken') }],
    ['the JWT bearer flow without a certificate', 'certificate', { oauth: ticking('jwtBearerFlow') }],
    [
      'a range of addresses that ends before it starts',
      'trustedRanges',
      { oauth: oauthSettings({ trustedRanges: [{ start: '10.0.0.9', end: '10.0.0.1' }] }) },
    ],
    ['a locked box without its tick', undefined, { oauth: oauthSettings({ ticked: lockedTicks.slice(1) }) }],
  ];

for (const [what, field, change] of refusedSettings) {
  test(`the org refuses an app with ${what}`, async () => {
    const { org } = await started();
    const client = await signedIn(org);
    const response = await client.send('POST', `${org.setupUrl}/setup-api/apps`, settings(change));
    expect(response.status).toBe(400);
    const { refusals } = (await response.json()) as { refusals: Array<{ field?: string; message: string }> };
    expect(refusals).toEqual([{ ...(field ? { field } : {}), message: expect.any(String) }]);
    expect(org.state().apps).toHaveLength(1);
    await org.close();
  });
}

const attribute = (key: string) => ({ key, value: 'Billing' });
const adminApproved = { permittedUsers: 'AdminApprovedPreAuthorized' };

const refusedPolicies: ReadonlyArray<readonly [what: string, field: string, change: Partial<AppPolicies>]> = [
  ['no Run As user', 'runAs', { runAs: '' }],
  ['an e-mail address in place of the username', 'runAs', { runAs: 'grace.whitfield@acme.example' }],
  ['an inactive Run As user', 'runAs', { runAs: 'hugo.grant@acme.practice' }],
  ['a profile that does not exist', 'profiles', { ...adminApproved, profiles: ['Wizard'] }],
  ['a permission set that does not exist', 'permissionSets', { ...adminApproved, permissionSets: ['Wand'] }],
  ['a custom start page without its address', 'customStartUrl', { startPage: 'Custom' }],
  ['two attributes of one key', 'customAttributes', { customAttributes: [attribute('Team'), attribute('team')] }],
  ['an endless session', 'sessionTimeout', { sessionTimeout: '1441' }],
];

for (const [what, field, change] of refusedPolicies) {
  test(`the org refuses policies with ${what}`, async () => {
    const { org } = await started();
    const client = await signedIn(org);
    const { id } = await createApp(client, org);
    const before = org.state().apps.find((app) => app.id === id)?.policies;
    const response = await client.send('PUT', `${org.setupUrl}/setup-api/apps/${id}/policies`, {
      ...before,
      ...change,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ refusals: [{ field, message: expect.any(String) }] });
    expect(org.state().apps.find((app) => app.id === id)?.policies).toEqual(before);
    await org.close();
  });
}

test('what the page hides is not kept: facts 3.2 and 4.2', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  const oauth = oauthSettings({
    ticked: [...lockedTicks, 'clientCredentialsFlow', 'secretForTokenExchange', 'idTokenStandardClaims'],
    idTokenValidity: '5',
    certificate: 'old.crt',
  });
  const { id } = await createApp(
    client,
    org,
    { profiles: ['Read Only'], oauthStartUrl: 'https://a.example/' },
    { oauth },
  );
  const app = () => org.state().apps.find((each) => each.id === id);
  expect(app()?.settings.oauth).toEqual(oauthSettings());
  expect(app()?.policies).toMatchObject({ profiles: [], oauthStartUrl: '', runAs: org.admin.username });
  // guess [I]: facts 4.2, a flow that is taken away in the settings takes its policy with it.
  await client.send('PUT', `${org.setupUrl}/setup-api/apps/${id}/settings`, settings({ oauth: ticking() }));
  expect(app()?.policies).toMatchObject({ clientCredentials: false, runAs: '' });
  await org.close();
});

test('the ledger tells what each request changed, by the labels of the page', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  const { id } = await createApp(client, org);
  const app = () => org.state().apps.find((each) => each.id === id);
  const path = `${org.setupUrl}/setup-api/apps/${id}`;
  const changed = settings({ contactEmail: 'new@acme.example', oauth: oauthSettings({ scopes: ['web'] }) });
  await client.send('PUT', `${path}/settings`, changed);
  await client.send('PUT', `${path}/settings`, changed);
  await client.send('PUT', `${path}/settings`, { ...changed, contactEmail: 'nobody' });
  await client.send('PUT', `${path}/policies`, { ...app()?.policies, ...adminApproved, profiles: ['Read Only'] });
  await client.send('PUT', `${path}/package-defaults`, { ...app()?.packageDefaults, singleLogout: true });
  await client.send('PUT', `${path}/status`, { status: 'Disabled' });
  await client.send('PUT', `${path}/status`, { status: 'Enabled' });
  await client.send('DELETE', path, {});
  await client.send('DELETE', path, {});
  const entries = org.ledger().filter(({ deed }) => /app|settings|policies/.test(deed));
  expect(entries.every(({ user }) => user === org.admin.username)).toBe(true);
  expect(entries.map(({ deed, about, outcome }) => [deed, about, outcome])).toEqual([
    ['create app', 'Document AI', 'done'],
    ['change policies', 'Document AI', 'done'],
    ['change settings', 'Document AI', 'done'],
    ['change settings', 'Document AI', 'done'],
    ['change settings', 'Document AI', 'refused'],
    ['change policies', 'Document AI', 'done'],
    ['change policies', 'Document AI', 'done'],
    ['disable app', 'Document AI', 'done'],
    ['enable app', 'Document AI', 'done'],
    ['delete app', 'Document AI', 'done'],
    ['delete app', id, 'refused'],
  ]);
  const details = entries.map(({ detail }) => detail);
  expect(details[0]).toMatchObject({
    'External Client App Name': '(empty) -> Document AI',
    'Enable OAuth': 'off -> on',
    'OAuth Scopes': 'added api',
    'Enable Client Credentials Flow': 'off -> on',
  });
  expect(details.slice(1)).toEqual([
    { 'Enable Client Credentials Flow': 'off -> on', 'Run As (Username)': `(empty) -> ${org.admin.username}` },
    { 'Contact Email': 'owner@acme.example -> new@acme.example', 'OAuth Scopes': 'added web; removed api' },
    {},
    { 'Contact Email': 'Enter a valid email address.' },
    {
      'Permitted Users': 'All users can self-authorize -> Admin approved users are pre-authorized',
      'Select Profiles': 'added Read Only',
    },
    { 'Package Defaults: Enable Single Logout': 'off -> on' },
    { 'App Status': 'Enabled -> Disabled' },
    { 'App Status': 'Disabled -> Enabled' },
    {},
    { 'The form': 'There is no such external client app.' },
  ]);
  expect(org.state().apps.map(({ settings: { name } }) => name)).toEqual(['Warehouse Sync']);
  await org.close();
});

test('what state() returns is a copy, and change() puts another in its place', async () => {
  const { org } = await started();
  org.state().apps.length = 0;
  expect(org.state().apps).toHaveLength(1);
  org.change((state) => {
    state.apps.length = 0;
  });
  expect(org.state().apps).toHaveLength(0);
  await org.close();
});
