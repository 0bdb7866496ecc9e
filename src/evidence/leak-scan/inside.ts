import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { isPng, isWebp } from './pictures.ts';

/** More is not unpacked of one member, in bytes: what is larger is none of ours. */
const MOST_UNPACKED = 64_000_000;
/** Of a text in Base64 that is shorter nothing is worth unpacking. */
const BASE64 = /[A-Za-z0-9+/]{64,}={0,2}/g;
const LIMIT = { maxOutputLength: MOST_UNPACKED };
/** How a member of a zip is packed: not at all, or by deflate. */
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** What is packed in something: each part unpacked, or undefined in the place of one that cannot be unpacked. */
export type Packed = readonly (Buffer | undefined)[];

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
const isZip = (bytes: Buffer) => bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';

export function isPdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-';
}

/** What is packed in bytes, and the rest of them: of a PDF without what deflate has packed, which is no text as it lies there. */
export interface Opened {
  readonly rest: Buffer;
  readonly packed: Packed;
}

/** What is packed in bytes: the content of a gzip, the members of a zip, the streams of a PDF but for its pictures. */
export function opened(bytes: Buffer): Opened {
  if (isPdf(bytes)) return streamsOfPdf(bytes);
  if (isGzip(bytes)) return { rest: bytes, packed: [unpacked(() => gunzipSync(bytes, LIMIT))] };
  return { rest: bytes, packed: isZip(bytes) ? membersOfZip(bytes) : [] };
}

/** What zlib has packed, as parts of a picture are; undefined where it cannot be unpacked. */
export function inflated(bytes: Buffer): Buffer | undefined {
  return unpacked(() => inflateSync(bytes, LIMIT));
}

/** A text without what is packed in it as Base64 (pictures, gzip, zip), and that as bytes. */
export function withoutPacked(text: string): { readonly rest: string; readonly packed: readonly Buffer[] } {
  const packed: Buffer[] = [];
  const rest = text.replace(BASE64, (run) => {
    const start = Buffer.from(run.slice(0, 16), 'base64');
    if (!isPng(start) && !isWebp(start) && !isGzip(start) && !isZip(start)) return run;
    packed.push(Buffer.from(run, 'base64'));
    return '';
  });
  return { rest, packed };
}

/** By their own headers: a table of contents may leave members out. */
function membersOfZip(bytes: Buffer): Packed {
  const members: (Buffer | undefined)[] = [];
  for (
    let at = bytes.indexOf('PK\u0003\u0004', 0, 'latin1');
    at >= 0;
    at = bytes.indexOf('PK\u0003\u0004', at + 4, 'latin1')
  ) {
    if (at + 30 > bytes.length) return [...members, undefined];
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const way = bytes.readUInt16LE(at + 8);
    const isShut = (bytes.readUInt16LE(at + 6) & ENCRYPTED) !== 0 || (way !== STORED && way !== DEFLATED);
    if (isShut) members.push(undefined);
    // Names, and what is not packed, stand in the bytes themselves.
    else if (way === DEFLATED) members.push(unpacked(() => inflateRawSync(bytes.subarray(start), LIMIT)));
  }
  return members;
}

/** Those that hold pictures are not unpacked: they are looked at as files of their own. What is not packed is part of the rest. */
function streamsOfPdf(bytes: Buffer): Opened {
  const packed: (Buffer | undefined)[] = [];
  const rest: Buffer[] = [];
  let from = 0;
  const text = bytes.toString('latin1');
  for (const { 0: head, 1: about = '', index } of text.matchAll(/<<([\s\S]{0,2000}?)>>\s*stream\r?\n/g)) {
    if (!about.includes('/Filter')) continue;
    const start = index + head.length;
    if (!/\/Subtype\s*\/Image/.test(about)) packed.push(inflated(bytes.subarray(start)));
    const end = start + Number(/\/Length (\d+)/.exec(about)?.[1]);
    // One that does not end where it says stays part of the rest.
    const isCut = /\/FlateDecode/.test(about) && !/\/DCTDecode/.test(about);
    if (start < from || !isCut || !/^\s*endstream/.test(text.slice(end, end + 12))) continue;
    rest.push(bytes.subarray(from, start));
    from = end;
  }
  return { rest: Buffer.concat([...rest, bytes.subarray(from)]), packed };
}

/** Nothing where it is damaged, packed another way, or too large. */
function unpacked(unpack: () => Buffer): Buffer | undefined {
  try {
    return unpack();
  } catch {
    return undefined;
  }
}
