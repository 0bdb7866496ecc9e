import type { Locator, Page } from 'playwright';
import type { Camera, Shot } from '../engine/camera.ts';
import type { Capture } from '../engine/record.ts';
import type { Seal } from '../runbook/move.ts';
import type { RunFolder } from './run-folder.ts';

const FRAME_PATIENCE = 2_000;
const MORE_TRIES = 3;

/** Takes pictures into a run's folder. The frame is kept as numbers and drawn by the report: the pixels stay as seen. */
export function camera(folder: RunFolder): Camera {
  let taken = 0;
  return {
    take: async ({ page, frame, seal, shows, of }: Shot): Promise<Capture> => {
      taken += 1;
      const box = frame && (await boxOf(frame));
      const png = await photograph(page, seal);
      const place = 'step' in of ? `step-${pad(of.step)}` : `section-${of.section}`;
      const file = `${pad(taken)}-${place}-${shows}.png`;
      await folder.picture(file, png);
      const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
      const at = new Date().toISOString();
      return { file, shows, at, url: withoutQuery(page.url()), width, height, frame: box, sealed: seal && true };
    },
  };
}

/** A seal is an allow-list: what it does not name is hidden, so that nothing unforeseen can be seen. */
async function photograph(page: Page, seal: Seal | undefined): Promise<Buffer> {
  for (let left = MORE_TRIES; ; left -= 1) {
    try {
      return await page.screenshot({
        animations: 'disabled',
        caret: 'hide',
        ...(seal ? { style: sealingStyle(seal) } : {}),
      });
    } catch (error) {
      // On a busy machine Chromium now and then has no frame at hand; it has one a moment later.
      if (left === 0 || !/Unable to capture screenshot/.test(String(error))) throw error;
    }
  }
}

/** Outweighs whatever a page says by ids and classes; only an inline `!important` weighs more. */
const WEIGHT = ':not(#\\#):not(#\\#):not(#\\#)';
/** What shows a value of its own, even inside a label. */
const VALUES = 'input, textarea, select, option, output, canvas, img, svg, picture, video, object, embed, iframe';

function sealingStyle({ allow }: Seal): string {
  const everything = ['', '::before', '::after', '::marker', '::backdrop']
    .map((part) => `*${WEIGHT}${part}`)
    .join(', ');
  const shown = allow
    .flatMap((selector) => [selector, `${selector} *`])
    .map((selector) => `:is(${selector}):not(${VALUES})${WEIGHT}${WEIGHT}`)
    .join(', ');
  return `${everything} { visibility: hidden !important; background: none !important; transition: none !important }
    :root${WEIGHT}${WEIGHT} { background: #fff !important }
    ${shown} { visibility: visible !important; color: #181818 !important }`;
}

/** Where the field stands, scrolled to the middle so that no sticky footer covers it. */
async function boxOf(frame: Locator): Promise<Capture['frame']> {
  try {
    await frame.evaluate((element) => element.scrollIntoView({ block: 'center', inline: 'nearest' }), undefined, {
      timeout: FRAME_PATIENCE,
    });
    return (await frame.boundingBox({ timeout: FRAME_PATIENCE })) ?? undefined;
  } catch {
    // The field went away while the page changed; the picture alone still tells.
    return undefined;
  }
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return url.origin === 'null' ? url.protocol : `${url.origin}${url.pathname}`;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
