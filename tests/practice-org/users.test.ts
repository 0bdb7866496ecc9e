import { type Browser, expect, type FrameLocator, type Page, test } from '@playwright/test';
import { closeWindows } from '../support/browser.ts';
import { openStage, type Stage, setup } from './stage.ts';

let browser: Browser;
let stage: Stage;
let page: Page;
let frame: FrameLocator;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.beforeEach(async () => {
  stage = await openStage(browser);
  page = stage.page;
  frame = page.frameLocator('force-aloha-page iframe[name^=vfFrameId_]');
  await stage.goto(setup('ManageUsers'));
});

test.afterEach(() => stage.close());

test('the list is a classic page with 25 users and no e-mail column: facts 5', async () => {
  await expect(frame.locator('tr.headerRow th')).toHaveText([
    'Action',
    'Full Name',
    'Alias',
    'Username',
    'Last Login',
    'Role',
    'Active',
    'Profile',
  ]);
  await expect(page.locator('iframe[title="All Users ~ Salesforce - Developer Edition"]')).toBeVisible();
  await expect(frame.locator('tr.dataRow')).toHaveCount(25);
  await expect(frame.getByText(/^1-25 of \d+$/)).toBeVisible();
  await expect(frame.getByRole('link', { name: 'Chen, Wei' })).toHaveCount(2);
  await frame.getByRole('link', { name: 'O', exact: true }).click();
  await expect(frame.locator('tr.dataRow')).toHaveCount(1);
  await frame.getByRole('link', { name: 'All', exact: true }).click();
  await expect(frame.locator('tr.dataRow')).toHaveCount(25);
});

test('the name of the frame is another one on every navigation: facts 2.4', async () => {
  const name = () => page.locator('force-aloha-page iframe').getAttribute('name');
  const first = await name();
  await frame.getByRole('link', { name: 'Next' }).click();
  await expect(frame.getByRole('link', { name: 'Previous' })).toBeVisible();
  expect(await name()).not.toBe(first);
});

test('the page of a user has the e-mail address, and survives a reload: facts 5', async () => {
  await frame.getByRole('link', { name: 'W', exact: true }).click();
  await frame.getByRole('link', { name: 'Whitfield, Grace' }).click();
  const mail = frame.locator('td.labelCol:text-is("Email") + td.dataCol a[href^="mailto:"]');
  await expect(mail).toHaveText(stage.org.admin.email);
  await expect(frame.locator('td.labelCol:text-is("Username") + td.dataCol')).toHaveText(stage.org.admin.username);
  await expect(page).toHaveURL(/\/lightning\/setup\/ManageUsers\/page\?address=%2F005/);
  await page.reload();
  await expect(frame.getByRole('heading', { name: 'Grace Whitfield' })).toBeVisible();
});

test('the view that somebody looked at last is shown again: facts 5', async () => {
  const views = frame.locator('select#fcf');
  await expect(views.getByRole('option')).toHaveText(['All Users', 'Active Users', 'Admin Users', 'My Users']);
  await views.selectOption('Admin Users');
  await expect(frame.getByRole('link', { name: 'Grant, Hugo' })).toBeVisible();
  await expect(frame.locator('tr.dataRow')).toHaveCount(2);
  await stage.goto(setup('ManageUsers'));
  await expect(page.locator('iframe[title^="Admin Users ~"]')).toBeVisible();
  await expect(frame.locator('tr.dataRow')).toHaveCount(2);
});

test('the actions of a row have titles, and somebody inactive cannot log in: facts 5', async () => {
  await frame.locator('select#fcf').selectOption('Admin Users');
  const inactive = frame.getByRole('row', { name: /Grant, Hugo/ });
  await expect(inactive.getByTitle(/^Edit - Record \d+ - Grant, Hugo$/)).toBeVisible();
  await expect(inactive.getByRole('link', { name: 'Login' })).toHaveCount(0);
  await expect(inactive.getByRole('img', { name: 'Not Checked' })).toBeVisible();
  await frame.locator('select#fcf').selectOption('All Users');
  await expect(frame.getByTitle('Login - Record 1 - Almeida, Marta')).toBeVisible();
});

test('the buttons say that there is nothing behind them: facts 5', async () => {
  for (const [name, value] of [
    ['new', 'New User'],
    ['resetPW', 'Reset Password(s)'],
    ['addUsers', 'Add Multiple Users'],
  ]) {
    await frame.locator(`input[name=${name}][value="${value}"]`).first().click();
    await expect(frame.getByRole('status')).toHaveText(`${value} is not part of the practice org.`);
  }
});
