import { inflated, type Packed } from './inside.ts';
import { pictureIn } from './pictures.ts';

/**
 * What a picture says besides what is seen: its texts, profiles, notes of a camera, and what stands behind its end, each
 * unpacked; undefined in the place of one that cannot be unpacked.
 */
export function textsIn(picture: Buffer): Packed {
  const { parts = [] } = pictureIn(picture) ?? {};
  return parts.filter(({ kind }) => !DRAWS.includes(kind)).map(({ kind, data }) => (TEXT_OF[kind] ?? whole)(data));
}

/** Parts that only draw. */
const DRAWS: readonly string[] = [
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'pHYs', 'sBIT', 'bKGD'],
  ...['VP8X', 'VP8L'],
];
const whole = (data: Buffer): Buffer | undefined => data;

/** Parts that are packed: behind a name that ends with a zero, and in one kind behind two more texts. */
const TEXT_OF: Readonly<Record<string, (data: Buffer) => Buffer | undefined>> = {
  iCCP: (data) => named(data, inflated(data.subarray(afterZero(data) + 1))),
  zTXt: (data) => named(data, inflated(data.subarray(afterZero(data) + 1))),
  iTXt: (data) => {
    const flag = afterZero(data);
    if (data[flag] !== 1) return data;
    const text = afterZero(data, afterZero(data, flag + 2));
    return named(data.subarray(0, text), inflated(data.subarray(text)));
  },
};

/** The text together with what stands before it. */
function named(data: Buffer, text: Buffer | undefined): Buffer | undefined {
  return text && Buffer.concat([data.subarray(0, afterZero(data)), text]);
}

function afterZero(data: Buffer, from = 0): number {
  const at = data.indexOf(0, from);
  return at < 0 ? data.length : at + 1;
}
