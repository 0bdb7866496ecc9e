import type { Where } from '../engine/operator.ts';

const AT_ONCE = { timeout: 1_000 } as const;
/** How long the frame is drawn, in milliseconds; a picture of the page comes later, and must not have it. */
const SHOWN = 4_000;

/** Brings a page to the front and frames a field on it, for a moment. @returns what takes the frame away before that */
export async function showInPage({ page, frame }: Where): Promise<() => Promise<void>> {
  await page.bringToFront().catch(() => undefined);
  try {
    if (!frame) return async () => undefined;
    await frame.first().scrollIntoViewIfNeeded(AT_ONCE);
    const drawn = await frame.first().evaluateHandle(drawFrame, SHOWN, AT_ONCE);
    return () => drawn.evaluate((shown) => shown.remove()).catch(() => undefined);
  } catch {
    // What is to be shown is not there; its page is in front all the same.
    return async () => undefined;
  }
}

/** Runs in the page. The frame takes no click and no place. */
function drawFrame(element: Element, shown: number): HTMLElement {
  const { x, y, width, height } = element.getBoundingClientRect();
  const frame = element.ownerDocument.createElement('div');
  frame.setAttribute('aria-hidden', 'true');
  frame.style.cssText = `position:fixed;left:${x - 6}px;top:${y - 6}px;width:${width + 12}px;height:${height + 12}px;
    box-sizing:border-box;border:3px solid #d9480f;border-radius:6px;box-shadow:0 0 0 6px rgb(217 72 15 / .25);
    pointer-events:none;z-index:2147483647`;
  element.ownerDocument.documentElement.append(frame);
  setTimeout(() => frame.remove(), shown);
  return frame;
}
