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
  jpeg: ['JFIF', 'ICC_PROFILE', 'SOF', 'DHT', 'DQT', 'DRI', 'SOS', 'EOI'],
};
/** Parts of a JPEG by their markers: what draws the picture, ends it, or comments on it. */
const MARKERS: Readonly<Record<number, string>> = {
  ...{ 192: 'SOF', 193: 'SOF', 194: 'SOF', 196: 'DHT' },
  ...{ 217: 'EOI', 218: 'SOS', 219: 'DQT', 221: 'DRI', 254: 'COM' },
};
const [EOI, SOS, FIRST_APP, LAST_APP] = [0xd9, 0xda, 0xe0, 0xef];
/** Of the part by which a JPEG names itself; a longer one holds a small picture of its own. */
const JFIF_BYTES = 14;
const BEHIND = 'behind its end';

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'));
}

export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** A picture taken apart; undefined where bytes are none of a kind that is known. */
export function pictureIn(bytes: Buffer): Picture | undefined {
  if (isPng(bytes)) return partsOfPng(bytes);
  return isJpeg(bytes) ? partsOfJpeg(bytes) : undefined;
}

/** Why a picture may hold more than what is seen; undefined where it does not. */
export function whyNotOnlySeen(bytes: Buffer): string | undefined {
  const picture = pictureIn(bytes);
  if (!picture) return 'no picture of a known kind';
  const seen = isPng(bytes) ? SEEN.png : SEEN.jpeg;
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

function partsOfJpeg(bytes: Buffer): Picture {
  const parts: Part[] = [];
  for (let at = 2; at + 2 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff)
      return { parts: [...parts, { kind: 'not named', data: bytes.subarray(at) }], isWhole: false };
    // Any number of these may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === EOI) return { parts: [...parts, ...behind(bytes, at + 2)], isWhole: true };
    if (at + 4 > bytes.length) break;
    const end = at + 2 + Math.max(2, bytes.readUInt16BE(at + 2));
    const data = bytes.subarray(at + 4, end);
    parts.push({ kind: kindOf(marker, data), data });
    at = marker === SOS ? endOfScan(bytes, end) : end;
  }
  return { parts, isWhole: false };
}

/** The coded picture goes up to the next marker; a zero behind its sign, or a mark of a new beginning, is none. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== 0 && !(next !== undefined && next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function kindOf(marker: number, data: Buffer): string {
  const named = MARKERS[marker];
  if (named !== undefined) return named;
  if (marker < FIRST_APP || marker > LAST_APP) return 'not named';
  if (marker === FIRST_APP && startsWith(data, 'JFIF\0') && data.length === JFIF_BYTES) return 'JFIF';
  if (marker === FIRST_APP + 2 && startsWith(data, 'ICC_PROFILE\0')) return 'ICC_PROFILE';
  return `APP${marker - FIRST_APP}`;
}

function startsWith(data: Buffer, text: string): boolean {
  return data.toString('latin1', 0, text.length) === text;
}

function behind(bytes: Buffer, end: number): Part[] {
  return end < bytes.length ? [{ kind: BEHIND, data: bytes.subarray(end) }] : [];
}

function printable(kind: string): string {
  return /^[A-Za-z]{3,4}\d{0,2}$/.test(kind) ? kind : 'not named';
}
