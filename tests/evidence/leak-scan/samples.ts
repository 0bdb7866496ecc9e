import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

/** One chunk of a PNG. */
export function chunk(kind: string, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  // Node 20.15 and later have it; what looks through pictures does not ask for it.
  sum.writeUInt32BE(typeof crc32 === 'function' ? crc32(named) : 0);
  return Buffer.concat([head, named, sum]);
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const HEAD = chunk('IHDR', Buffer.from('00000001000000010802000000', 'hex'));
const BODY = Buffer.concat([chunk('IDAT', deflateSync(Buffer.alloc(4))), chunk('IEND', Buffer.alloc(0))]);

/** A picture of one pixel. */
export function png(): Buffer {
  return withChunk();
}

/** A picture of one pixel that carries these as well. */
export function withChunk(...more: readonly Buffer[]): Buffer {
  return Buffer.concat([SIGNATURE, HEAD, ...more, BODY]);
}

/** One part of a WebP. */
export function part(kind: string, data: Buffer | string): Buffer {
  const bytes = Buffer.from(data as string, 'latin1');
  return Buffer.concat([Buffer.from(kind), size(bytes.length), bytes, Buffer.alloc(bytes.length % 2)]);
}

/** The parts of a lossless WebP, with these as well; nobody looks at its pixels. */
export function webp(...more: readonly Buffer[]): Buffer {
  const own = ['VP8X', 'ICCP', 'VP8L'].map((kind) => part(kind, Buffer.alloc(21)));
  const parts = Buffer.concat([...own, ...more]);
  return Buffer.concat([Buffer.from('RIFF'), size(parts.length + 4), Buffer.from('WEBP'), parts]);
}

function size(of: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(of);
  return bytes;
}

/** A zip of one file, in which its length stands behind it, as programs write that do not know it beforehand. */
export function zipOf(text: string): Buffer {
  const name = Buffer.from('a.txt');
  const head = Buffer.alloc(30);
  head.write('PK\u0003\u0004', 'latin1');
  head.writeUInt16LE(8, 6);
  head.writeUInt16LE(8, 8);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name, deflateRawSync(text), Buffer.from('PK\u0007\u0008............', 'latin1')]);
}

/** The same as text. */
export function base64InAZip(text: string): string {
  return zipOf(text).toString('base64');
}
