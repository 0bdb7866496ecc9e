import { isPdf } from './inside.ts';
import { isPng, isWebp } from './pictures.ts';

/** What a run's folder may hold; each kind is one that can be looked through. */
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

/** Why the content of a file does not belong into a run's folder; undefined where it does. */
export function whyNotOurs(path: string, bytes: Buffer): string | undefined {
  const ending = /\.[a-z]+$/.exec(path)?.[0] ?? '';
  const isOfKind = Object.hasOwn(KINDS, ending) ? KINDS[ending] : undefined;
  if (!isOfKind) return 'a kind of file that no evidence is';
  return isOfKind(bytes) ? undefined : `a file that is not what its ending ${ending} says`;
}

function isText(bytes: Buffer): boolean {
  return !bytes.includes(0);
}
