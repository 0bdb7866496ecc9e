import { type Browser, expect, type Page, test } from '@playwright/test';
import type { PracticeOrg, PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { choose, confirm, newest, openApp, panel, press, text, toast } from './controls.ts';
import { box, manager, openStage, type Stage, unfold } from './stage.ts';
import { createApp, lockedTicks, oauthSettings, signedIn } from './support.ts';

let browser: Browser;
let stage: Stage;
let page: Page;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.afterEach(() => stage.close());

/** An org of these conditions, with the admin at the External Client App Manager. */
async function opened(options: Partial<PracticeOrgOptions> = {}): Promise<PracticeOrg> {
  stage = await openStage(browser, options);
  page = stage.page;
  await stage.goto(manager);
  return stage.org;
}

test('Settings of an app are read until Edit, and both Edit buttons stay in the document: facts 4.1 and 4.4', async () => {
  const org = await opened();
  const { id } = await createApp(await signedIn(org), org);
  await openApp(stage, id);
  await expect(page.getByRole('link', { name: 'Help for this Page' })).toBeVisible();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(page.locator('button').filter({ hasText: /^Edit$/ })).toHaveCount(2);
  await expect(text(panel(page), 'Contact Email')).not.toBeEditable();
  await expect(panel(page).getByRole('button', { name: 'Disable OAuth' })).toBeDisabled();
  // Facts 9: the icon comes first here.
  const icon = await text(panel(page), 'Icon URL').boundingBox();
  const logo = await text(panel(page), 'Logo Image URL').boundingBox();
  expect((icon?.x ?? 0) < (logo?.x ?? 0)).toBe(true);
  await press(panel(page), 'Edit');
  await text(panel(page), 'Contact Email').fill('new@acme.example');
  await press(page, 'Save');
  await expect(page.getByRole('definition').filter({ hasText: 'new@acme.example' })).toBeVisible();
  expect(newest(org)).toEqual({ 'Contact Email': 'owner@acme.example -> new@acme.example' });
});

test('OAuth is disabled in edit mode, after a confirmation, and takes its policies along', async () => {
  const org = await opened();
  const { id } = await createApp(await signedIn(org), org);
  await openApp(stage, id);
  await page.getByRole('tab', { name: 'Settings' }).click();
  await press(panel(page), 'Edit');
  await panel(page).getByRole('button', { name: 'Disable OAuth' }).click();
  await confirm(page);
  await expect(box(panel(page), 'Enable OAuth')).toBeVisible();
  await press(page, 'Save');
  await expect(toast(page, 'Your changes were saved.')).toBeVisible();
  await page.getByRole('tab', { name: 'Policies' }).click();
  await expect(panel(page).getByRole('button', { name: 'OAuth Policies' })).toHaveCount(0);
  expect(newest(org)).toMatchObject({
    'Enable OAuth': 'on -> off',
    'Run As (Username)': `${org.admin.username} -> (empty)`,
  });
});

test('policies show what other policies and the settings bring along: facts 4.2', async () => {
  const org = await opened();
  const oauth = oauthSettings({
    ticked: [...lockedTicks, 'clientCredentialsFlow', 'tokenExchangeFlow', 'namedUserJwt'],
  });
  const { id } = await createApp(await signedIn(org), org, { clientCredentials: false, runAs: '' }, { oauth });
  await openApp(stage, id);
  await press(panel(page), 'Edit');
  await unfold(page, 'OAuth Policies');
  await expect(text(panel(page), 'OAuth Start URL')).toBeDisabled();
  await choose(panel(page), 'Start Page', 'Custom');
  await text(panel(page), 'Custom Start URL').fill('https://app.example/custom');
  await choose(panel(page), 'Start Page', 'OAuth');
  await expect(text(panel(page), 'Custom Start URL')).toHaveCount(0);
  await text(panel(page), 'OAuth Start URL').fill('https://app.example/start');

  await expect(panel(page).getByRole('listbox', { name: 'Available Permission Sets' })).toHaveCount(0);
  await choose(panel(page), 'Permitted Users', 'Admin approved users are pre-authorized');
  await confirm(page);
  const sets = panel(page).getByRole('listbox', { name: 'Available Permission Sets' });
  await sets.getByRole('option', { name: 'Billing Sync' }).click();
  await panel(page).getByRole('button', { name: 'Move selection to Selected Permission Sets' }).click();

  await expect(text(panel(page), 'Run As (Username)')).toHaveCount(0);
  await box(panel(page), 'Enable Client Credentials Flow').setChecked(true);
  await text(panel(page), 'Run As (Username)').fill(org.admin.username);
  await box(panel(page), 'Enable Token Exchange Flow').setChecked(true);
  await choose(panel(page), 'Token Timeout', '1 Hour');
  await panel(page).getByText('Immediately expire refresh token').click();
  await expect(panel(page).getByRole('spinbutton', { name: 'Refresh Token Validity Period' })).toHaveCount(0);
  await panel(page).getByText('Expire refresh token after specific time').click();
  await panel(page).getByRole('spinbutton', { name: 'Refresh Token Validity Period' }).fill('12');
  await choose(panel(page), 'Refresh Token Validity Unit', 'Hour(s)');
  await choose(panel(page), 'IP Relaxation', 'Relax IP restrictions');
  await box(panel(page), 'Enable Single Logout').setChecked(true);
  await box(panel(page), 'High Assurance Session Required').setChecked(true);
  await panel(page).getByRole('spinbutton', { name: 'Session Timeout In Minutes' }).fill('90');
  const attributes = panel(page).getByRole('region', { name: 'Custom Attributes' });
  await attributes.getByRole('button', { name: 'Add' }).click();
  await text(attributes, 'Attribute Key').fill('Team');
  await text(attributes, 'Attribute Value').fill('Billing');
  await press(page, 'Save');
  await expect(toast(page, 'Your changes were saved.')).toBeVisible();
  expect(newest(org)).toEqual({
    'Start Page': 'None -> OAuth',
    'OAuth Start URL': '(empty) -> https://app.example/start',
    'Permitted Users': 'All users can self-authorize -> Admin approved users are pre-authorized',
    'Select Permission Sets': 'added Billing Sync',
    'Enable Client Credentials Flow': 'off -> on',
    'Run As (Username)': `(empty) -> ${org.admin.username}`,
    'Enable Token Exchange Flow': 'off -> on',
    'Token Timeout': '30 Minutes -> 1 Hour',
    'Refresh Token Policy':
      'Expire refresh token if not used for specific time -> Expire refresh token after specific time',
    'Refresh Token Validity Period': '30 -> 12',
    'Refresh Token Validity Unit': 'Day(s) -> Hour(s)',
    'IP Relaxation': 'Enforce IP restrictions -> Relax IP restrictions',
    'Enable Single Logout': 'off -> on',
    'High Assurance Session Required': 'off -> on',
    'Session Timeout In Minutes': '(empty) -> 90',
    'Custom Attributes': 'added Team - Billing',
  });
});

test('Package Defaults are edited on a tab of their own: a guess about facts 4.1', async () => {
  const org = await opened();
  const { id } = await createApp(await signedIn(org), org);
  await openApp(stage, id);
  await page.getByRole('tab', { name: 'Package Defaults' }).click();
  await press(panel(page), 'Edit');
  await choose(panel(page), 'Start Page', 'OAuth');
  await press(page, 'Save');
  await expect(toast(page, 'Your changes were saved.')).toBeVisible();
  expect(newest(org)).toEqual({ 'Package Defaults: Start Page': 'None -> OAuth' });
  expect(org.state().apps.at(-1)?.policies.startPage).toBe('None');
});

test('an app is disabled, enabled and deleted on its page: facts 4.1', async () => {
  const org = await opened();
  const { id } = await createApp(await signedIn(org), org);
  await openApp(stage, id);
  const status = page.getByRole('definition').filter({ hasText: /^(En|Dis)abled$/ });
  await press(page, 'Disable');
  await confirm(page);
  await expect(status).toHaveText('Disabled');
  await press(page, 'Enable');
  await confirm(page);
  await expect(status).toHaveText('Enabled');
  await press(page, 'Show more actions');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog', { name: /\?$/ }).getByRole('button', { name: 'Cancel' }).click();
  expect(org.state().apps).toHaveLength(2);
  await press(page, 'Show more actions');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await confirm(page);
  await expect(page.getByText('1 item · Sorted by None')).toBeVisible();
  await expect(page.getByRole('row').getByRole('link')).toHaveText(['Warehouse Sync']);
  expect(
    org
      .ledger()
      .map(({ deed }) => deed)
      .slice(-3),
  ).toEqual(['disable app', 'enable app', 'delete app']);
  await page.goBack();
  await expect(page.getByText('There is no such external client app.')).toBeVisible();
});
