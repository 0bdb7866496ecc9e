import { type Browser, expect, type Page, test } from '@playwright/test';
import { closeWindows } from '../support/browser.ts';
import { box, openStage, type Stage, unfold } from './stage.ts';
import { createApp, signedIn } from './support.ts';

let browser: Browser;
let running: Stage;
let page: Page;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.beforeEach(async () => {
  running = await openStage(browser);
  page = running.page;
});

test.afterEach(() => running.close());

async function openCreateForm(): Promise<void> {
  await page.getByPlaceholder('Quick Find').fill('app manager');
  await page.getByRole('link', { name: 'External Client App Manager', exact: true }).click();
  await page.getByRole('button', { name: 'New External Client App' }).click();
}

async function fillCreateForm(name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'External Client App Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Contact Email' }).fill('owner@acme.example');
  await unfold(page, 'API (Enable OAuth Settings)');
  await box(page, 'Enable OAuth').setChecked(true);
  await page.getByRole('textbox', { name: 'Callback URL' }).fill('https://app.example/callback');
  await page.getByRole('listbox', { name: 'Available OAuth Scopes' }).getByRole('option').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: 'Move selection to Selected OAuth Scopes' }).click();
}

async function create(): Promise<void> {
  await page.getByRole('button', { name: 'Create', exact: true }).click();
}

// facts 3.4 [P]; all texts but `Complete this field.` are guesses [I]
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

// facts 0.1 [S, C], 4.2 [V], 4.3: the message is not public
test('Run As takes a username, and says beside the field that it takes no e-mail address', async () => {
  const { id } = await createApp(await signedIn(running.org), running.org, { clientCredentials: false });
  await page.goto(`${running.org.setupUrl}/lightning/setup/ManageExternalClientApplication/${id}/detail`);
  const policies = page.getByRole('tabpanel', { name: 'Policies' });
  await policies.getByRole('button', { name: 'Edit' }).click();
  await unfold(policies, 'OAuth Policies');
  await box(policies, 'Enable Client Credentials Flow').setChecked(true);
  const runAs = policies.getByRole('textbox', { name: 'Run As (Username)' });
  await runAs.fill(running.org.admin.email);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(policies.getByText('No user has this username.')).toBeVisible();
  await runAs.fill(running.org.admin.username);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('alert').getByRole('heading', { name: 'Your changes were saved.' })).toBeVisible();
});

// facts 3.4 [P]
test('an empty form is not sent', async () => {
  await openCreateForm();
  await create();
  await expect(page.getByText('Complete this field.')).toHaveCount(3);
  expect(running.org.state().apps).toHaveLength(1);
});

// facts 3.2 [D], 3.4 [S]
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

// facts 4.1 [S]
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
