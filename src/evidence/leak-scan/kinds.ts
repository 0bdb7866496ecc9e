import { isPdf, isPng } from './inside.ts';
import { isWebp } from './webp.ts';

/** What a run's folder may hold besides its pictures; each kind is one that can be looked through. */
const KINDS: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  '.json': isText,
  '.jsonl': isText,
  '.html': isText,
  '.xml': isText,
  '.md': isText,
  '.png': isPng,
  '.webp': isWebp,
  '.pdf': isPdf,
};
/** What pictures are made of. Texts, times and all else that a PNG may carry are none of a capture's. */
const CHUNKS = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'pHYs', 'sBIT', 'bKGD'];

/** Why the content of a file does not belong into a run's folder; undefined where it does. */
export function whyNotOurs(path: string, bytes: Buffer): string | undefined {
  const ending = /\.[a-z]+$/.exec(path)?.[0] ?? '';
  const isOfKind = Object.hasOwn(KINDS, ending) ? KINDS[ending] : undefined;
  if (!isOfKind) return 'a kind of file that no evidence is';
  return isOfKind(bytes) ? undefined : `a file that is not what its ending ${ending} says`;
}

/** Why a picture may hold more than what is seen; undefined where it does not. */
export function whyNotOnlySeen(png: Buffer): string | undefined {
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    if (!CHUNKS.includes(kind)) return `a picture that carries more than is seen (${printable(kind)})`;
    at += 12 + length;
    if (kind === 'IEND') return at === png.length ? undefined : 'a picture with something behind its end';
  }
  return 'a picture that is cut short';
}

function printable(kind: string): string {
  return /^[A-Za-z]{4}$/.test(kind) ? kind : 'not named';
}

function isText(bytes: Buffer): boolean {
  return !bytes.includes(0);
}
