import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { tellJobPage } from '../../src/cli/job-summary.ts';
import { junit } from '../../src/evidence/report/junit.ts';
import { summary } from '../../src/evidence/report/summary.ts';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { closeWindows } from '../support/browser.ts';
import { fullRecord, withTexts } from './full-record.ts';
import { record, sectionRecord, stepRecord } from './records.ts';

/** What the shape of a record gives: a page cannot say it. */
const OURS = [
  'schema',
  'kind',
  'occasion',
  'outcome',
  'file',
  'shows',
  'at',
  'startedAt',
  'endedAt',
  'section',
  'title',
];
const HOSTILE =
  'a]]></testsuites><!-- "\'&amp; <b>x</b> | --- | \n\n# head\n- item\n> quote\n```\n[l](javascript:1) ![i](http://h/x) https://h/y @all :tada: $x$ ~~z~~ \u202e\u0000\ud800\uffff';

let browser: Browser;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));

interface Suite {
  readonly name: string | null;
  readonly tests: number;
  readonly failures: number;
  readonly skipped: number;
  readonly cases: readonly { readonly name: string | null; readonly inside: string | null }[];
}

/** Reads JUnit as a parser of XML does, which stops at the first thing that is not right. */
async function parsed(xml: string): Promise<readonly Suite[]> {
  const page = await browser.newPage();
  const suites = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'application/xml');
    const error = document.querySelector('parsererror');
    if (error) throw new Error(error.textContent ?? 'not XML');
    return [...document.querySelectorAll('testsuites > testsuite')].map((suite) => ({
      name: suite.getAttribute('name'),
      tests: Number(suite.getAttribute('tests')),
      failures: Number(suite.getAttribute('failures')),
      skipped: Number(suite.getAttribute('skipped')),
      cases: [...suite.querySelectorAll('testcase')].map((each) => ({
        name: each.getAttribute('name'),
        inside: each.firstElementChild?.outerHTML ?? null,
      })),
    }));
  }, xml);
  await page.close();
  return suites;
}

test('JUnit has a suite for each section and a case for each step', async () => {
  const [suite, ...more] = await parsed(junit(record({ sections: [sectionRecord({ proved: 'the app' })] })));
  expect(more).toEqual([]);
  expect(suite).toMatchObject({ name: 'Create the app', tests: 7, failures: 1, skipped: 2 });
  expect(suite?.cases.map(({ name }) => name)).toEqual([
    ...Array.from({ length: 6 }, (_, index) => `${index + 1}. Do ${index + 1}`),
    'Looked at again from a fresh page',
  ]);
  expect(suite?.cases[3]?.inside).toContain('<skipped message="skipped"');
  expect(suite?.cases[4]?.inside).toContain('<failure message="Step 5 failed; report.html has');
});

test('JUnit tells of a section that failed though its steps did not', async () => {
  const sections = [sectionRecord({ outcome: 'failed', error: 'The org forgot.' })];
  const [suite] = await parsed(junit(record({ sections, steps: [stepRecord(1)] })));
  expect(suite).toMatchObject({ tests: 2, failures: 1, skipped: 0 });
});

test('case 50: JUnit stays well formed and has none of what a page said was wrong', async () => {
  const failing = {
    ...fullRecord(),
    steps: [stepRecord(1, { outcome: 'failed', error: 'PAGE SAYS', found: 'FOUND' })],
  };
  expect(junit(failing)).not.toMatch(/PAGE SAYS|FOUND/);
  const suites = await parsed(junit(withTexts(failing, () => HOSTILE, OURS)));
  expect(suites).toHaveLength(1);
  expect(suites[0]?.cases).toHaveLength(2);
});

test('the summary tells what a job page has to tell', () => {
  const text = summary(fullRecord());
  for (const part of [
    '## ✅ Create an External Client App: converged',
    '| Create the app | ✅ changed | 6 changed |',
    '2 of 3 settings read back',
    'Deviation at step 2: The guide asks for another',
    '1 challenge; 1 intervention by somebody',
    'UNSIGNED',
    '`report.html`',
  ]) {
    expect.soft(text).toContain(part);
  }
  const failed = summary(record({ steps: [stepRecord(5, { outcome: 'failed', error: 'wanted a, found b' })] }));
  expect(failed).toContain('> **Step 5, Do 5:** wanted a, found b');
});

test('case 50: what a page says adds no line, tag, link or picture to the summary', () => {
  const quiet: RunRecord = {
    ...fullRecord(),
    steps: [stepRecord(1, { error: 'b', outcome: 'failed', deviations: ['c'] })],
  };
  const text = summary(withTexts(quiet, () => HOSTILE, OURS));
  const lines = text.split('\n');
  expect(lines).toHaveLength(summary(quiet).split('\n').length);
  const starts = (all: readonly string[]) => all.map((line) => /^(## |\*\*|\| |- |> |$)/.exec(line)?.[0]);
  expect(starts(lines)).toEqual(starts(summary(quiet).split('\n')));
  // Whatever could act stands behind a backslash, or as an entity.
  const ofPage = text
    .replaceAll(/\\[!-/:-@[-`{-~]|&#\d+;/g, '')
    .replaceAll(/^(## |\*\*|\| |- |> )|\*\*|`[\w.-]+`| \| | \|$|---/gm, '');
  expect(ofPage).not.toMatch(/[<>[\]`*_~@$!|#]|https?:/);
  expect(text).not.toMatch(/[\u202e\ud800\uffff]|(?!\n)\p{Cc}/u);
});

test.describe('the page of a CI job', () => {
  let base: string;
  test.beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'setupwright-job-'));
    await writeFile(join(base, 'summary.md'), '## Converged\n');
  });
  test.afterEach(() => rm(base, { recursive: true, force: true }));

  test('has the summary added to what is there', async () => {
    const page = join(base, 'page.md');
    await writeFile(page, 'before\n');
    expect(await tellJobPage(base, { GITHUB_STEP_SUMMARY: page })).toBeUndefined();
    expect(await readFile(page, 'utf8')).toBe('before\n## Converged\n\n');
  });

  test('is left alone where there is none, and its lack is told where it cannot be written', async () => {
    expect(await tellJobPage(base, {})).toBeUndefined();
    expect(await tellJobPage(base, { GITHUB_STEP_SUMMARY: join(base, 'nowhere', 'page.md') })).toContain('summary.md');
  });
});
