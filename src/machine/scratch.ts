import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** By these names programs find the folder for what they need for a while. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'] as const;
/**
 * A longer path is not given to the browser: a socket that it makes inside has some 46 characters more, a system takes
 * 104 to 108 of them, and Chromium ends where it is too long (measured).
 */
const LONGEST_PATH = 56;
const NAME = /^sw-(\d+)-\w{6}$/;
/** What removing waits for: a browser that was ended writes for a moment yet. */
const PATIENCE = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/** A folder of this process alone for what a browser needs while it runs. */
export interface Scratch {
  readonly path: string;
  /** What tells a program where to keep what it needs: here, or where it would anyhow if the path is too long for it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Does something while our own environment names it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** Makes one that only its owner can look into, and removes those of processes that were killed. */
export async function scratchFolder(): Promise<Scratch> {
  const above = tmpdir();
  await removeLeftBehind(above);
  // mkdtemp makes it for its owner alone.
  const path = await mkdtemp(join(above, `sw-${process.pid}-`));
  const here = Object.fromEntries(VARIABLES.map((name) => [name, path]));
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const elsewhere = Object.fromEntries(before.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return {
    path,
    variables: path.length > LONGEST_PATH ? elsewhere : here,
    during: async (work) => {
      Object.assign(process.env, here);
      try {
        return await work();
      } finally {
        for (const [name, value] of before) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      }
    },
    // What cannot be removed now is removed at the next start.
    remove: () => rm(path, PATIENCE).catch(() => undefined),
  };
}

async function removeLeftBehind(above: string): Promise<void> {
  for (const name of await readdir(above).catch(() => [])) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await rm(join(above, name), PATIENCE).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's is alive as well; its folder is none of ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
