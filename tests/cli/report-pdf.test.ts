import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { printReport } from '../../src/cli/report-pdf.ts';
import { fullRecord } from '../evidence/full-record.ts';
import { writeReport } from '../evidence/report-page.ts';
import { launchBrowser } from '../support/browser.ts';

let base: string;
test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-pdf-'));
});
test.afterEach(() => rm(base, { recursive: true, force: true }));

const asked = process.env['SETUPWRIGHT_BROWSER'];

test('case 57: the report is printed whole, what is folded too, for its owner alone', async () => {
  const folder = await writeReport(join(base, 'run'), fullRecord());
  expect(await printReport(folder, { runId: 'run-1', asked })).toBeUndefined();
  const file = join(folder.path, 'report.pdf');
  const pdf = await readFile(file, 'latin1');
  expect(pdf.slice(0, 5)).toBe('%PDF-');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(pdf).toMatch(/\/StructTreeRoot/);
  const text = textOf(file);
  test.skip(text === undefined, 'There is no pdftotext (poppler-utils) to read it with.');
  for (const part of ['Access number 28', 'SHA-256', 'How to verify', 'By another.', 'setupwright, run run-1']) {
    expect.soft(text).toContain(part);
  }
});

test('case 57: on paper stands every word that the report has on a screen', async () => {
  const folder = await writeReport(join(base, 'run'), fullRecord());
  await printReport(folder, { runId: 'run-1', asked });
  const text = textOf(join(folder.path, 'report.pdf'));
  test.skip(text === undefined, 'There is no pdftotext (poppler-utils) to read it with.');
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder.path, 'report.html')).href);
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll('details')) folded.open = true;
    });
    const words = new Set((await page.locator('main').innerText()).match(/[\p{L}\p{N}]{2,}/gu));
    expect(words.size).toBeGreaterThan(200);
    // A long value is broken between two lines, and a table may be set in other columns.
    const whole = text?.replace(/\s+/g, '').toLowerCase() ?? '';
    expect([...words].filter((word) => !whole.includes(word.toLowerCase()))).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('case 57: no page of it is blank, and nothing is cut off at its edge', async () => {
  const folder = await writeReport(join(base, 'run'), fullRecord());
  await printReport(folder, { runId: 'run-1', asked });
  const pages = await pagesOf(join(folder.path, 'report.pdf'), join(base, 'page'));
  test.skip(pages === undefined, 'There is no pdftoppm (poppler-utils) to draw it with.');
  expect(pages?.length).toBeGreaterThan(2);
  for (const [n, { width, height, data }] of pages?.entries() ?? []) {
    const isDark = (x: number, y: number) => (data[(y * width + x) * 4] ?? 255) < 200;
    const columns = Array.from({ length: width }, (_, x) => Array.from({ length: height }, (_, y) => isDark(x, y)));
    const dark = columns.map((column) => column.filter(Boolean).length);
    expect(
      dark.reduce((sum, count) => sum + count, 0),
      `page ${n + 1} is not blank`,
    ).toBeGreaterThan(width);
    const edge = Math.round(width * 0.02);
    expect(
      [...dark.slice(0, edge), ...dark.slice(-edge)].every((count) => count === 0),
      `edges of page ${n + 1}`,
    ).toBe(true);
  }
});

test('where it cannot be printed that is said, and the record is left alone', async () => {
  const folder = await writeReport(join(base, 'run'), fullRecord());
  const trouble = await printReport(folder, { runId: 'run-1', asked: join(base, 'no-browser') });
  expect(trouble?.message).toMatch(/browser/i);
  await expect(stat(join(folder.path, 'report.pdf'))).rejects.toThrow('ENOENT');
});

/** Each page as a picture; undefined where nothing can draw it. */
async function pagesOf(file: string, to: string): Promise<readonly PNG[] | undefined> {
  try {
    execFileSync('pdftoppm', ['-r', '40', '-png', file, to]);
  } catch {
    return undefined;
  }
  const names = (await readdir(dirname(to))).filter((name) => name.startsWith(basename(to)) && name.endsWith('.png'));
  return Promise.all(names.sort().map(async (name) => PNG.sync.read(await readFile(join(dirname(to), name)))));
}

function textOf(file: string): string | undefined {
  try {
    return execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}
