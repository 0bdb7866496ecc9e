import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { closeWindows } from '../support/browser.ts';
import { fullRecord } from './full-record.ts';
import { record, sectionRecord, stepRecord } from './records.ts';
import { openReport } from './report-page.ts';

let browser: Browser;
let base: string;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-readers-'));
});
test.afterEach(() => rm(base, { recursive: true, force: true }));

/** A page in a context of its own, which axe needs. */
async function withPage(how: Parameters<Browser['newContext']>[0], of: RunRecord, look: (page: Page) => Promise<void>) {
  const context = await browser.newContext(how);
  const page = await context.newPage();
  await openReport(page, base, of);
  await look(page);
  await context.close();
}

const failed = record({
  sections: [
    sectionRecord({ outcome: 'failed', error: 'The org forgot.' }),
    sectionRecord({ title: 'Next', outcome: 'not reached' }),
  ],
  steps: [...record().steps, stepRecord(7, { error: 'wanted a, found b', outcome: 'failed' })],
});
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

for (const [name, how, of] of [
  ['light', { viewport: WIDE }, fullRecord()],
  ['dark', { viewport: WIDE, colorScheme: 'dark' }, fullRecord()],
  ['on a phone', { viewport: PHONE }, fullRecord()],
  ['of a run that failed, in the dark, on a phone', { viewport: PHONE, colorScheme: 'dark' }, failed],
  ['of a run that failed', { viewport: WIDE }, failed],
] as const) {
  test(`axe finds nothing in the report: ${name}`, async () => {
    await withPage(how, of, async (page) => {
      // What is folded is looked at too.
      await page.locator('details').evaluateAll((all) => {
        for (const details of all) (details as HTMLDetailsElement).open = true;
      });
      const { violations, passes } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(passes.length).toBeGreaterThan(20);
    });
  });
}

test('on a phone nothing is wider than the screen, and the contents are folded', async () => {
  await withPage({ viewport: PHONE }, fullRecord(), async (page) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    await expect(page.locator('.contents a').first()).not.toBeVisible();
    await page.locator('.contents summary').click();
    await page.locator('.contents a', { hasText: 'How to verify' }).click();
    await expect(page.locator('#verify')).toBeInViewport();
  });
});

test('a run of sixty steps is gone through by its contents, which stay beside it', async () => {
  await withPage({ viewport: WIDE }, fullRecord(60), async (page) => {
    const link = page.locator('.contents').getByRole('link', { name: /^57\b/ });
    await link.click();
    await expect(page.locator('#step-57 h3')).toBeInViewport();
    await expect(page.locator('.contents').getByRole('link', { name: /^58\b/ })).toBeInViewport();
    expect(await page.locator('.contents ol a').count()).toBe(60);
    // By the keyboard alone as well.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toMatch(/A|SUMMARY/);
  });
});

test('case 57: offline and on paper it says the same, with everything that is folded open', async () => {
  const context = await browser.newContext({ viewport: WIDE, offline: true });
  const page = await context.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url().slice(0, 5)));
  await openReport(page, base, fullRecord());
  const whole = await page.locator('main').evaluate((main) => (main.textContent ?? '').replace(/\s+/g, ''));
  await page.emulateMedia({ media: 'print' });
  const printed = await page.locator('main').evaluate((main) => (main as HTMLElement).innerText.replace(/\s+/g, ''));
  // Paper has the details that the screen folds; only the path, which stands in them again, is left out of their heads.
  for (const text of ['Access number 28 (scope_28)', 'SHA-256', 'By another.', 'Contact Email']) {
    expect.soft(printed).toContain(text.replace(/\s+/g, ''));
  }
  expect(printed.length).toBeGreaterThan(whole.length * 0.95);
  for (const details of await page.locator('main details > :not(summary)').all()) await expect(details).toBeVisible();
  expect(new Set(requests.filter((url) => url !== 'data:'))).toEqual(new Set(['file:']));
  await context.close();
});

test('a picture that serves two steps is drawn once and named at the other', async () => {
  const { steps, ...rest } = fullRecord(2);
  const [first, second] = steps;
  if (!first || !second) throw new Error('There are two');
  const shared = first.captures.map((capture) => ({ ...capture, shows: 'before' as const }));
  await withPage({}, { ...rest, steps: [first, { ...second, captures: shared }] }, async (page) => {
    await expect(page.locator('#step-1 img')).toHaveCount(1);
    await expect(page.locator('#step-2 img')).toHaveCount(0);
    await expect(page.locator('#step-2 .again')).toHaveText('Before: picture 1, which stands above.');
  });
});

test('settings that were read back stand as wanted and found, lists whole', async () => {
  await withPage({}, fullRecord(), async (page) => {
    const rows = page.locator('.read-back > tbody > tr:not(.whole)');
    await expect(rows).toHaveCount(3);
    await expect(rows.nth(1)).toHaveText(/PKCE\s*ticked\s*not ticked\s*no/);
    await expect(rows.nth(2)).toContainText('28 of 28 selected');
    await page.locator('.whole summary').click();
    await expect(page.locator('.whole li')).toHaveCount(28);
    await expect(page.locator('.recap')).toContainText('2 of 3 settings read back from a fresh page as wanted');
  });
});

test("the org's audit trail stands row by row, with what matches nothing on either side", async () => {
  await withPage({}, fullRecord(), async (page) => {
    const part = page.locator('section:has(#audit)');
    await expect(part.locator('tbody tr')).toHaveCount(2);
    await expect(part.locator('tbody tr').first()).toContainText('Step 1');
    await expect(part.locator('tbody tr').last()).toContainText('no step By another.');
    await expect(part.locator('li')).toHaveText('Step 4, Do 4');
  });
  const { auditTrail, ...rest } = fullRecord();
  await rm(join(base, 'run'), { recursive: true });
  const unread = { from: '', to: '', unread: 'The user may not read it.', matches: [], rowsAlone: [], stepsAlone: [] };
  await withPage({}, { ...rest, auditTrail: unread }, async (page) => {
    await expect(page.locator('section:has(#audit)')).toContainText('It could not be read: The user may not read it.');
  });
  expect(auditTrail).toBeDefined();
});

test('who intervened, what stood in the way and which pictures were lost is told', async () => {
  const { steps, ...rest } = fullRecord(7);
  await withPage(
    {},
    { ...rest, steps: steps.map((step) => ([2, 4, 5].includes(step.n) ? { ...step, captures: [] } : step)) },
    async (page) => {
      await expect(page.locator('section:has(#interventions) td')).toHaveText([
        '09:00:06 UTC',
        'a person',
        'answered the challenge "push"',
        'nobody else could',
      ]);
      const happened = page.locator('section:has(#happened)');
      for (const text of [
        'A banner was closed.',
        'Begun again.',
        'The guide asks for another.',
        '3 pictures (number 2, 4 to 5)',
      ]) {
        await expect.soft(happened).toContainText(text);
      }
    },
  );
});

test('the recipe for public tools is that of the README', async () => {
  const readme = await readFile('README.md', 'utf8');
  await withPage({}, fullRecord(), async (page) => {
    const [recipe = '', ofTheStamp = ''] = await page.locator('#verify ~ ol pre').allInnerTexts();
    expect(recipe.trim().split('\n')).toHaveLength(3);
    for (const each of [recipe, ofTheStamp]) expect(readme).toContain(each.trim());
    expect(ofTheStamp).toContain('openssl ts -verify');
  });
});
