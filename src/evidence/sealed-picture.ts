import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright';
import { PNG } from 'pngjs';
import type { Seal } from '../runbook/move.ts';
import { isOfWords } from '../runbook/of-words.ts';
import { photograph, type Size, sizeOf } from './photograph.ts';

const TRIES = 3;
/** Glyphs may reach over the edge of their box by this, in pixels. */
const MARGIN = 2;

/** A sealed picture that was proved to show nothing but what its seal allows, or why there is none. */
export type SealedPicture =
  | { readonly picture: Buffer; readonly note?: string | undefined }
  | { readonly rejected: string };

/**
 * Takes a picture in which all but the allowed headings is hidden, and proves it: with everything hidden no pixel
 * differs where they stand, outside their boxes all is of one colour, the boxes stood still meanwhile, and their text
 * holds no known secret and nothing that might be one that is not known yet. A picture that does not pass is thrown
 * away; after some tries there is none.
 * @param holdsSecret does this text hold a secret that is known by now?
 */
export async function sealedPicture(
  page: Page,
  seal: Seal,
  holdsSecret: (text: string) => boolean,
): Promise<SealedPicture> {
  let why: Rejection = 'what was allowed to be seen moved meanwhile';
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const before = await allowedOn(page, seal);
    // Another look would find it there again.
    if (holdsSecret(before.texts.join('\n'))) return rejected('what was allowed to be seen holds a secret');
    if (!before.texts.every(isOfWords)) return rejected('what was allowed to be seen is not made of words alone');
    if (before.more) return rejected('what was allowed to be seen shows more than its text');
    const png = await photograph(page, { type: 'png', style: sealingStyle(seal) });
    if (!isBlankBut(before.boxes, png)) why = 'something was seen that is not allowed to be';
    else if (!(await isBlankWhenAllIsHidden(page, before.boxes, sizeOf(png, 'png'))))
      why = 'something lay over what is allowed to be seen';
    else if (!isDeepStrictEqual(await allowedOn(page, seal), before))
      why = 'what was allowed to be seen moved meanwhile';
    else return tries === 1 ? { picture: png } : { picture: png, note: `Taken again (${tries}): before, ${why}.` };
  }
  return rejected(why);
}

type Rejection =
  | 'what was allowed to be seen holds a secret'
  | 'what was allowed to be seen is not made of words alone'
  | 'what was allowed to be seen shows more than its text'
  | 'something was seen that is not allowed to be'
  | 'something lay over what is allowed to be seen'
  | 'what was allowed to be seen moved meanwhile';

function rejected(why: Rejection): SealedPicture {
  return { rejected: `No picture of this sealed page was kept: ${why}.` };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of a page is allowed to be seen. */
interface Allowed {
  readonly boxes: readonly Box[];
  /** What each part says. */
  readonly texts: readonly string[];
  /** Whether a part shows what its text does not say. */
  readonly more: boolean;
}

/** Where the text of the allowed parts stands, and what it says. Open shadow trees are looked into, frames stay hidden whole. */
async function allowedOn(page: Page, { allow }: Seal): Promise<Allowed> {
  const parts = await page.locator(allow.join(', ')).evaluateAll((elements) =>
    elements.map((element) => {
      // Of its text alone: what else it shows, as a tree of its own that cannot be looked into, may be anything.
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const boxes: DOMRect[] = [];
      while (texts.nextNode()) {
        const inside = document.createRange();
        inside.selectNodeContents(texts.currentNode);
        boxes.push(...inside.getClientRects());
      }
      return {
        boxes: boxes.map(({ x, y, width, height }) => ({ x, y, width, height })),
        text: element.textContent ?? '',
        // A tree of its own, or a picture in place of its content, shows what its text does not say.
        more: [element, ...element.querySelectorAll('*')].some(
          (each) => each.shadowRoot !== null || getComputedStyle(each).content !== 'normal',
        ),
      };
    }),
  );
  return {
    boxes: parts.flatMap(({ boxes }) => boxes),
    texts: parts.map(({ text }) => text),
    more: parts.some(({ more }) => more),
  };
}

/** Is every pixel outside the boxes of the one colour that the seal paints? */
function isBlankBut(boxes: readonly Box[], picture: Buffer): boolean {
  const { width, height, data } = PNG.sync.read(picture);
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const isAllowed = (x: number, y: number) =>
    boxes.some(
      (box) =>
        x >= box.x - MARGIN && x < box.x + box.width + MARGIN && y >= box.y - MARGIN && y < box.y + box.height + MARGIN,
    );
  for (let at = 0; at < pixels.length; at += 1) {
    if (pixels[at] !== WHITE && !isAllowed(at % width, Math.floor(at / width))) return false;
  }
  return true;
}

const WHITE = 0xff_ff_ff_ff;

/** What shows itself in spite of the seal may do so right over a heading: with the headings hidden as well it is seen. */
async function isBlankWhenAllIsHidden(page: Page, boxes: readonly Box[], { width, height }: Size): Promise<boolean> {
  const left = Math.max(0, Math.floor(Math.min(...boxes.map(({ x }) => x)) - MARGIN));
  const top = Math.max(0, Math.floor(Math.min(...boxes.map(({ y }) => y)) - MARGIN));
  const right = Math.min(width, Math.ceil(Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN));
  const bottom = Math.min(height, Math.ceil(Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN));
  // Nothing that is allowed stands in the window.
  if (boxes.length === 0 || right <= left || bottom <= top) return true;
  const clip = { x: left, y: top, width: right - left, height: bottom - top };
  return isBlankBut([], await photograph(page, { type: 'png', style: sealingStyle({ allow: [] }), clip }));
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
  return `${everything} { visibility: hidden !important; background: none !important; transition: none !important;
      text-shadow: none !important; box-shadow: none !important; outline: none !important;
      border-color: #fff !important; border-image: none !important; mask: none !important; -webkit-box-reflect: none !important;
      scrollbar-color: #fff #fff !important }
    :root${WEIGHT}${WEIGHT} { background: #fff !important }
    ${shown ? `${shown} { visibility: visible !important; color: #181818 !important }` : ''}`;
}
