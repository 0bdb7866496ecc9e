import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import type { InterruptionName } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { manager, openStage, type Stage, setup } from './stage.ts';
import { createApp, signedIn } from './support.ts';

interface Overlay {
  readonly name: InterruptionName;
  readonly fact: string;
  readonly shown: (page: Page) => Locator;
  readonly end: (shown: Locator) => Locator;
  /** A button of the page that it lies over. */
  readonly covers?: 'New External Client App' | 'Create';
}

const button = (name: string) => (shown: Locator) => shown.getByRole('button', { name, exact: true });

const overlays: readonly Overlay[] = [
  {
    name: 'security-contact',
    fact: '1.5 [P]',
    shown: (page) => page.locator('section', { hasText: 'Action Required: Security Contact Missing' }),
    end: button('Close'),
    covers: 'New External Client App',
  },
  {
    name: 'welcome',
    fact: '1.5 [P]',
    shown: (page) => page.getByRole('region', { name: 'Welcome' }),
    end: button('Close banner'),
    covers: 'New External Client App',
  },
  {
    name: 'walkthrough',
    fact: '1.5 [I]',
    shown: (page) => page.getByRole('dialog'),
    end: button('Dismiss'),
    covers: 'New External Client App',
  },
  {
    name: 'cookie-banner',
    fact: '1.5 [I]',
    shown: (page) => page.getByRole('region', { name: 'Cookies' }),
    end: button('Accept All Cookies'),
    covers: 'Create',
  },
  {
    name: 'mfa-banner',
    fact: '1.5 [D]',
    shown: (page) => page.getByRole('region', { name: 'Multi-Factor Authentication' }),
    end: button('Dismiss'),
  },
  {
    name: 'system-message',
    fact: '1.5 [P]',
    shown: (page) => page.locator('.oneSystemMessage'),
    end: (shown) => shown.locator('.close-btn'),
  },
];

let browser: Browser;
let stage: Stage;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.afterEach(() => stage.close());

for (const { name, fact, shown, end, covers } of overlays) {
  test(`${name} comes on the first page, lies where it is in the way, and stays away once dismissed: facts ${fact}`, async () => {
    stage = await openStage(browser, { interruptions: [name] });
    const { page } = stage;
    await expect(shown(page)).toBeVisible();
    await stage.goto(covers === 'Create' ? manager.replace(/home$/, 'create') : manager);
    await expect(shown(page)).toBeVisible();
    const covered = page.getByRole('button', { name: covers ?? 'New External Client App', exact: true });
    await covered.waitFor();
    expect(await takesClicks(covered)).toBe(covers === undefined);
    const dismissed = page.waitForResponse(/\/interruptions\/.+\/answered$/);
    await end(shown(page)).click();
    await dismissed;
    await expect(shown(page)).toHaveCount(0);
    expect(await takesClicks(covered)).toBe(true);
    await page.reload();
    await covered.waitFor();
    await expect(shown(page)).toHaveCount(0);
  });
}

test('the bar of a trial org shifts the page and stays: facts 1.5 [S]', async () => {
  stage = await openStage(browser);
  const { page, org } = stage;
  const top = async () => (await page.getByRole('heading', { name: 'Home' }).boundingBox())?.y ?? 0;
  const before = await top();
  org.switch({ interruptions: ['trial-banner'] });
  await page.reload();
  for (const text of ['Your Recommended Tours', 'Leave Feedback', /^\d+ Days left in trial$/, 'Buy Now'])
    await expect(page.getByText(text)).toBeVisible();
  expect(await top()).toBeGreaterThan(before);
  await stage.goto(manager);
  await expect(page.getByText('Leave Feedback')).toBeVisible();
});

test('the Lightning error leaves nothing of the page to use, and is gone after a reload: facts 1.5 [P]', async () => {
  stage = await openStage(browser);
  const { page, org } = stage;
  org.switch({ interruptions: ['sorry-to-interrupt'] });
  await stage.goto(manager);
  const error = page.locator('.oneApplicationError.content');
  await expect(error.getByRole('heading', { name: 'Sorry to interrupt' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New External Client App' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: 'New External Client App' })).toBeVisible();
  await expect(error).toHaveCount(0);
});

test('its own button reloads the page too', async () => {
  stage = await openStage(browser, { interruptions: ['sorry-to-interrupt'] });
  const { page } = stage;
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByRole('link', { name: 'Open Users' })).toBeVisible();
  await expect(page.locator('.oneApplicationError')).toHaveCount(0);
});

test('overlays come again in another session', async () => {
  stage = await openStage(browser, { interruptions: ['system-message'] });
  const { page, org } = stage;
  const answered = page.waitForResponse(/\/answered$/);
  await page.locator('.oneSystemMessage .close-btn').click();
  await answered;
  const visit = await (await signedIn(org)).request(`${org.setupUrl}/setup-api/visit?page=setup`);
  expect(await visit.json()).toEqual({ faults: [], interruptions: ['system-message'] });
});

test('the browser asks before a changed form is left, and only then: facts 10.7 [P]', async () => {
  stage = await openStage(browser, { interruptions: ['before-unload'] });
  const { page } = stage;
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await stage.goto(manager.replace(/home$/, 'create'));
  const name = page.getByRole('textbox', { name: 'External Client App Name' });
  await name.waitFor();
  await page.reload();
  expect(asked).toEqual([]);
  await name.fill('Document AI');
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await expect(name).toHaveValue('');
});

test('confirmations can be dialogs of the browser: facts 10.7 [C], 11.2', async () => {
  stage = await openStage(browser, { interruptions: ['native-confirm'] });
  const { page, org } = stage;
  const { id } = await createApp(await signedIn(org), org);
  await stage.goto(setup(`ManageExternalClientApplication/${id}`).replace(/home$/, 'detail'));
  const policies = page.getByRole('tabpanel', { name: 'Policies' });
  await policies.getByRole('button', { name: 'Edit', exact: true }).click();
  await policies.getByRole('button', { name: 'OAuth Policies' }).click();
  const asked = page.waitForEvent('dialog');
  await policies.getByRole('combobox', { name: 'Permitted Users' }).click();
  const chosen = policies.getByRole('option', { name: 'Admin approved users are pre-authorized' }).click();
  const dialog = await asked;
  expect(dialog.type()).toBe('confirm');
  await dialog.accept();
  await chosen;
  await expect(policies.getByRole('combobox', { name: 'Permitted Users' })).toContainText('Admin approved users');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
});

/** Whether a click in the middle of it would reach it. */
async function takesClicks(target: Locator): Promise<boolean> {
  return target
    .click({ trial: true, timeout: 1000 })
    .then(() => true)
    .catch(() => false);
}
