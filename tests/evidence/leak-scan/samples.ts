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

/** Parts as those of a lossless WebP; nobody looks at its pixels. `part` names one that it has besides. */
export function webp({ part }: { part?: string } = {}): Buffer {
  const size = (of: number) => Buffer.from(Uint32Array.of(of).buffer);
  const one = (kind: string) => Buffer.concat([Buffer.from(kind), size(64), Buffer.alloc(64)]);
  const parts = Buffer.concat(['VP8X', 'ICCP', 'VP8L', ...(part ? [part] : [])].map(one));
  return Buffer.concat([Buffer.from('RIFF'), size(parts.length + 4), Buffer.from('WEBP'), parts]);
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
