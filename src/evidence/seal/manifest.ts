import { byBytes, isEvidencePath } from './file-list.ts';

/** A file of the list. */
export interface Entry {
  readonly path: string;
  /** In hex. */
  readonly sha256: string;
}

/** More than this is no list of a run, in bytes. */
export const LARGEST_MANIFEST = 4_000_000;

/** The list as `sha256sum` writes it. */
export function manifestText(entries: readonly Entry[]): string {
  return entries.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

/**
 * Reads a list, and takes no other form of it than ours: what two readers might understand differently proves nothing.
 * @returns a sentence on what is wrong with it, where it is not in that form
 */
export function readManifest(text: string): readonly Entry[] | string {
  if (text === '') return 'is empty';
  if (text.includes('\r')) return 'has line ends of another kind';
  const lines = text.split('\n');
  if (lines.pop() !== '') return 'ends within a line';
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    const [, sha256 = '', path = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (!isEvidencePath(path)) return `has a line ${index + 1} that names no file of a run`;
    const before = entries.at(-1);
    if (before && byBytes(before.path, path) >= 0) return `has a line ${index + 1} that is repeated or out of order`;
    entries.push({ path, sha256 });
  }
  return entries;
}
