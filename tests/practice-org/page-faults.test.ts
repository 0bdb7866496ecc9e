import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { pageFaults } from '../../src/practice-org/conditions/visit.ts';
import { faultKinds } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { manager, openStage, type Stage, setup } from './stage.ts';

/** Far longer than a test takes, so that what it looks at is still there. */
const long = 600_000;

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

const newApp = () => page.getByRole('button', { name: 'New External Client App' });

test('the pages know every fault that happens on a page', () => {
  const known = Object.entries(faultKinds).filter(([, { on }]) => on === 'page');
  expect(known.map(([name]) => name).toSorted()).toEqual([...pageFaults].toSorted());
});

test('a spinner stays over the content and takes the clicks: facts 2.4 [P]', async () => {
  stage.org.switch({ faults: [`spinner@list=${long}`] });
  await stage.goto(manager);
  const spinner = page.locator('#over-content .slds-spinner_container');
  await expect(spinner.getByRole('status')).toHaveText('Loading');
  await expect(newApp()).toBeVisible();
  expect(await covered(newApp(), '.slds-spinner_container')).toBe(true);
  await page.reload();
  await newApp().click();
  await expect(spinner).toHaveCount(0);
});

test('a spinner goes by itself', async () => {
  stage.org.switch({ faults: ['spinner@list=300'] });
  await stage.goto(manager);
  await newApp().click();
  await expect(page.getByRole('textbox', { name: 'External Client App Name' })).toBeVisible();
  expect(stage.org.conditions().faults).toEqual([]);
});

test('the list is drawn again, three times, by new nodes', async () => {
  stage.org.switch({ faults: ['re-render@list=300'] });
  await page.addInitScript(() => {
    const seen = new MutationObserver((records) => {
      const drawn = records.filter(({ target }) => (target as Element).id === 'content').length;
      const before = Number(document.documentElement.dataset['drawn'] ?? 0);
      document.documentElement.dataset['drawn'] = String(before + drawn);
    });
    seen.observe(document, { subtree: true, childList: true });
  });
  await stage.goto(manager);
  // The stencil, the list, and three times the list again.
  await expect(page.locator('html')).toHaveAttribute('data-drawn', '5');
  await newApp().click();
  await expect(page.getByRole('textbox', { name: 'External Client App Name' })).toBeVisible();
});

test('the frame of an earlier page stays in the document, hidden: facts 2.4 [C], 10.11 [C]', async () => {
  stage.org.switch({ faults: ['stale-frame@users'] });
  await stage.goto(setup('ManageUsers'));
  const frames = page.locator('force-aloha-page iframe[name^=vfFrameId_]');
  await expect(frames).toHaveCount(2);
  await expect(frames.first()).toBeHidden();
  await expect(frames.last()).toBeVisible();
  await frames.last().contentFrame().getByRole('link', { name: 'W', exact: true }).click();
  await expect(page).toHaveURL(/letter%3DW/);
});

test('a toast covers the main button of the page, wherever that is', async () => {
  stage.org.switch({ faults: [`covering-toast@list=${long}`, `covering-toast@create=${long}`] });
  await stage.goto(manager);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect.poll(() => covered(newApp(), '.slds-notify_toast')).toBe(true);
  await newApp().focus();
  await page.keyboard.press('Enter');
  const create = page.getByRole('button', { name: 'Create', exact: true });
  await expect.poll(() => covered(create, '.slds-notify_toast')).toBe(true);
  await expect(page.getByRole('alert')).toHaveCount(1);
});

test('a fault waits for the page that it is tied to, and happens as often as it is to', async () => {
  stage.org.switch({ faults: [`spinner@users+1=${long}`] });
  const spinner = page.locator('#over-content .slds-spinner_container');
  const users = page.frameLocator('force-aloha-page iframe').getByRole('link', { name: 'W', exact: true });
  await stage.goto(manager);
  await newApp().waitFor();
  await stage.goto(setup('ManageUsers'));
  await users.waitFor();
  await expect(spinner).toHaveCount(0);
  await page.reload();
  await expect(spinner).toBeVisible();
});

/** Whether something of this class lies over the middle of a button. */
async function covered(target: Locator, by: string): Promise<boolean> {
  const { x, y, width, height } = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return page.evaluate(({ left, top, over }) => document.elementFromPoint(left, top)?.closest(over) != null, {
    left: x + width / 2,
    top: y + height / 2,
    over: by,
  });
}
