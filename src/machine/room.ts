import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Trouble } from '../runbook/trouble.ts';

const MB = 1_000_000;

/**
 * Proves that a folder, which need not be there yet, can be made and written into: by doing so, because rights alone do
 * not tell of a disk that is read only.
 * @param leastMb how much must be free, in millions of bytes
 * @param remedy what to do where it cannot
 * @throws Trouble of kind `usage` where nothing can be written, `preflight` where too little is free
 */
export async function proveRoom(folder: string, leastMb: number, remedy: string): Promise<void> {
  const nearest = nearestThatIs(resolve(folder));
  let probe: string | undefined;
  try {
    probe = await mkdtemp(join(nearest, '.setupwright-'));
    await writeFile(join(probe, 'probe'), 'x', { mode: 0o600 });
  } catch (error) {
    const { code = 'no reason given' } = error as NodeJS.ErrnoException;
    throw new Trouble('usage', `Nothing can be written into ${folder}: ${code}.`, remedy, error);
  } finally {
    if (probe !== undefined) await rm(probe, { recursive: true, force: true }).catch(() => undefined);
  }
  const { blocks, bavail, bsize } = await statfs(nearest);
  const free = Math.floor((bavail * bsize) / MB);
  // Some disks of other machines say that they have no size at all.
  if (blocks === 0 || free >= leastMb) return;
  throw new Trouble('preflight', `Only ${free} MB are free for ${folder}, and a run wants ${leastMb} MB.`, remedy);
}

/** The folder itself, or the nearest above it that is there. */
function nearestThatIs(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestThatIs(dirname(folder));
}
