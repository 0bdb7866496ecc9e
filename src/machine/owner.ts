import { z } from 'zod';
import { oneLine } from '../runbook/trouble.ts';

/** Who has a turn. Any program of this machine may ask, so `what` names no user and no secret. */
export interface Owner {
  readonly pid: number;
  /** When the turn was taken. */
  readonly startedAt: Date;
  /** What it is taken for, in a few words. */
  readonly what: string;
}

/** Longest line that is read from a holder, in characters; one of ours is far below. */
export const LONGEST_LINE = 2_000;
const LONGEST_WHAT = 200;

const told = z.object({
  pid: z.int().positive(),
  startedAt: z.iso.datetime().transform((time) => new Date(time)),
  what: z.string().transform(harmless),
});

/** What a holder says to whoever connects. */
export function lineOf(owner: Owner): string {
  return `${JSON.stringify({ ...owner, what: harmless(owner.what) })}\n`;
}

/** Whom a line names; `undefined` where it is none of ours, as when a foreign program has the place. */
export function ownerIn(line: string): Owner | undefined {
  try {
    return told.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The owner as a part of a sentence. */
export function describe(owner: Owner | undefined): string {
  if (!owner) return 'a process that does not say which it is';
  return `process ${owner.pid} since ${owner.startedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC (${owner.what})`;
}

/** It is shown on a terminal, and whoever has the place can say anything. */
function harmless(what: string): string {
  return oneLine(what).slice(0, LONGEST_WHAT);
}
