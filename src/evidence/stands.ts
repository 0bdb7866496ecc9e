import type { Locator } from 'playwright';
import type { Capture } from '../engine/record.ts';

const PATIENCE = 2_000;
const AT_ONCE = 500;

type Box = NonNullable<Capture['frame']>;

/** Where a field stands in the window; undefined where it went away while the page changed: the picture alone still tells. */
export async function boxOf(field: Locator, { scroll }: { scroll: boolean }): Promise<Box | undefined> {
  try {
    if ((await field.count()) !== 1) return undefined;
    if (scroll) await field.evaluate(scrollToUpperPart, undefined, { timeout: PATIENCE });
    return (await field.boundingBox({ timeout: PATIENCE })) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Where a field stands, if all of it is in the window as it is scrolled now, and nothing lies over it. */
export async function boxInView(field: Locator): Promise<Box | undefined> {
  const box = await boxOf(field, { scroll: false });
  const { width, height } = field.page().viewportSize() ?? { width: 0, height: 0 };
  if (!box || box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height) return undefined;
  try {
    return (await field.evaluate(isOnTop, undefined, { timeout: AT_ONCE })) ? box : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs in the page. Clear of sticky headers and footers, and with room below: what comes next is to be seen, too, so
 * that one picture serves for several fields. A field that is too tall for that goes to the middle.
 */
function scrollToUpperPart(element: Element): void {
  element.scrollIntoView({ block: 'center', inline: 'nearest' });
  const { top, height } = element.getBoundingClientRect();
  const above = top - innerHeight * 0.3;
  if (above <= 0 || height > innerHeight / 2) return;
  const outside = (inner: Element) =>
    inner.assignedSlot ?? inner.parentElement ?? (inner.getRootNode() as ShadowRoot).host;
  for (let outer = outside(element); outer; outer = outside(outer)) {
    const scrolls = outer === document.scrollingElement || /auto|scroll/.test(getComputedStyle(outer).overflowY);
    if (!scrolls || outer.scrollHeight <= outer.clientHeight) continue;
    outer.scrollBy(0, above);
    break;
  }
}

/** Runs in the page. Is it hit in its middle, by itself or by what is part of it or holds it? */
function isOnTop(element: Element): boolean {
  const { x, y, width, height } = element.getBoundingClientRect();
  const root = element.getRootNode();
  const hit = (root instanceof ShadowRoot ? root : document).elementFromPoint(x + width / 2, y + height / 2);
  return hit !== null && (element.contains(hit) || hit.contains(element));
}
