import type { Page } from 'playwright';

const MORE_TRIES = 3;

/** In pixels of a picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of a picture: where its ending says what it is, width and height stand at fixed places of its bytes. */
export function sizeOf(picture: Buffer, type: PictureType): Size {
  if (type === 'png') return { width: picture.readUInt32BE(16), height: picture.readUInt32BE(20) };
  return { width: picture.readUIntLE(24, 3) + 1, height: picture.readUIntLE(27, 3) + 1 };
}

/** A part of what the window shows, in CSS pixels. */
interface Clip extends Size {
  readonly x: number;
  readonly y: number;
}

/** Both keep every pixel as it was. WebP needs a third less room; a PNG can be looked into without a browser. */
export type PictureType = 'png' | 'webp';

/** WebP of this quality is lossless in Chromium. */
const LOSSLESS = { type: 'webp', quality: 100 } as const;

/** What the window shows, with one pixel for each CSS pixel; never more than the window. */
export async function photograph(page: Page, how: How): Promise<Buffer> {
  const { type, ...more } = how;
  const options = { animations: 'disabled', caret: 'hide', scale: 'css', ...more } as const;
  for (let left = MORE_TRIES; ; left -= 1) {
    try {
      return await page.screenshot({ ...options, ...(type === 'webp' ? LOSSLESS : {}) });
    } catch (error) {
      // On a busy machine Chromium now and then has no frame at hand; it has one a moment later.
      if (left === 0 || !/Unable to capture screenshot/.test(String(error))) throw error;
    }
  }
}

/** How to take a picture. */
interface How {
  readonly type: PictureType;
  readonly style?: string;
  readonly clip?: Clip;
}
