import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Tells a process from a later one of the same number. */
export const ProcessIdentity = z.object({
  pid: z.int().positive(),
  /** When it was started, in the system's own words, which hold for one start of the machine. */
  started: z.string().min(1),
  /** Where its number means something: the machine, and on Linux the container. */
  among: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** How long a process that was killed may take to be gone, in milliseconds. */
const GONE_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 20;
/** How long the system may take to say what runs, in milliseconds. */
const PS_MS = 5_000;

/** The process of a number, `undefined` where there is none or the system does not say when it was started. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const started = process.platform === 'linux' ? await startedByProc(pid) : await startedByPs(pid);
  return started === undefined ? undefined : { pid, started, among: await among() };
}

/** Whether a process is still there; `unknown` where this process cannot tell. */
export async function standing(of: ProcessIdentity): Promise<'alive' | 'gone' | 'unknown'> {
  if (of.among !== (await among())) return 'unknown';
  const now = await identify(of.pid);
  if (now) return now.started === of.started ? 'alive' : 'gone';
  return isThere(of.pid) && process.platform === 'win32' ? 'unknown' : 'gone';
}

/**
 * Ends a process at once, with those of its own process group, and waits until it is gone. One that is not there, or not
 * surely that one, is left alone.
 * @returns whether it was there and is gone now
 */
export async function endProcess(one: ProcessIdentity): Promise<boolean> {
  if ((await standing(one)) !== 'alive') return false;
  // A group of that number can only be its own: no number is given anew while a group has it.
  if (process.platform !== 'win32') kill(-one.pid);
  kill(one.pid);
  const deadline = performance.now() + GONE_WITHIN_MS;
  while ((await standing(one)) === 'alive') {
    if (performance.now() > deadline) return false;
    await pause(LOOK_EVERY_MS);
  }
  return true;
}

/** Whether any process has this number, also one of another user. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone by itself, or is another user's.
  }
}

async function among(): Promise<string> {
  const container = process.platform === 'linux' ? await readlink('/proc/self/ns/pid').catch(() => '') : '';
  return `${hostname()} ${container}`.trim();
}

async function startedByProc(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program stands in parentheses and may hold anything (proc(5)).
  const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = rest[18];
  // A zombie has ended; its parent has not looked yet.
  if (ticks === undefined || state === 'Z' || state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()} ${ticks}`;
}

/** As `ps` says it, to the second; the other systems that have one know nothing finer. Windows has none. */
export async function startedByPs(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      timeout: PS_MS,
    });
    const [state = '', ...started] = stdout.trim().split(/\s+/);
    return state === '' || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}
