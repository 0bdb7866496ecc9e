/** A part of a picture, as its format parts it. */
interface Part {
  /** What the format calls it, or `behind its end`. */
  readonly kind: string;
  readonly data: Buffer;
}

/** A picture taken apart. */
export interface Picture {
  readonly parts: readonly Part[];
  /** Whether it comes to its end. */
  readonly isWhole: boolean;
}

/** What pictures are made of. Texts, times and all else that a picture may carry are none of a capture's. */
const SEEN = {
  png: ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'pHYs', 'sBIT', 'bKGD'],
  webp: ['VP8X', 'ICCP', 'VP8L'],
};
const BEHIND = 'behind its end';

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'));
}

/** Of a WebP its first sixteen bytes tell. */
export function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
}

/** A picture taken apart; undefined where bytes are none of a kind that is known. */
export function pictureIn(bytes: Buffer): Picture | undefined {
  if (isPng(bytes)) return partsOfPng(bytes);
  return isWebp(bytes) ? partsOfWebp(bytes) : undefined;
}

/** Why a picture may hold more than what is seen; undefined where it does not. */
export function whyNotOnlySeen(bytes: Buffer): string | undefined {
  const picture = pictureIn(bytes);
  if (!picture) return 'no picture of a known kind';
  const seen = isPng(bytes) ? SEEN.png : SEEN.webp;
  const more = picture.parts.find(({ kind }) => !seen.includes(kind) && kind !== BEHIND);
  if (more) return `a picture that carries more than is seen (${printable(more.kind)})`;
  if (!picture.isWhole) return 'a picture that is cut short';
  return picture.parts.some(({ kind }) => kind === BEHIND) ? 'a picture with something behind its end' : undefined;
}

function partsOfPng(bytes: Buffer): Picture {
  const parts: Part[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + length;
    parts.push({ kind, data: bytes.subarray(at + 8, end - 4) });
    at = end;
    if (kind === 'IEND' && end <= bytes.length) return { parts: [...parts, ...behind(bytes, end)], isWhole: true };
  }
  return { parts, isWhole: false };
}

function partsOfWebp(bytes: Buffer): Picture {
  const parts: Part[] = [];
  const end = 8 + bytes.readUInt32LE(4);
  for (let at = 12; at + 8 <= Math.min(end, bytes.length); ) {
    const length = bytes.readUInt32LE(at + 4);
    parts.push({ kind: bytes.toString('latin1', at, at + 4).trimEnd(), data: bytes.subarray(at + 8, at + 8 + length) });
    // Parts begin at even places.
    at += 8 + length + (length % 2);
    if (at === end && end <= bytes.length) return { parts: [...parts, ...behind(bytes, end)], isWhole: true };
  }
  return { parts, isWhole: false };
}

function behind(bytes: Buffer, end: number): Part[] {
  return end < bytes.length ? [{ kind: BEHIND, data: bytes.subarray(end) }] : [];
}

function printable(kind: string): string {
  return /^[A-Za-z]{3,4}$/.test(kind) ? kind : 'not named';
}
