import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Trouble } from '../runbook/trouble.ts';
import { clearLeftBehind, REMOVING } from './left-behind.ts';
import { identify } from './process-identity.ts';
import { type ScratchNote, writeNote } from './scratch-note.ts';

/** By these names programs find the folder for what they need for a while. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'] as const;
/**
 * A longer path is not given to the browser: a socket that it makes inside has some 46 characters more, a system takes
 * 104 to 108 of them, and Chromium ends where it is too long (measured).
 */
const LONGEST_PATH = 56;

/** A folder of this process alone for what a browser needs while it runs. */
export interface Scratch {
  readonly path: string;
  /** What tells a program where to keep what it needs: here, or where it would anyhow if the path is too long for it. */
  readonly variables: Readonly<Record<string, string>>;
  /** What was found of processes that had died, in sentences. */
  readonly leftBehind: readonly string[];
  /** Keeps for the next start what it needs should this process die; what was noted before stays. */
  note(more: Omit<ScratchNote, 'owner'>): Promise<void>;
  /** Does something while our own environment names it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** Makes one that only its owner can look into. Those of processes that were killed go, with the browsers that they had. */
export async function scratchFolder(): Promise<Scratch> {
  const above = tmpdir();
  const leftBehind = await clearLeftBehind(above);
  const { path, noted: first } = await madeIn(above);
  let noted = first;
  const here = Object.fromEntries(VARIABLES.map((name) => [name, path]));
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const elsewhere = Object.fromEntries(before.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return {
    path,
    variables: path.length > LONGEST_PATH ? elsewhere : here,
    leftBehind,
    note: async (more) => {
      if (!noted) return;
      noted = { ...noted, ...more };
      await writeNote(path, noted).catch((error: unknown) => {
        throw unusable(above, error);
      });
    },
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
    remove: () => rm(path, REMOVING).catch(() => undefined),
  };
}

/** @throws Trouble of kind `preflight` where nothing can be kept there */
async function madeIn(above: string): Promise<{ path: string; noted: ScratchNote | undefined }> {
  let path: string | undefined;
  try {
    // mkdtemp makes it for its owner alone.
    path = await mkdtemp(join(above, `sw-${process.pid}-`));
    const owner = await identify(process.pid);
    const noted = owner && { owner };
    if (noted) await writeNote(path, noted);
    return { path, noted };
  } catch (error) {
    if (path) await rm(path, REMOVING).catch(() => undefined);
    throw unusable(above, error);
  }
}

function unusable(above: string, error: unknown): Trouble {
  const what = `Nothing can be kept in ${above}, the folder for temporary files.`;
  const remedy = 'Check its rights and that its disk is not full, or name another in TMPDIR.';
  return new Trouble('preflight', what, remedy, error);
}
