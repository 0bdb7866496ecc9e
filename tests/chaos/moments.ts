import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerEntry, PracticeOrg } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';

/** What of a run is killed: all of it, the program without its browser, the browser, or what draws its pages. */
export const victims = ['everything', 'program', 'browser', 'renderer'] as const;
export type Victim = (typeof victims)[number];

/** What a moment is told by. */
export interface Watched {
  readonly org: PracticeOrg;
  /** The folder of the run's evidence. */
  readonly out: string;
  /** When the run was started, by `performance.now()`. */
  readonly from: number;
}

/** A moment of a run, and a word for it. */
export interface Moment {
  readonly called: string;
  hasCome(watched: Watched): Promise<boolean> | boolean;
}

/** So many milliseconds after the start. */
export function after(ms: number): Moment {
  return { called: `after ${ms} ms`, hasCome: ({ from }) => performance.now() - from >= ms };
}

/** As soon as the journal has so many whole lines. */
export function atLine(n: number, of: string): Moment {
  return onceJournal(`at line ${n} of the journal (${of})`, (journal) => journal.split('\n').length > n);
}

/** As soon as a section has begun, by its title. */
export function atSection(title: string): Moment {
  const begun = `"title":${JSON.stringify(title)},"hash":`;
  return onceJournal(`at the section "${title}"`, (journal) =>
    journal.split('\n').some((line) => line.includes('"kind":"section started"') && line.includes(begun)),
  );
}

/** As soon as the journal is so; it is read where it grew, because it is asked for all the time. */
function onceJournal(called: string, isSo: (journal: string) => boolean): Moment {
  let size = -1;
  return {
    called,
    hasCome: async ({ out }) => {
      const path = join(out, 'journal.jsonl');
      const now = await stat(path).then(
        (found) => found.size,
        () => -1,
      );
      if (now === size) return false;
      size = now;
      return isSo(await readFile(path, 'utf8'));
    },
  };
}

/** As soon as the org has done something of this kind, though its answer may not have come yet. */
export function once(deed: LedgerEntry['deed']): Moment {
  return {
    called: `once the org did: ${deed}`,
    hasCome: ({ org }) => deeds(org, deed).some(({ outcome }) => outcome === 'done'),
  };
}

/** As soon as a file or folder is there whose path, from the trial's own folder on, is like this. */
export function onceThere(like: RegExp): Moment {
  return {
    called: `once there is ${like.source}`,
    hasCome: async ({ out }) => {
      const folder = join(out, '..', '..');
      const names = await readdir(folder, { recursive: true }).catch(() => []);
      return names.some((name) => like.test(name));
    },
  };
}

/** Numbers from 0 to 1 that a seed gives again. */
export function chance(seed: string): () => number {
  let n = 0;
  return () => {
    n += 1;
    return createHash('sha256').update(`${seed}\n${n}`).digest().readUInt32BE() / 2 ** 32;
  };
}
