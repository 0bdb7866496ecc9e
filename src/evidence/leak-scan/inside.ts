import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { isWebp } from './webp.ts';

/** More is not unpacked of one member, in bytes: what is larger is none of ours. */
const MOST_UNPACKED = 64_000_000;
/** Of a text in Base64 that is shorter nothing is worth unpacking. */
const BASE64 = /[A-Za-z0-9+/]{64,}={0,2}/g;
const LIMIT = { maxOutputLength: MOST_UNPACKED };

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'));
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
const isZip = (bytes: Buffer) => bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';

export function isPdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-';
}

/** What is packed in bytes: the content of a gzip, the members of a zip, the plain streams of a PDF. */
export function packedIn(bytes: Buffer): Buffer[] {
  if (isGzip(bytes)) return unpacked(() => gunzipSync(bytes, LIMIT));
  if (isZip(bytes)) return membersOfZip(bytes);
  if (isPdf(bytes)) return streamsOfPdf(bytes);
  return [];
}

/** A text without what is packed in it as Base64 (pictures, gzip, zip), and that unpacked. */
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
function membersOfZip(bytes: Buffer): Buffer[] {
  const members: Buffer[] = [];
  for (
    let at = bytes.indexOf('PK\u0003\u0004', 0, 'latin1');
    at >= 0;
    at = bytes.indexOf('PK\u0003\u0004', at + 4, 'latin1')
  ) {
    if (at + 30 > bytes.length) break;
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    // Names may tell as much as contents; they stand in the bytes themselves.
    if (bytes.readUInt16LE(at + 8) === 8) members.push(...unpacked(() => inflateRawSync(bytes.subarray(start), LIMIT)));
  }
  return members;
}

/** Those that hold pictures are left out: they are looked at as files of their own. */
function streamsOfPdf(bytes: Buffer): Buffer[] {
  const streams: Buffer[] = [];
  const text = bytes.toString('latin1');
  for (const { 0: head, 1: about = '', index } of text.matchAll(/<<([\s\S]{0,2000}?)>>\s*stream\r?\n/g)) {
    if (!about.includes('/FlateDecode') || /\/Subtype\s*\/Image/.test(about)) continue;
    streams.push(...unpacked(() => inflateSync(bytes.subarray(index + head.length), LIMIT)));
  }
  return streams;
}

/** What is damaged or too large holds nothing that could be read as it is meant to be. */
function unpacked(unpack: () => Buffer): Buffer[] {
  try {
    return [unpack()];
  } catch {
    return [];
  }
}
