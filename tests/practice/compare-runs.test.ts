import { expect, test } from '@playwright/test';
import { launchBrowser } from '../support/browser.ts';
import { areEdges, pixelsApart } from './compare-runs.ts';

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
