import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** How long processes that were killed may take to be gone, in milliseconds. */
const GONE_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** A process that has to do with a folder, and what it was started as. */
export interface Process {
  readonly pid: number;
  /** The program and its arguments, with spaces between them. */
  readonly line: string;
}

/**
 * Every process that was given a folder, by an argument or by its environment, and all that it has started in turn: one
 * that draws pages does not show its environment. Linux only.
 */
export async function processesOf(folder: string): Promise<Process[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const all = await Promise.all(
    numbers.map(async (name) => {
      const [line = '', environment = '', stat = ''] = await Promise.all(
        ['cmdline', 'environ', 'stat'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
      );
      // The name of the program stands in parentheses and may hold anything (proc(5)).
      const [state = 'X', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const isGiven = `${line}${environment}`.includes(folder);
      return { pid: Number(name), parent: Number(parent), state, isGiven, line: line.replaceAll('\0', ' ') };
    }),
  );
  // One that has ended, and whose parent has not looked yet, is none.
  const alive = all.filter(({ state }) => state !== 'Z' && state !== 'X');
  const found = new Set(alive.filter(({ isGiven }) => isGiven));
  // Whoever is found brings along whom it has started.
  for (const one of found) for (const other of alive) if (other.parent === one.pid) found.add(other);
  return [...found].map(({ pid, line }) => ({ pid, line }));
}

/** Whether a process is the first one of a browser, or one that draws its pages. */
export const isBrowser = ({ line }: Process): boolean => line.includes('--user-data-dir=') && !line.includes('--type=');
export const isRenderer = ({ line }: Process): boolean => line.includes('--type=renderer');

/** Ends processes at once, as `kill -9` does. */
export function killAll(processes: readonly Process[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has gone by itself.
    }
  }
}

/** Ends all that has to do with a folder, also what is started meanwhile. */
export async function killAllOf(folder: string): Promise<void> {
  for (;;) {
    const left = await processesOf(folder);
    if (left.length === 0) return;
    killAll(left);
    await pause(LOOK_EVERY_MS);
  }
}

/** What is still there of a folder's processes after a moment in which they may end by themselves. */
export async function stillThere(folder: string): Promise<Process[]> {
  for (const deadline = performance.now() + GONE_WITHIN_MS; ; ) {
    const left = await processesOf(folder);
    if (left.length === 0 || performance.now() > deadline) return left;
    await pause(LOOK_EVERY_MS);
  }
}
