import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A disk of its own in memory. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
}

/** Why a test needs to be skipped that asks for one. */
export const NO_SMALL_DISK = 'only root on Linux may mount a disk, and not in every container';

/**
 * Mounts a disk in memory of a few thousand bytes at a path.
 * @param options of tmpfs(5), such as `size=64k` or `ro`
 * @returns undefined where this process may not
 */
export async function smallDisk(path: string, options: string): Promise<SmallDisk | undefined> {
  await mkdir(path, { recursive: true });
  const run = promisify(execFile);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
  } catch {
    return undefined;
  }
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await run('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
