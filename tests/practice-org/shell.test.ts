import { type Browser, expect, type Page, test } from '@playwright/test';
import { closeWindows } from '../support/browser.ts';
import { manager, openStage, type Stage, setup } from './stage.ts';

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

test('Quick Find marks the hits, keeps their parents, and hides the rest: facts 2.2', async () => {
  const tree = page.getByRole('tree', { name: 'Setup Tree' });
  await page.getByPlaceholder('Quick Find').fill('app manager');
  await expect(tree.getByRole('link', { name: /App Manager/ })).toHaveText([
    'App Manager',
    'External Client App Manager',
    'Lightning Out 2.0 App Manager',
  ]);
  await expect(tree.locator('mark')).toHaveText(['App Manager', 'App Manager', 'App Manager']);
  await expect(tree.getByRole('link', { name: 'External Client Apps' })).toBeVisible();
  await expect(tree.getByRole('link', { name: 'Setup Home' })).toBeHidden();
  await page.getByPlaceholder('Quick Find').fill('users');
  await expect(tree.getByRole('link', { name: 'Users', exact: true })).toHaveCount(2);
  await expect(tree.getByRole('link', { name: 'Einstein for Users' })).toBeVisible();
  await page.getByPlaceholder('Quick Find').fill('');
  await expect(tree.getByRole('link', { name: 'Setup Home' })).toBeVisible();
});

test('a release shows the labels that it has: facts 10 and the screenshot of Setup Home', async () => {
  const tree = page.getByRole('tree', { name: 'Setup Tree' });
  const fieldService = tree.getByRole('link', { name: 'Field Service Setup Home (Beta)' });
  await expect(tree.getByRole('link', { name: 'Hyperforce Assistant' })).toBeVisible();
  await expect(fieldService).toHaveCount(0);
  stage.org.switch({ release: '2025-10' });
  await page.reload();
  await expect(fieldService).toBeVisible();
  await page.getByPlaceholder('Quick Find').fill('app manager');
  await expect(tree.getByRole('link', { name: /App Manager/ })).toHaveCount(2);
});

test('the gear opens Setup in a new tab: facts 2.1', async () => {
  await page.getByRole('button', { name: 'Setup', exact: true }).click();
  const menu = page.getByRole('menu', { name: 'Setup Menu' });
  await expect(menu.getByRole('menuitem')).toHaveCount(4);
  const opened = page.waitForEvent('popup');
  await menu.getByRole('menuitem', { name: 'Setup Opens in a new tab Setup for current app' }).click();
  const tab = await opened;
  await expect(tab.getByRole('heading', { name: 'Home' })).toBeVisible();
  await expect(tab).toHaveURL(`${stage.org.setupUrl}/lightning/setup/SetupOneHome/home`);
});

test('App Manager leads to the create form too: facts 2 and 9', async () => {
  await stage.goto(setup('NavigationMenus'));
  await expect(page.getByRole('heading', { name: 'Lightning Experience App Manager' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New Lightning App' })).toBeVisible();
  await page.getByRole('button', { name: 'New External Client App' }).click();
  await expect(page.getByRole('textbox', { name: 'External Client App Name' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'External Client App Manager' })).toBeVisible();
});

test('the manager has a second address: facts 2', async () => {
  await stage.goto(manager.replace(/home$/, 'list'));
  await expect(page.getByRole('button', { name: 'New External Client App' })).toBeVisible();
});

test('Object Manager has a Quick Find of its own, and the header has Search Setup: facts 2.2', async () => {
  await page.getByRole('link', { name: 'Object Manager' }).first().click();
  await expect(page.locator('#globalQuickfind')).toBeVisible();
  await expect(page.getByPlaceholder('Quick Find', { exact: true })).toHaveCount(2);
  await expect(page.getByPlaceholder('Search Setup')).toBeVisible();
  await page.locator('#globalQuickfind').fill('contact');
  await expect(page.locator('#content tbody tr:visible')).toHaveCount(1);
});

test('what was not built says so, and every page carries the mark', async () => {
  await page.getByRole('button', { name: 'Notifications' }).click();
  await expect(
    page.getByRole('status').filter({ hasText: 'Notifications is not part of the practice org.' }),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Release Updates' }).click();
  await expect(page.getByText('This page is not part of the practice org.')).toBeVisible();
  await expect(page.getByText('PRACTICE ORG - not Salesforce')).toBeVisible();
});
