import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { printReport } from '../../src/cli/report-pdf.ts';
import { fullRecord } from '../evidence/full-record.ts';
import { writeReport } from '../evidence/report-page.ts';
import { launchBrowser } from '../support/browser.ts';
import { areEdges, pixelsApart } from './compare-runs.ts';
import { isPrintOf } from './printed-anew.ts';

test('a digit of small print that differs is seen, the edges of four corners are not', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 300, height: 90 } });
    const picture = async (text: string, corner: string) => {
      await page.setContent(
        `<p style="font: 12px sans-serif">${text} characters</p><b style="display: block; width: 40px; height: 30px; background: #06c; border-radius: ${corner}">`,
      );
      return page.screenshot({ type: 'png' });
    };
    const apart = async (one: readonly [string, string], other: readonly [string, string]) =>
      pixelsApart(await picture(...one), await picture(...other));
    for (const [one, other] of ['12', '14', '1', '7', '8', '9'].map((text, at, all) => [text, all[at - 1] ?? '9'])) {
      expect(areEdges(await apart([one ?? '', '4px'], [other ?? '', '4px'])), `${one} beside ${other}`).toBe(false);
    }
    const edges = await apart(['12', '4px'], ['12', '3.6px']);
    expect(edges.length).toBeGreaterThan(3);
    expect(areEdges(edges)).toBe(true);
  } finally {
    await browser.close();
  }
});

test('a printed report is known as the print of its page, and by whatever else it tells', async () => {
  const base = await mkdtemp(join(tmpdir(), 'setupwright-compare-'));
  try {
    const folder = await writeReport(join(base, 'run'), fullRecord());
    await printReport(folder, { runId: 'run-1', asked: process.env['SETUPWRIGHT_BROWSER'] });
    const [pdf, page] = await Promise.all(
      ['report.pdf', 'report.html'].map((name) => readFile(join(folder.path, name))),
    );
    if (!pdf || !page) throw new Error('Nothing was printed');
    expect(await isPrintOf(pdf, page, 'run-1')).toBe(true);
    expect(await isPrintOf(pdf, page, 'run-14'), 'one letter in the margin').toBe(false);
    expect(await isPrintOf(Buffer.concat([pdf, Buffer.from('%14')]), page, 'run-1'), 'behind its end').toBe(false);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
});
