import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { UNTOUCHED } from '../../src/engine/record.ts';
import { report } from '../../src/evidence/report/report.ts';
import { summary } from '../../src/evidence/report/summary.ts';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { closeWindows } from '../support/browser.ts';
import { capture, challengeRecord, facts, OUTCOMES, record, sectionRecord, stepRecord } from './records.ts';
import { openReport as openReportOf } from './report-page.ts';

test('of a run that failed it is not said that nothing stood in its way', () => {
  const nothing = 'Nothing: every step did what the guide says, and nothing stood in the way.';
  const plain = {
    ...record(),
    run: { ...facts, remarks: [] },
    sections: [],
    steps: [stepRecord(1, { deviations: [] })],
  };
  expect(report({ ...plain, outcome: 'converged' })).toContain(nothing);
  expect(report({ ...plain, outcome: 'failed' })).not.toContain(nothing);
});

let browser: Browser;
let page: Page;
let base: string;
let said: string[];

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-report-'));
  page = await browser.newPage();
  said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('requestfailed', (request) => said.push(`cannot load ${request.url().slice(0, 80)}`));
  page.on('dialog', (dialog) => {
    said.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
});

test.afterEach(async () => {
  await page.close();
  await rm(base, { recursive: true, force: true });
});

const openReport = (of: RunRecord) => openReportOf(page, base, of);

test('loads nothing and runs nothing', async () => {
  const html = report(record({ steps: [stepRecord(1, { captures: [capture()] })] }));
  expect(html).not.toMatch(/<script|\son\w+=|javascript:|@import/i);
  const loaded = [...html.matchAll(/\b(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/gi)].map(([, address]) => address);
  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.filter((address) => !/^(#|picture:)/.test(address ?? ''))).toEqual([]);
});

test('has a policy that would stop what slipped in', () => {
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(report(record())) ?? [];
  expect(policy?.replaceAll('&#39;', "'")).toBe(
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  );
});

test('opens in a browser without a complaint', async () => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).protocol));
  await openReport(record({ steps: [stepRecord(1, { captures: [capture()] })] }));
  expect(said).toEqual([]);
  expect(new Set(requests)).toEqual(new Set(['file:']));
  await expect(page).toHaveTitle('Create an External Client App · failed · 2026-11-23');
});

test('steps that were left alone stand together, and each can be led to', async () => {
  const whole = record();
  const [step] = whole.steps;
  if (!step) throw new Error('The record has no step');
  const alone = [7, 8, 9].map((n) => ({ ...step, n, outcome: 'already so', found: UNTOUCHED, captures: [] }) as const);
  await openReport({ ...whole, steps: [...whole.steps, ...alone] });
  const group = page.locator('article', { has: page.locator('#step-8') });
  await expect(group.locator('h3')).toHaveText('3 steps already so');
  await expect(group.locator('li')).toHaveCount(3);
  await expect(group.locator('img')).toHaveCount(0);
});

test('draws every outcome of a step in its own step, and counts it', async () => {
  await openReport(record());
  for (const [index, outcome] of OUTCOMES.entries()) {
    const own = `#step-${index + 1}`;
    await expect.soft(page.locator(`${own} .badge, article:has(${own}) .badge`)).toHaveText(outcome);
    await expect.soft(page.locator('.tile', { hasText: outcome })).toHaveText(`1 ${outcome}`);
  }
  await expect(page.locator('.tiles')).toContainText('6 steps in all');
});

for (const outcome of ['converged', 'failed', 'incomplete', 'interrupted'] as const) {
  test(`draws a run that ended as ${outcome}`, async () => {
    await openReport(record({ outcome }));
    await expect(page.locator('.verdict .badge')).toHaveText(outcome);
    await expect(page.locator('.verdict')).toContainText('acme.example · 2026-11-23 09:00 UTC · 1 min 30 s');
  });
}

for (const [what, change, says] of [
  [
    'that waits for an approval',
    { outcome: 'interrupted', awaitsApprovalOf: 2 },
    'It waits for an approval of step 2, Do 2. Once it is given, resume the run.',
  ],
  [
    'of which a step was left out',
    { outcome: 'incomplete', steps: [stepRecord(1, { outcome: 'skipped' }), stepRecord(2)] },
    'A person had 1 step left out; who and why stands under "Who intervened".',
  ],
  [
    'part of which a person did',
    {
      outcome: 'converged',
      sections: [sectionRecord({ outcome: 'done by hand' })],
      steps: [stepRecord(1, { outcome: 'already so' })],
    },
    'Everything is now as the runbook wants it, part of it by the hand of a person, and a fresh look at the org proved it.',
  ],
] as const) {
  test(`says what came of a run ${what}`, async () => {
    await openReport(record(change));
    await expect(page.locator('.verdict .says')).toHaveText(says);
    const text = summary(record(change));
    if (change.outcome === 'interrupted') expect(text).toContain('**It waits for an approval** of step 2, Do 2');
    if (change.outcome === 'incomplete') expect(text).toContain('Step 1, Do 1, was left out by a person');
  });
}

test('names the steps that carried each item of the guide', async () => {
  await openReport(
    record({
      steps: [
        stepRecord(1, { items: [1] }),
        stepRecord(2, { items: [1, 2], outcome: 'failed' }),
        stepRecord(3, { items: [] }),
      ],
    }),
  );
  await expect(page.locator('#item-1 td').last()).toHaveText('Step 1 changedStep 2 failed');
  await expect(page.locator('#item-2 td').last()).toHaveText('Step 2 failed');
  await expect(page.locator('#step-3 .meta')).toContainText('not in the guide');
  await expect(page.locator('#step-2 .meta a')).toHaveText(['1', '2']);
});

test('every anchor that is linked to is there', async () => {
  await openReport(record({ steps: [stepRecord(1, { deviations: ['Because.'] }), stepRecord(2)] }));
  const links = await page.locator('a[href^="#"]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
  expect(links.length).toBeGreaterThan(4);
  for (const link of links) await expect.soft(page.locator(`[id="${link.slice(1)}"]`), link).toHaveCount(1);
});

test('shows what was wanted, found, proved and remarked, and what differs from the guide', async () => {
  await openReport(
    record({
      steps: [
        stepRecord(1, {
          wanted: 'ops@acme.example',
          found: '(empty)',
          proved: 'ops@acme.example, kept',
          remark: 'Confirmed with OK.',
          deviations: ['The guide asks for another.'],
          exhibit: [['Token type', 'Bearer']],
        }),
      ],
    }),
  );
  const step = page.locator('#step-1');
  await expect(step.locator('.values')).toContainText('Wanted');
  for (const text of ['ops@acme.example', '(empty)', 'ops@acme.example, kept', 'Confirmed with OK.', 'Bearer']) {
    await expect.soft(step.getByText(text, { exact: true })).toBeVisible();
  }
  await expect(step.locator('.deviation')).toContainText('The guide asks for another.');
  await expect(page.locator('section:has(#happened) tr')).toHaveText('Step 1The guide asks for another.');
});

test('embeds its pictures and draws the frame over the field', async () => {
  const framed = capture({ frame: { x: 20, y: 10, width: 100, height: 50 }, sealed: true });
  await openReport(record({ steps: [stepRecord(1, { captures: [framed] })] }));
  const image = page.locator('#step-1 img');
  await expect(image).toHaveAttribute('src', /^data:image\/png;base64,/);
  expect(await image.evaluate((img) => (img instanceof HTMLImageElement ? img.naturalWidth : 0))).toBe(1);
  await expect(page.locator('#step-1 .frame')).toHaveAttribute(
    'style',
    'left:10.00%;top:10.00%;width:50.00%;height:50.00%',
  );
  await expect(page.locator('#step-1 summary')).toContainText('sealed');
  await expect(page.locator('#step-1 figcaption')).toContainText('All but headings:');
});

test('a picture of a boundary has the frame of each step that it serves, and says whose each is', async () => {
  const place = { y: 10, width: 50, height: 20 };
  const shared = (x: number, shows: 'before' | 'after') => capture({ shows, frame: { x, ...place } });
  await openReport(
    record({
      steps: [
        stepRecord(1, { captures: [shared(20, 'after')] }),
        stepRecord(2, { captures: [shared(100, 'before'), shared(100, 'after')] }),
      ],
      sections: [sectionRecord({ captures: [shared(150, 'after')] })],
    }),
  );
  const frames = page.locator('.frame');
  await expect(frames).toHaveText(['1', '2', '✓']);
  expect(await frames.evaluateAll((all) => all.map((each) => (each as HTMLElement).style.left))).toEqual([
    '10%',
    '50%',
    '75%',
  ]);
  await expect(page.locator('#step-1 .frame')).toHaveCount(3);
  const shows = page.locator('figcaption tr', { hasText: 'Shows' }).locator('div');
  await expect(shows).toHaveText([
    'Afterwards: step 1, Do 1',
    'Before: step 2, Do 2',
    'Afterwards: step 2, Do 2',
    'Afterwards: Create the app, looked at again',
  ]);
  await expect(page.locator('#step-2 .again')).toHaveCount(2);
});

test('shows how a section was looked at again, and its error', async () => {
  const proved = sectionRecord({ proved: 'the app Billing', captures: [capture()], exhibit: [['PKCE', 'on']] });
  const failed = sectionRecord({ title: 'Set the policies', outcome: 'failed', error: 'The org forgot.' });
  await openReport(record({ sections: [proved, failed], steps: [] }));
  await expect(page.locator('.proof')).toContainText('the app Billing');
  await expect(page.locator('.proof img')).toBeVisible();
  await expect(page.locator('.proof > .exhibit')).toContainText('PKCE');
  await expect(page.locator('section.part').last()).toContainText('The org forgot.');
});

test('tells of each challenge who answered it, from which mail and at which try', async () => {
  const notAnswered = challengeRecord({
    kind: 'push',
    outcome: 'not answered',
    by: undefined,
    mail: undefined,
    tries: 0,
  });
  await openReport(record({ challenges: [challengeRecord(), notAnswered] }));
  const rows = page.locator('.challenges tbody tr');
  await expect(rows).toHaveCount(2);
  const [first, second] = await rows.allInnerTexts();
  for (const text of ['09:00:05', 'reveal', 'mailbox robot@acme.example', 'INBOX, mail 4711', '2 tries', '3.2 s']) {
    expect(first).toContain(text);
  }
  expect(second).toMatch(/push.*nobody.*not answered/s);
});

test('says so where no challenge was met, nobody intervened and nothing stood in the way', async () => {
  await openReport(record({ outcome: 'converged' }));
  await expect(page.locator('.challenges')).toHaveCount(0);
  await expect(page.locator('section:has(#challenges)')).toContainText('The org asked for no proof.');
  await expect(page.locator('section:has(#interventions)')).toContainText('Nobody intervened');
  await expect(page.locator('section:has(#happened)')).toContainText('nothing stood in the way');
  await expect(page.locator('section:has(#audit)')).toContainText('It was not read');
});

test('shows hostile text as the text that it is, wherever it stands', async () => {
  const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script></style></title>'&amp;\${1}`;
  const texts = { title: hostile, error: hostile, exhibit: [[hostile, hostile]] as const, proved: hostile };
  await openReport({
    ...record(),
    run: {
      ...facts,
      id: hostile,
      runbook: { id: hostile, title: hostile, version: hostile, product: hostile },
      guide: { title: hostile, source: hostile, items: [{ item: 1, under: hostile, says: hostile }] },
      target: { url: `https://acme.example/${hostile}`, org: hostile, username: hostile, signedInBy: hostile },
      inputs: { [hostile]: hostile, list: [hostile] },
      sink: hostile,
      answerers: [hostile],
      tool: { version: hostile, node: hostile, browser: hostile, host: hostile },
    },
    challenges: [challengeRecord({ by: hostile, mail: { folder: hostile, uid: 1, written: '2026' } })],
    sections: [sectionRecord({ ...texts, captures: [capture({ url: hostile })] })],
    steps: [
      stepRecord(1, {
        ...{ says: hostile, what: hostile, verb: hostile, wanted: `${hostile}!`, found: hostile, remark: hostile },
        ...{ error: hostile, proved: hostile, exhibit: texts.exhibit, deviations: [hostile], section: hostile },
        captures: [capture({ url: hostile })],
      }),
    ],
  });
  expect(said).toEqual([]);
  expect(await page.locator('script, img:not([src^="data:image/png"]), [onerror]').count()).toBe(0);
  await expect(page.locator('h1')).toHaveText(hostile);
  const seen = (await page.locator('body').innerText()).split(hostile).length - 1;
  expect(seen).toBeGreaterThan(30);
});

test('shows the values of a step that was over in no time', async () => {
  await openReport(record({ steps: [stepRecord(1, { outcome: 'already so', ms: 0, found: 'admin@acme.example' })] }));
  await expect(page.locator('#step-1').getByText('admin@acme.example')).toBeVisible({ timeout: 100 });
});

test('tells sections of other scripts apart', async () => {
  await openReport(
    record({ sections: [sectionRecord({ title: '作成' }), sectionRecord({ title: '設定' })], steps: [] }),
  );
  const anchors = await page.locator('.part h2').evaluateAll((all) => all.map(({ id }) => id));
  expect(new Set(anchors).size).toBe(2);
});
