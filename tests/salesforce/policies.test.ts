import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { holds } from '../../src/runbook/verbs.ts';
import type { App } from '../../src/salesforce/app.ts';
import { wants } from '../../src/salesforce/compare.ts';
import { combobox } from '../../src/salesforce/fields/combobox.ts';
import { openPanel } from '../../src/salesforce/fields/scope.ts';
import { createApp, signedIn as signedInClient, started } from '../practice-org/support.ts';
import { closeWindows } from '../support/browser.ts';
import { FORM_PATIENCE, pagesIn, signedIn } from './support.ts';

test.describe.configure({ mode: 'default' });

const SELF = 'All users can self-authorize';
const APPROVED = 'Admin approved users are pre-authorized';

let browser: Browser;
let org: PracticeOrg;
let context: BrowserContext;
let app: App;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
  ({ org } = await started());
  await createApp(await signedInClient(org), org, { clientCredentials: false, runAs: '' });
  context = await signedIn(browser, org);
});
test.afterAll(async () => {
  await closeWindows(browser);
  await org.close();
});
test.beforeEach(async () => {
  app = pagesIn(context, org).app('Document AI');
  await app.open();
  await app.policiesTab.press();
  await expect.poll(async () => (await app.policies.check()).holds, FORM_PATIENCE).toBe(true);
});
test.afterEach(async () => {
  await app.tab.page().close();
});

async function unfold(): Promise<App['policies']> {
  const { oauth } = app.policies;
  if (!(await oauth.unfolded.check()).holds) await oauth.header.press();
  await expect.poll(async () => (await oauth.unfolded.check()).holds, FORM_PATIENCE).toBe(true);
  return app.policies;
}

async function edit(): Promise<App['policies']> {
  await app.policies.edit.press();
  await expect.poll(async () => (await app.policies.editing.check()).holds, FORM_PATIENCE).toBe(true);
  return unfold();
}

test('in read mode a choice and a tick are locked, and shown as they are', async () => {
  const { permittedUsers, clientCredentialsFlow } = await unfold();
  expect(await permittedUsers.read()).toMatchObject({ offered: true, locked: true });
  expect((await holds(permittedUsers, SELF)).holds).toBe(true);
  expect((await holds(permittedUsers, APPROVED)).holds).toBe(false);
  expect(await clientCredentialsFlow.read()).toEqual({ offered: true, value: false, locked: true });
});

for (const wording of [APPROVED, 'Admin-approved users are pre-authorized', 'admin approved']) {
  test(`the permitted users are chosen by meaning: "${wording}"`, async () => {
    const { permittedUsers } = await edit();
    expect((await holds(permittedUsers, wording)).holds).toBe(false);
    expect(await permittedUsers.write(wording)).toMatch(/^Confirmed with OK: "\S/);
    expect((await holds(permittedUsers, wording)).holds).toBe(true);
    expect((await holds(permittedUsers, SELF)).holds).toBe(false);
  });
}

test('profiles are offered only to approved users, and chosen by name whatever its capitals', async () => {
  const { permittedUsers, profiles } = await edit();
  expect(await profiles.read()).toEqual({ offered: false });
  await permittedUsers.write(APPROVED);
  expect(await holds(profiles, ['System Administrator'])).toMatchObject({ holds: false });
  await profiles.write(['system administrator', 'Read Only']);
  const found = await profiles.read();
  expect(found.offered && [...found.value.selected].sort()).toEqual(['Read Only', 'System Administrator']);
  expect((await holds(profiles, ['System Administrator'])).holds).toBe(true);
});

test('a profile that the org does not have is named', async () => {
  const { permittedUsers, profiles } = await edit();
  await permittedUsers.write(APPROVED);
  await expect(profiles.write(['System Admin'])).rejects.toThrow(/System Admin\b/);
});

test('Run As is offered once the flow is ticked', async () => {
  const { clientCredentialsFlow, runAs } = await edit();
  expect(await runAs.read()).toEqual({ offered: false });
  await clientCredentialsFlow.write(true);
  await runAs.locate().waitFor(FORM_PATIENCE);
  await runAs.write(org.admin.username);
  expect(await holds(runAs, org.admin.username)).toEqual({ holds: true, found: org.admin.username });
});

test('a choice that is not offered is named', async () => {
  await edit();
  const relaxation = combobox(openPanel(app.tab), 'IP Relaxation');
  await expect(relaxation.write('Relax everything')).rejects.toMatchObject({
    name: 'Trouble',
    message: expect.stringContaining('IP Relaxation does not offer "Relax everything".'),
  });
});

test('an app is known by its whole name', async () => {
  const { manager } = pagesIn(context, org);
  expect(await manager.openApp('Document')).toBe(false);
  expect(await manager.openApp('document ai')).toBe(false);
  expect(await manager.openApp('Document AI')).toBe(true);
});

test('an app that is disabled is told as such, with what to do, and is found again once it is enabled', async () => {
  const status = (status: 'Enabled' | 'Disabled') =>
    org.change(({ apps }) => {
      for (const each of apps) if (each.settings.name === 'Document AI') each.status = status;
    });
  status('Disabled');
  await expect(app.isCreated.check()).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringMatching(/^The app Document AI is disabled.* press Enable/),
  });
  status('Enabled');
  expect(await app.isCreated.check()).toMatchObject({ holds: true });
});

test('what a fresh page shows stands beside what is wanted, each with whether it holds', async () => {
  const settled = app.isGovernedBy((kept) => [
    wants(kept.permittedUsers, SELF),
    wants(kept.profiles, ['System Administrator']),
    wants(kept.clientCredentialsFlow, true),
  ]);
  expect(await settled.check()).toMatchObject({ holds: false });
  expect(settled.readBack?.()).toEqual([
    { label: 'Permitted Users', wanted: SELF, found: SELF, holds: true },
    { label: 'Select Profiles', wanted: 'System Administrator', found: 'not offered', holds: false },
    { label: 'Enable Client Credentials Flow', wanted: 'ticked', found: 'not ticked', holds: false },
  ]);
});

test('the settings of an app are read back where they differ as well, a list whole and with how many the org offers', async () => {
  const settled = app.hasSettings((kept) => [wants(kept.scopes, ['api']), wants(kept.contactEmail, 'no@acme.example')]);
  expect(await settled.check()).toMatchObject({
    holds: false,
    found: expect.stringContaining('Contact Email: wanted no@acme.example'),
  });
  const offered = org.state().catalogue.scopes.length;
  expect(settled.readBack?.()).toMatchObject([
    {
      label: 'OAuth Scopes',
      wanted: 'api',
      holds: true,
      list: { selected: [expect.stringContaining('(api)')], offered },
    },
    { label: 'Contact Email', wanted: 'no@acme.example', found: 'owner@acme.example', holds: false },
  ]);
  // A list is pictured, too.
  expect(settled.alsoFrames?.()).toHaveLength(1);
});
