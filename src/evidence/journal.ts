import { createHash } from 'node:crypto';
import type { Reader } from '../engine/events.ts';
import type { RunFolder } from './run-folder.ts';

/** The file of the journal in a run's folder. */
export const JOURNAL = 'journal.jsonl';

/** What stands in the first line in place of the hash of a line before. */
export const NO_LINE_BEFORE = '0'.repeat(64);

/**
 * Keeps every event as one line of `journal.jsonl`, in the order in which it happened, and has it on the disk before
 * what it announces is begun. Each line has its number `n`, counted from one, in `before` the SHA-256 of the line before
 * it, and at its end in `hash` that of its own text up to there: see {@link readJournal}.
 */
export function journal(folder: RunFolder): Reader {
  let n = 0;
  let before = NO_LINE_BEFORE;
  return {
    name: 'journal',
    stops: true,
    hear: async (event) => {
      // One that was refused, because a secret stood in it, is missed.
      n += 1;
      const line = await folder.line(JOURNAL, { n, before, ...event }, withOwnHash);
      before = hashOfLine(line);
    },
  };
}

/** The SHA-256 of a line without the end of line, in hex. */
export function hashOfLine(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

const OWN_HASH = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/s;

function withOwnHash(line: string): string {
  return `${line.slice(0, -1)},"hash":"${hashOfLine(line)}"}`;
}

/** Is a line as it was written? */
export function holds(line: string): boolean {
  const [, text, hash] = OWN_HASH.exec(line) ?? [];
  return hash !== undefined && hash === hashOfLine(`${text}}`);
}
