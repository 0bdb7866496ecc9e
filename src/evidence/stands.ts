import type { ElementHandle, Locator } from 'playwright';
import type { Capture } from '../engine/record.ts';

type Box = NonNullable<Capture['frame']>;

/** How often a field is looked for again that is drawn anew under the look. */
const MORE_TRIES = 2;

/** How a field is looked at: scrolled into view first, or counted only where all of it is seen as the page is now. */
interface Look {
  readonly scroll: boolean;
  readonly inView: boolean;
}

/**
 * A field where it was found, which is not looked for again: that takes several times as long as a look at it (measured).
 * Another that has taken its place since is not it.
 */
export interface Standing {
  readonly box: Box;
  /** Where it stands by now, not scrolled to; undefined where it is gone. */
  now(): Promise<Box | undefined>;
}

/** Where a field stands in the window; undefined where it went away while the page changed: the picture alone still tells. */
export function standingOf(field: Locator, { scroll }: { scroll: boolean }): Promise<Standing | undefined> {
  return found(field, { scroll, inView: false });
}

/** Where a field stands, if all of it is in the window as it is scrolled now, and nothing lies over it. */
export function standingInView(field: Locator): Promise<Standing | undefined> {
  return found(field, { scroll: false, inView: true });
}

/** Without a wait: it is asked for every picture. Looked for again only where it is drawn anew under the look. */
async function found(field: Locator, look: Look): Promise<Standing | undefined> {
  for (let left = MORE_TRIES; ; left -= 1) {
    const seen = await foundOnce(field, look).catch(() => 'drawn anew' as const);
    if (seen !== 'drawn anew') return seen;
    if (left === 0) return undefined;
  }
}

/** Undefined where there is not one such field. */
async function foundOnce(field: Locator, look: Look): Promise<Standing | 'drawn anew' | undefined> {
  const [element, ...more] = await field.elementHandles();
  if (!element || more.length > 0) return undefined;
  const box = await boxOf(element, look);
  if (!box) return (await element.evaluate((node) => node.isConnected)) ? undefined : 'drawn anew';
  return { box, now: () => boxOf(element, { scroll: false, inView: false }).catch(() => undefined) };
}

async function boxOf(element: ElementHandle, look: Look): Promise<Box | undefined> {
  const seen = await element.evaluate(lookAt, look);
  if (!seen?.inFrame) return seen?.box;
  // A frame stands in the window itself, by an offset that its own page does not know; whether all of it is seen, too.
  return look.inView ? undefined : ((await element.boundingBox()) ?? undefined);
}

/** Runs in the page. Undefined where the element is not shown, or not in view. */
function lookAt(node: Node, { scroll, inView }: Look) {
  const element = node as Element;
  if (!element.checkVisibility({ visibilityProperty: true })) return undefined;
  if (scroll) scrollToUpperPart(element);
  const { x, y, width, height } = element.getBoundingClientRect();
  if (width === 0 && height === 0) return undefined;
  const inFrame = window !== window.top;
  if (inView) {
    if (x < 0 || y < 0 || x + width > innerWidth || y + height > innerHeight || !isOnTop()) return undefined;
  }
  return { box: { x, y, width, height }, inFrame };

  /**
   * Clear of sticky headers and footers, and with room below: what comes next is to be seen, too, so that one picture
   * serves for several fields. A field that is too tall for that goes to the middle.
   */
  function scrollToUpperPart(shown: Element): void {
    shown.scrollIntoView({ block: 'center', inline: 'nearest' });
    const place = shown.getBoundingClientRect();
    const above = place.top - innerHeight * 0.3;
    if (above <= 0 || place.height > innerHeight / 2) return;
    const outside = (inner: Element) =>
      inner.assignedSlot ?? inner.parentElement ?? (inner.getRootNode() as ShadowRoot).host;
    for (let outer = outside(shown); outer; outer = outside(outer)) {
      const scrolls = outer === document.scrollingElement || /auto|scroll/.test(getComputedStyle(outer).overflowY);
      if (!scrolls || outer.scrollHeight <= outer.clientHeight) continue;
      outer.scrollBy(0, above);
      break;
    }
  }

  /** Is it hit in its middle, by itself or by what is part of it or holds it? */
  function isOnTop(): boolean {
    const root = element.getRootNode();
    const hit = (root instanceof ShadowRoot ? root : document).elementFromPoint(x + width / 2, y + height / 2);
    return hit !== null && (element.contains(hit) || hit.contains(element));
  }
}
