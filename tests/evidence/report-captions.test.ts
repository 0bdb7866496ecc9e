import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import runbook from '../../runbooks/external-client-app/runbook.ts';
import { onPaper } from '../../src/cli/on-paper.ts';
import { outline } from '../../src/engine/run.ts';
import { orgInWords } from '../../src/evidence/report/picture.ts';
import { closeWindows } from '../support/browser.ts';
import { fullRecord } from './full-record.ts';
import { facts, OUTCOMES, record, sectionRecord, stepRecord } from './records.ts';
import { openReport } from './report-page.ts';

let browser: Browser;
let base: string;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-captions-'));
});
test.afterEach(() => rm(base, { recursive: true, force: true }));

test('case 59: every picture has time, address, org, user, step and hash in its caption', async () => {
  const page = await browser.newPage();
  const run = fullRecord(5);
  await openReport(page, base, {
    ...run,
    run: {
      ...run.run,
      runbook: { ...run.run.runbook, sha256: 'b'.repeat(64) },
      target: { ...run.run.target, orgName: 'Acme', sandbox: true, instance: 'USA10', userId: '005000000000001' },
      tool: { ...run.run.tool, commit: 'abc1234', user: 'grace' },
    },
    steps: run.steps.map((step) => ({
      ...step,
      captures: step.captures.map((each) => ({ ...each, orgDate: '2026-11-23T09:01:01.000Z', title: 'Manager' })),
    })),
  });
  const captions = await page.locator('figcaption').evaluateAll((all) =>
    all.map((caption) => ({
      head: caption.querySelector('summary')?.textContent ?? '',
      rows: Object.fromEntries(
        [...caption.querySelectorAll('tr')].map((row) => [row.cells[0]?.textContent, row.cells[1]?.textContent]),
      ),
    })),
  );
  expect(captions).toHaveLength(6);
  for (const [index, { head, rows }] of captions.entries()) {
    expect(head).toContain(`Picture ${index + 1} of 6`);
    expect(rows['Time']).toBe('2026-11-23 09:00:00 UTC');
    expect(rows['Local time']).toMatch(/2026/);
    expect(rows['URL, no query']).toBe('https://acme.example/setup');
    expect(rows['Org']).toBe('Acme, 00D000000000001, sandbox, on USA10');
    expect(rows['User']).toBe('admin@acme.example (005000000000001)');
    expect(rows['Its compiled files']).toBe('b'.repeat(64));
    expect(rows['Tool']).toBe('setupwright 0.1.0, commit abc1234, by grace');
    expect(rows['Runbook']).toBe('external-client-app 1, run run-1');
    expect(rows['Browser']).toBe('Chromium 1, 200 × 100 pixels, on here');
    expect(rows['SHA-256']).toMatch(/^[0-9a-f]{64}$/);
    expect(rows['Hidden']).toContain('Nothing.');
    expect(rows['Shows']).toBe(
      index < 5 ? `Afterwards: step ${index + 1}, Do ${index + 1}` : 'Afterwards: Create the app, looked at again',
    );
    expect(rows['Page title']).toBe(index < 5 ? 'Manager' : 'Setup');
    expect(rows["The org's time"]).toBe(index < 5 ? '2026-11-23 09:01:01 UTC, with its last answer' : 'not told');
  }
  await page.close();
});

test('case 59: what kind of org it is stands in words, as far as it said so', () => {
  const { target } = facts;
  const org = '00D000000000001';
  for (const [more, words] of [
    [{ kind: 'production org', sandbox: false, edition: 'Enterprise Edition' }, 'production org, Enterprise Edition'],
    [{ kind: 'sandbox', sandbox: true, edition: 'Enterprise Edition' }, 'sandbox, Enterprise Edition'],
    [{ kind: 'Developer Edition', sandbox: false, edition: 'Developer Edition' }, 'Developer Edition'],
    [{ kind: 'production org' }, 'production org, by its host'],
    [{}, 'it did not say of which kind'],
  ] as const) {
    expect(orgInWords({ ...target, org, ...more })).toBe(`${org}, ${words}`);
  }
});

test('case 58: every item of the guide and every step has its entry, however the steps ended', async () => {
  const page = await browser.newPage();
  const paper = onPaper({ url: 'https://acme.example', username: 'admin@acme.example' });
  const sections = runbook.sections(runbook.inputs.parse({ contactEmail: 'ops@acme.example' }), paper);
  const steps = outline(sections).map((step, index) =>
    stepRecord(step.n, { ...step, outcome: OUTCOMES[index % OUTCOMES.length] ?? 'skipped' }),
  );
  await openReport(page, base, {
    ...record({ steps, sections: sections.map(({ title }) => sectionRecord({ title })) }),
    run: { ...facts, guide: runbook.guide },
  });
  const rows = page.locator('.items tbody tr[id]');
  await expect(rows).toHaveCount(runbook.guide.items.length);
  for (const { item } of runbook.guide.items) {
    const carriers = steps.filter(({ items }) => items.includes(item));
    expect(carriers.length, `item ${item}`).toBeGreaterThan(0);
    await expect(page.locator(`#item-${item} .badge`)).toHaveText(carriers.map(({ outcome }) => outcome));
  }
  await expect(page.locator('article.step')).toHaveCount(steps.length);
  await expect(page.locator('.contents ol a')).toHaveCount(steps.length);
  await page.close();
});
