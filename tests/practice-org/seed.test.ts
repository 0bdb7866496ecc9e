import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { launchBrowser } from '../support/browser.ts';
import { Client, codeIn, createApp, type Started, signedIn, started } from './support.ts';

let browser: Browser;
let running: Started;
let page: Page;
const pageErrors: string[] = [];
const strangers: string[] = [];

test.beforeAll(async () => {
  browser = await launchBrowser();
});

test.afterAll(() => browser.close());

test.beforeEach(async () => {
  running = await started();
  page = await browser.newPage();
  pageErrors.length = 0;
  strangers.length = 0;
  page.context().on('weberror', (error) => pageErrors.push(error.error().message));
  page.context().on('request', (request) => {
    const { hostname, protocol, href } = new URL(request.url());
    if (protocol !== 'data:' && !hostname.endsWith('.localhost')) strangers.push(href);
  });
  await page.goto(running.org.setupUrl);
  await page.getByRole('textbox', { name: 'Username' }).fill(running.org.admin.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(running.org.admin.password);
  await page.getByRole('button', { name: 'Log In' }).click();
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
});

test.afterEach(async () => {
  await page.context().close();
  await running.org.close();
  expect(pageErrors, 'errors that the pages raised').toEqual([]);
  expect(strangers, 'requests that left this machine').toEqual([]);
});

/** The label, because the box itself is one pixel wide and covered: practice-org.md 3. */
function box(scope: Page | Locator, name: string): Locator {
  return scope.locator('label').filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) });
}

async function openCreateForm(): Promise<void> {
  await page.getByPlaceholder('Quick Find').fill('app manager');
  await page.getByRole('link', { name: 'External Client App Manager', exact: true }).click();
  await page.getByRole('button', { name: 'New External Client App' }).click();
}

async function fillCreateForm(name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'External Client App Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Contact Email' }).fill('owner@acme.example');
  await box(page, 'Enable OAuth').setChecked(true);
  await page.getByRole('textbox', { name: 'Callback URL' }).fill('https://app.example/callback');
  await page.getByRole('listbox', { name: 'Available OAuth Scopes' }).getByRole('option').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: 'Move selection to Selected OAuth Scopes' }).click();
}

async function create(): Promise<void> {
  await page.getByRole('button', { name: 'Create', exact: true }).click();
}

test('the whole procedure ends with a token that works', async () => {
  const { org, mails } = running;
  await openCreateForm();
  await fillCreateForm('Document AI');
  await expect(page.getByRole('textbox', { name: 'API Name' })).toHaveValue('Document_AI');
  await expect(page.getByRole('listbox', { name: 'Selected OAuth Scopes' }).getByRole('option')).toHaveCount(28);
  await box(page, 'Enable Client Credentials Flow').setChecked(true);
  await page
    .getByRole('alertdialog', { name: /Client Credentials Flow/ })
    .getByRole('button', { name: 'OK' })
    .click();
  await expect(page.getByRole('checkbox', { name: /PKCE/ })).toBeDisabled();
  await expect(page.getByText('To change this required setting, contact Support.')).toHaveCount(3);
  await create();

  await expect(page).toHaveURL(/ManageExternalClientApplication\/0xI\w{12}\/detail$/);
  await expect(page.getByRole('heading', { name: 'Document AI', exact: true })).toBeVisible();
  const policies = page.getByRole('tabpanel', { name: 'Policies' });
  await policies.getByRole('button', { name: 'Edit' }).click();
  await expect(policies.getByRole('listbox', { name: 'Available Profiles' })).toHaveCount(0);
  await policies.getByRole('button', { name: 'OAuth Policies' }).click();
  await policies.getByRole('combobox', { name: 'Permitted Users' }).click();
  await policies.getByRole('option', { name: 'Admin approved users are pre-authorized' }).click();
  await page
    .getByRole('alertdialog', { name: /Permitted Users/ })
    .getByRole('button', { name: 'OK' })
    .click();
  await policies
    .getByRole('listbox', { name: 'Available Profiles' })
    .getByRole('option', { name: 'System Administrator' })
    .click();
  await policies.getByRole('button', { name: 'Move selection to Selected Profiles' }).click();
  await expect(policies.getByRole('checkbox', { name: 'Enable Client Credentials Flow' })).not.toBeChecked();
  await box(policies, 'Enable Client Credentials Flow').setChecked(true);
  await policies.getByRole('textbox', { name: 'Run As (Username)' }).fill(org.admin.username);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(policies.getByRole('button', { name: 'Edit' })).toBeVisible();
  await page.reload();
  await expect(
    page.getByRole('definition').filter({ hasText: 'Admin approved users are pre-authorized' }),
  ).toBeVisible();

  await page.getByRole('tab', { name: 'Settings' }).click();
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Consumer Key and Secret' }).click();
  const tab = await opened;
  await tab.getByRole('textbox', { name: 'Verification Code' }).fill(codeIn(mails.at(-1)));
  await tab.getByRole('button', { name: 'Verify' }).click();
  const value = (label: string) => tab.getByRole('row', { name: label }).locator('td.dataCol span').innerText();
  const form = {
    grant_type: 'client_credentials',
    client_id: await value('Consumer Key'),
    client_secret: await value('Consumer Secret'),
  };
  expect(form.client_id).toMatch(/^3MVG9[\w.]{80}$/);
  expect(form.client_secret).toMatch(/^[0-9A-F]{64}$/);
  const token = await new Client().post(`${org.url}/services/oauth2/token`, form);
  expect(token.status).toBe(200);
});

test('the form shows beside the field what the org refuses', async () => {
  await openCreateForm();
  await fillCreateForm('Warehouse Sync');
  await create();
  await expect(page.getByText('An external client app with this name already exists.')).toBeVisible();
  await expect(page.getByText('This API name is already in use.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'External Client App Name' })).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('textbox', { name: 'External Client App Name' }).fill('Warehouse Sync 2');
  await page.getByRole('textbox', { name: 'API Name' }).fill('Warehouse_Sync_2');
  await create();
  await expect(page.getByRole('heading', { name: 'Warehouse Sync 2', exact: true })).toBeVisible();
});

test('Run As takes a username, and says beside the field that it takes no e-mail address', async () => {
  const { id } = await createApp(await signedIn(running.org), running.org, { clientCredentials: false });
  await page.goto(`${running.org.setupUrl}/lightning/setup/ManageExternalClientApplication/${id}/detail`);
  const policies = page.getByRole('tabpanel', { name: 'Policies' });
  await policies.getByRole('button', { name: 'Edit' }).click();
  await policies.getByRole('button', { name: 'OAuth Policies' }).click();
  await box(policies, 'Enable Client Credentials Flow').setChecked(true);
  const runAs = policies.getByRole('textbox', { name: 'Run As (Username)' });
  await runAs.fill(running.org.admin.email);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(policies.getByText('No user has this username.')).toBeVisible();
  await runAs.fill(running.org.admin.username);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('alert').getByRole('heading', { name: 'Your changes were saved.' })).toBeVisible();
});

test('an empty form is not sent', async () => {
  await openCreateForm();
  await create();
  await expect(page.getByText('Complete this field.')).toHaveCount(3);
  expect(running.org.state().apps).toHaveLength(1);
});

test('a confirmation that is cancelled takes the tick back, and a reload forgets the form', async () => {
  await openCreateForm();
  await fillCreateForm('Document AI');
  const tick = page.getByRole('checkbox', { name: 'Enable Client Credentials Flow' });
  await box(page, 'Enable Client Credentials Flow').click();
  await page
    .getByRole('alertdialog', { name: /Client Credentials Flow/ })
    .getByRole('button', { name: 'Cancel' })
    .click();
  await expect(tick).not.toBeChecked();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'External Client App Name' })).toHaveValue('');
});

test('cancelling an edit brings the saved settings back', async () => {
  await openCreateForm();
  await fillCreateForm('Document AI');
  await create();
  await page.getByRole('tab', { name: 'Settings' }).click();
  const settings = page.getByRole('tabpanel', { name: 'Settings' });
  const email = settings.getByRole('textbox', { name: 'Contact Email' });
  await settings.getByRole('button', { name: 'Edit' }).click();
  await email.fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(settings.getByText('Complete this field.')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(email).toHaveValue('owner@acme.example');
  await expect(settings.getByText('Complete this field.')).toHaveCount(0);
  await settings.getByRole('button', { name: 'Edit' }).click();
  await email.fill('new@acme.example');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('definition').filter({ hasText: 'new@acme.example' })).toBeVisible();
});

test('Quick Find marks the hits, keeps their parents, and hides the rest', async () => {
  const tree = page.getByRole('tree', { name: 'Setup Tree' });
  await page.getByPlaceholder('Quick Find').fill('app manager');
  await expect(tree.getByRole('link', { name: /App Manager/ })).toHaveCount(3);
  await expect(tree.locator('mark')).toHaveText(['App Manager', 'App Manager', 'App Manager']);
  await expect(tree.getByRole('link', { name: 'External Client Apps' })).toBeVisible();
  await expect(tree.getByRole('link', { name: 'Setup Home' })).toBeHidden();
  await page.getByPlaceholder('Quick Find').fill('users');
  await expect(tree.getByRole('link', { name: 'Users', exact: true })).toHaveCount(2);
  await page.getByPlaceholder('Quick Find').fill('');
  await expect(tree.getByRole('link', { name: 'Setup Home' })).toBeVisible();
});

test('the users are classic pages in a frame whose name changes', async () => {
  await page.getByPlaceholder('Quick Find').fill('users');
  await page.getByRole('link', { name: 'Users', exact: true }).nth(1).click();
  const frame = page.locator('force-aloha-page iframe[name^=vfFrameId]');
  const list = page.frameLocator('iframe[title="All Users ~ Salesforce - Developer Edition"]');
  await expect(list.locator('tr.headerRow th')).toHaveText([
    'Action',
    'Full Name',
    'Alias',
    'Username',
    'Last Login',
    'Role',
    'Active',
    'Profile',
  ]);
  await expect(list.locator('tr.dataRow')).toHaveCount(25);
  await expect(list.getByRole('link', { name: 'Chen, Wei' })).toHaveCount(2);
  await list.getByRole('link', { name: 'O', exact: true }).click();
  await expect(list.locator('tr.dataRow')).toHaveCount(1);
  await list.getByRole('link', { name: 'All', exact: true }).click();
  await expect(list.locator('tr.dataRow')).toHaveCount(25);
  const firstName = await frame.getAttribute('name');

  await list.getByRole('link', { name: 'Next' }).click();
  await list.getByRole('link', { name: 'Whitfield, Grace' }).click();
  const user = page.frameLocator('iframe[title="User: Grace Whitfield ~ Salesforce - Developer Edition"]');
  await expect(user.locator('td.labelCol:text-is("Email") + td.dataCol a[href^="mailto:"]')).toHaveText(
    running.org.admin.email,
  );
  await expect(user.locator('td.labelCol:text-is("Username") + td.dataCol')).toHaveText(running.org.admin.username);
  expect(await frame.getAttribute('name')).not.toBe(firstName);
  await page.reload();
  await expect(user.getByRole('heading', { name: 'Grace Whitfield' })).toBeVisible();
});

test('a page that was not built says so, and every page carries the mark', async () => {
  await page.getByRole('link', { name: 'Release Updates' }).click();
  await expect(page.getByText('This page is not part of the practice org.')).toBeVisible();
  await expect(page.getByText('PRACTICE ORG - not Salesforce')).toBeVisible();
});
