import type { Page } from 'playwright';

const MORE_TRIES = 3;

/** In pixels of a picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Width and height stand at fixed places of a PNG. */
export function sizeOf(png: Buffer): Size {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

/** A part of what the window shows, in CSS pixels. */
interface Clip extends Size {
  readonly x: number;
  readonly y: number;
}

/** What the window shows as a PNG with one pixel for each CSS pixel; never more than the window. */
export async function photograph(page: Page, how: { style?: string; clip?: Clip } = {}): Promise<Buffer> {
  for (let left = MORE_TRIES; ; left -= 1) {
    try {
      return await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css', ...how });
    } catch (error) {
      // On a busy machine Chromium now and then has no frame at hand; it has one a moment later.
      if (left === 0 || !/Unable to capture screenshot/.test(String(error))) throw error;
    }
  }
}
