import { type Browser, expect, type Page, test } from '@playwright/test';
import { closeWindows } from '../support/browser.ts';
import { box, manager, openStage, type Stage, setup, unfold } from './stage.ts';
import { createApp, signedIn } from './support.ts';

// What page objects elsewhere hold on to, and what a person never sees: facts 2.3, 2.4 and 2.5.

let browser: Browser;
let stage: Stage;
let page: Page;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.beforeEach(async () => {
  stage = await openStage(browser);
  page = stage.page;
});

test.afterEach(() => stage.close());

async function openCreateForm(): Promise<void> {
  await stage.goto(manager);
  await page.getByRole('button', { name: 'New External Client App' }).click();
  await unfold(page, 'API (Enable OAuth Settings)');
  await box(page, 'Enable OAuth').setChecked(true);
}

async function openApp(): Promise<void> {
  const { id } = await createApp(await signedIn(stage.org), stage.org);
  await stage.goto(manager.replace('home', `${id}/detail`));
  await expect(page.getByRole('tab', { name: 'Policies' })).toBeVisible();
}

test('nodes of the tree are known by class and label: facts 2.3 [P, C]', async () => {
  const tree = page.locator('.onesetupSetupNavTree');
  await page.getByPlaceholder('Quick Find').fill('external client');
  const node = tree.locator('.onesetupNavTreeNode[aria-label*="External Client Apps"]');
  await expect(node.locator('.leaf.onesetupNavTreeNode a')).toHaveText([
    'External Client App Manager',
    'OAuth Usage',
    'Settings',
  ]);
  await expect(node.locator('ul[role=group] li a').first()).toBeVisible();
  await expect(node.locator('button')).toHaveCount(1);
  await expect(tree.locator("div[title='Users'] > a")).toHaveCount(2);
});

test('the shell is told by its classes, and a page that is not there yet is busy: facts 2.4 [P]', async () => {
  for (const part of ['div.desktop.container', '.oneContent', '.setupcontent'])
    await expect(page.locator(part)).toBeVisible();
  await expect(page.locator('.onesetupSetupHeader')).toHaveText(/^\s*SETUP\s*Home/);
  await stage.goto(setup('ManageUsers'));
  await page.route('**/setup-api/apps*', () => {});
  await page.getByPlaceholder('Quick Find').fill('external client app manager');
  await page.getByRole('link', { name: 'External Client App Manager' }).click();
  await expect(page.locator('.slds-spinner_container')).toBeVisible();
});

test('a classic page lies in shadow DOM, which covers it for the outer page: facts 2.4 [C]', async () => {
  await stage.goto(setup('ManageUsers'));
  const frame = page.locator('force-aloha-page iframe[name^=vfFrameId]');
  const { x, y, width } = (await frame.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const hit = await page.evaluate(([left, top]) => document.elementFromPoint(left, top)?.localName, [
    x + width / 2,
    y + 20,
  ] as const);
  expect(hit).toBe('force-aloha-page');
});

test('texts, boxes and choices are base components: facts 2.5 [P]', async () => {
  await openCreateForm();
  const name = page.locator('label').filter({ hasText: 'External Client App Name' });
  await expect(name.locator('abbr[title=required]')).toHaveText('*');
  await expect(page.locator(`[id="${await name.getAttribute('for')}"]`)).toHaveRole('textbox');
  await expect(box(page, 'Enable OAuth').locator('span.slds-checkbox_faux')).toBeVisible();

  const choice = page.getByRole('combobox', { name: 'Distribution State' });
  await expect(choice).toHaveAttribute('aria-haspopup', 'listbox');
  await expect(page.locator('lightning-base-combobox-item[role=option]')).toHaveCount(0);
  await choice.click();
  await expect(page.locator('lightning-base-combobox-item[role=option][data-value=Packaged]')).toBeVisible();
});

test('a dual list has groups, options and a live region, and its keys: facts 2.5 [P]', async () => {
  await openCreateForm();
  const group = page.locator('div[role=group]').filter({ has: page.locator('ul[role=listbox]') });
  await expect(group.locator('ul[role=listbox]')).toHaveCount(2);
  const option = group.locator('li[role=presentation] > div[role=option][data-value]');
  const first = option.first();
  await expect(first.locator('span.slds-truncate')).toHaveAttribute('title', /^Access the identity URL service/);
  await first.click();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ControlOrMeta+ArrowRight');
  const chosen = group.locator("ul[id*='selected-list'] li");
  await expect(chosen).toHaveCount(1);
  await expect(group.getByText(/moved to the list Selected OAuth Scopes/)).toBeAttached();
  const all = await group.locator("ul[id*='source-list'] li").count();
  await option.first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+ArrowRight');
  await expect(chosen).toHaveCount(all + 1);
  await expect(group.getByRole('button')).toHaveCount(2);
});

test('tabs, sections and rows are known by their attributes: facts 2.5 [P]', async () => {
  await openApp();
  const tabs = page.locator('ul[role=tablist] > li[role=presentation][title] > a[role=tab][data-label]');
  await expect(tabs).toHaveText(['Policies', 'Settings', 'Package Defaults']);
  await expect(tabs.first()).toHaveAttribute('aria-selected', 'true');
  const panel = page.locator('[role=tabpanel].slds-show');
  await expect(panel).toHaveCount(1);
  const section = panel.locator('button.slds-accordion__summary-action[aria-expanded]');
  await expect(section.locator('span.slds-accordion__summary-content[title="OAuth Policies"]')).toBeVisible();
  await stage.goto(manager);
  const row = page.locator('tr[data-row-key-value]').filter({ hasText: 'Document AI' });
  await expect(row.locator('[data-label="Contact Email"]')).toHaveText('owner@acme.example');
  await expect(row.getByRole('button', { name: 'Show actions' })).toBeVisible();
});

test('errors, confirmations and toasts: facts 2.5 [P]', async () => {
  await openCreateForm();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.locator('.slds-has-error .slds-form-element__help').first()).toContainText('Complete this field.');
  await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
  await box(page, 'Enable Client Credentials Flow').setChecked(true);
  await expect(page.locator('[data-ok-button]')).toHaveText('OK');
  await page.locator('[data-cancel-button]').click();

  await openApp();
  await page.getByRole('tabpanel').getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('lightning-toast').getByRole('alert')).toBeVisible();
});

test('read mode shows texts as they are and greys what one chooses: facts 2.5 [S, I]', async () => {
  await openApp();
  await page.getByRole('tab', { name: 'Settings' }).click();
  const panel = page.getByRole('tabpanel');
  await expect(panel.getByRole('textbox', { name: 'Contact Email' })).not.toBeEditable();
  await expect(panel.getByRole('combobox', { name: 'Distribution State' })).toBeDisabled();
  await expect(panel.getByRole('textbox', { name: 'Description' })).toBeDisabled();
  await expect(panel.getByRole('checkbox', { name: 'Enable Device Flow' })).toBeDisabled();
  await expect(panel.getByRole('button', { name: /to Selected OAuth Scopes$/ })).toBeDisabled();
});
