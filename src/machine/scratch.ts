import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** By these names programs find the folder for what they need for a while. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'] as const;
/** Short: the browser makes a socket inside, whose path may have some hundred characters. */
const NAME = /^sw-(\d+)-\w{6}$/;
/** What removing waits for: a browser that was ended writes for a moment yet. */
const PATIENCE = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/** A folder of this process alone for what a browser needs while it runs. */
export interface Scratch {
  readonly path: string;
  /** What tells a program of it. */
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
  const variables = Object.fromEntries(VARIABLES.map((name) => [name, path]));
  return {
    path,
    variables,
    during: async (work) => {
      const before = VARIABLES.map((name) => [name, process.env[name]] as const);
      Object.assign(process.env, variables);
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
