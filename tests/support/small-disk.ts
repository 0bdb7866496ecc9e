import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A disk of its own in memory. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes all of it that no file has yet, whoever writes meanwhile. @returns gives it back */
  fill(): Promise<() => Promise<void>>;
}

/** In bytes: first much at once, then what is left in the smallest pieces. */
const PIECES = [1 << 20, 4096] as const;

/** Why a test needs to be skipped that asks for one. */
export const NO_SMALL_DISK = 'only root on Linux may mount a disk, and not in every container';

/**
 * Mounts a disk in memory at a path.
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
    fill: async () => {
      const filler = join(path, 'filler');
      const file = await open(filler, 'w');
      for (const size of PIECES) {
        const piece = Buffer.alloc(size);
        for (let isFull = false; !isFull; ) {
          isFull = await file.write(piece).then(
            ({ bytesWritten }) => bytesWritten < size,
            (error: NodeJS.ErrnoException) => {
              if (error.code !== 'ENOSPC') throw error;
              return true;
            },
          );
        }
      }
      await file.close();
      return () => rm(filler);
    },
    [Symbol.asyncDispose]: async () => {
      await run('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
