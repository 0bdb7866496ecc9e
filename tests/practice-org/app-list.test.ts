import { type Browser, expect, type Page, test } from '@playwright/test';
import type { PracticeOrg, PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { confirm, toast } from './controls.ts';
import { manager, openStage, type Stage } from './stage.ts';

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

test('the actions of a row lead to its app or change it: facts 3.1 [D]', async () => {
  const org = await opened({ apps: 2 });
  const row = page.getByRole('row', { name: /Integration 2/ });
  const act = async (name: string) => {
    await row.getByRole('button', { name: 'Show actions' }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await expect(row.getByRole('cell')).toHaveText([
    '2',
    /@acme.example/,
    'All users can self-authorize',
    'Local',
    'Enabled',
    'Show actions',
  ]);
  await act('Disable');
  await confirm(page);
  await expect(row.getByRole('cell', { name: 'Disabled' })).toBeVisible();
  for (const tab of ['Settings', 'Policies']) {
    await act(`Edit ${tab}`);
    await expect(page.getByRole('tab', { name: tab, selected: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
    await page.goto(org.setupUrl + manager);
  }
  await act('Delete');
  await confirm(page);
  await expect(row).toHaveCount(0);
  await expect(page.getByText('1 item · Sorted by None')).toBeVisible();
  expect(org.state().apps).toHaveLength(1);
});

test('a list without apps says so: a guess about facts 3.1', async () => {
  await opened({ apps: 0 });
  await expect(page.getByText('0 items · Sorted by None')).toBeVisible();
  await expect(page.getByText('No external client apps yet.')).toBeVisible();
});

test('a long list comes in parts of 50, as it is scrolled: a guess about facts 11.8', async () => {
  await opened({ apps: 120 });
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  for (const [shown, counter] of [
    [50, '50+ items'],
    [100, '100+ items'],
    [120, '120 items'],
  ] as const) {
    await expect(rows).toHaveCount(shown);
    await expect(page.getByText(`${counter} · Sorted by None`, { exact: true })).toBeVisible();
    await rows.last().scrollIntoViewIfNeeded();
  }
  await expect(rows.last().getByRole('link')).toHaveText('Integration 120');
  await page.setViewportSize({ width: 1280, height: 9000 });
  await page.reload();
  await expect(rows).toHaveCount(120);
});

test('a page whose request fails says so and can be used again: a guess about facts 11.5', async () => {
  const org = await opened({ faults: ['error-500@status', 'drop-after@delete', 'error-503@list+1'] });
  const act = async (name: string) => {
    await page.getByRole('button', { name: 'Show actions' }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
    await confirm(page);
  };
  await act('Disable');
  await expect(toast(page, "The app couldn't be disabled.")).toBeVisible();
  await act('Disable');
  await expect(page.getByRole('cell', { name: 'Disabled' })).toBeVisible();
  await act('Delete');
  await expect(toast(page, "The app couldn't be deleted.")).toBeVisible();
  expect(
    org
      .ledger()
      .map(({ deed }) => deed)
      .slice(-2),
  ).toEqual(['disable app', 'delete app']);
  await page.reload();
  await expect(page.getByText("The external client apps couldn't be loaded.")).toBeVisible();
  await page.reload();
  await expect(page.getByText('No external client apps yet.')).toBeVisible();
});
