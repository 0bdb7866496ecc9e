import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { SecretBook } from '../../runbook/secret.ts';
import { bytesOf, filesIn } from '../seal/file-list.ts';
import { whyNotOurs } from './kinds.ts';
import { distinct, type Leak } from './leak.ts';
import { LeakScan } from './leak-scan.ts';

/** What a run can have written to. */
export type Root =
  /** The run's own folder: nothing may be in it but evidence of the known kinds. */
  | { readonly evidence: string }
  /** A folder where other programs write, such as the browser, which may be at work there; called by this name. */
  | { readonly others: string; readonly called: string }
  /** A text, such as what was said on the terminal. */
  | { readonly text: string; readonly called: string };

/** Files of other programs above this many bytes are told and not read. */
const MOST_READ = 128_000_000;

/**
 * Looks through everything that a run can have written for the secrets of its book, in every encoding that
 * docs/secrecy.md names, and through the run's folder for what does not belong there.
 * @returns nothing where nothing leaks; never a value
 * @throws an error where a place cannot be looked through: that nothing leaks is then not known
 */
export async function scanForLeaks(roots: readonly Root[], book: SecretBook): Promise<Leak[]> {
  const scan = new LeakScan(book);
  const leaks: Leak[] = [];
  for (const root of roots) {
    if ('text' in root) leaks.push(...scan.inText(root.text, root.called));
    else if ('evidence' in root) leaks.push(...(await inEvidence(root.evidence, scan)));
    else leaks.push(...(await inOthers(root.others, root.called, scan)));
  }
  return distinct(leaks);
}

async function inEvidence(folder: string, scan: LeakScan): Promise<Leak[]> {
  const { files, odd } = await filesIn(folder);
  const leaks: Leak[] = odd.flatMap(({ path, why }) => {
    const { file, inName } = nameOf(path, '', scan);
    return [...inName, { file, rule: why }];
  });
  // Pictures first: the report holds each of them again.
  for (const path of files.toSorted((a, b) => Number(b.includes('/')) - Number(a.includes('/')))) {
    const bytes = await bytesOf(join(folder, path), MOST_READ);
    const { file, inName } = nameOf(path, '', scan);
    const rule = whyNotOurs(path, bytes);
    if (rule !== undefined) leaks.push({ file, rule });
    leaks.push(...inName, ...scan.inBytes(bytes, file));
  }
  return leaks;
}

async function inOthers(folder: string, called: string, scan: LeakScan): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const path of await namesIn(folder)) {
    const { file, inName } = nameOf(path, `${called}/`, scan);
    leaks.push(...inName);
    // A browser at work may take a file away in the meantime.
    const found = await lstat(join(folder, path)).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (found.size > MOST_READ) leaks.push({ file, rule: 'too large to be looked through' });
    else {
      const bytes = await bytesOf(join(folder, path), MOST_READ).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return Buffer.alloc(0);
        throw error;
      });
      leaks.push(...scan.inBytes(bytes, file));
    }
  }
  return leaks;
}

/** What a file may be called when leaks are told: a name that is a leak itself is not said. */
function nameOf(path: string, before: string, scan: LeakScan): { file: string; inName: readonly Leak[] } {
  const file = `${before}(a file whose name holds a secret)`;
  const inName = scan.inText(path, file);
  return inName.length > 0 ? { file, inName } : { file: `${before}${path}`, inName };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await everythingIn(folder);
  return entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
}

/** A folder may go while it is looked into; then it is looked for anew. */
async function everythingIn(folder: string, tries = 5): Promise<Dirent[]> {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (tries <= 1 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return everythingIn(folder, tries - 1);
  }
}
