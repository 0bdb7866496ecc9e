import { expect, test } from '@playwright/test';
import type { AppPolicies, AppSettings } from '../../src/practice-org/index.ts';
import { createApp, lockedTicks, settings, signedIn, started } from './support.ts';

const oauth = settings().oauth ?? { callbackUrl: '', scopes: [], ticked: [] };

const refusedSettings: ReadonlyArray<readonly [what: string, field: string | undefined, change: Partial<AppSettings>]> =
  [
    ['no name', 'name', { name: ' ' }],
    ['the name of another app', 'name', { name: 'warehouse sync' }],
    ['no API name', 'apiName', { apiName: '' }],
    ['the API name of another app', 'apiName', { apiName: 'Warehouse_Sync' }],
    ['an API name that ends in an underscore', 'apiName', { apiName: 'Document_' }],
    ['an API name with two underscores', 'apiName', { apiName: 'Document__AI' }],
    ['an e-mail address without a domain', 'contactEmail', { contactEmail: 'abc@testing' }],
    ['no callback URL', 'callbackUrl', { oauth: { ...oauth, callbackUrl: '' } }],
    ['a callback URL by http', 'callbackUrl', { oauth: { ...oauth, callbackUrl: 'http://app.example/' } }],
    ['no scopes', 'scopes', { oauth: { ...oauth, scopes: [] } }],
    ['a scope that is not offered', 'scopes', { oauth: { ...oauth, scopes: ['everything'] } }],
    ['a locked box without its tick', undefined, { oauth: { ...oauth, ticked: lockedTicks.slice(1) } }],
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

const adminApproved = { permittedUsers: 'AdminApprovedPreAuthorized' };

const refusedPolicies: ReadonlyArray<readonly [what: string, field: string, change: Partial<AppPolicies>]> = [
  ['no Run As user', 'runAs', { runAs: '' }],
  ['an e-mail address in place of the username', 'runAs', { runAs: 'grace.whitfield@acme.example' }],
  ['an inactive Run As user', 'runAs', { runAs: 'hugo.grant@acme.practice' }],
  ['a profile that does not exist', 'profiles', { ...adminApproved, profiles: ['Wizard'] }],
  ['a permission set that does not exist', 'permissionSets', { ...adminApproved, permissionSets: ['Wand'] }],
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
