import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuditRow } from '../runbook/audit.ts';
import { JOURNAL } from './journal.ts';
import { type Journal, readJournal } from './read-journal.ts';

/** Both clocks are known to half a second; a run begins and ends with looking, and has no row then. */
const TOLERANCE_MS = 1_000;
/** How long after the last line of a run that died the org may still have kept what it was asked for. */
const AFTER_DEATH_MS = 60_000;

const linked = z.object({ run: z.string() }).optional();

const Start = z.object({
  run: z.object({
    id: z.string(),
    startedAt: z.iso.datetime(),
    runbook: z.object({ id: z.string() }),
    target: z.object({ org: z.string(), username: z.string() }),
    clockOffsetMs: z.number().optional(),
    inputs: z.record(z.string(), z.unknown()),
    undoes: linked,
    resumes: linked,
  }),
});

const End = z.object({ kind: z.literal('run ended'), outcome: z.string() });

/** A run as its journal tells of it, for those who ask the org's audit trail what was done by whom. */
export interface KnownRun extends z.output<typeof Start.shape.run> {
  /** The span in which the org may have a row of it, by the org's clock, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** When its journal ends, by the org's clock, ISO 8601. */
  readonly endedAt: string;
  /** How it ended; undefined where it died or goes on. */
  readonly outcome?: string | undefined;
}

/** The run that a journal tells of; undefined where it does not tell how it began. */
export function knownRun({ lines }: Journal): KnownRun | undefined {
  const start = Start.safeParse(lines[0]).data;
  const last = lines.at(-1);
  if (!start || !last) return undefined;
  const { clockOffsetMs = 0, startedAt } = start.run;
  const end = Date.parse(last.at) + clockOffsetMs;
  const outcome = lines.map((line) => End.safeParse(line).data).find(Boolean)?.outcome;
  return {
    ...start.run,
    from: Date.parse(startedAt) + clockOffsetMs - TOLERANCE_MS,
    endedAt: new Date(end).toISOString(),
    to: end + (outcome === undefined ? AFTER_DEATH_MS : TOLERANCE_MS),
    outcome,
  };
}

/** The runs whose folders stand in this one, the earliest first. What is none, or whose journal does not hold, is left out. */
export async function runsIn(folder: string): Promise<readonly KnownRun[]> {
  const names = await readdir(folder).catch(() => []);
  const read = async (name: string) => knownRun(await readJournal(join(folder, name, JOURNAL)));
  const runs: KnownRun[] = [];
  for (const name of names) {
    const run = await read(name).catch(() => undefined);
    if (run) runs.push(run);
  }
  return runs.sort((a, b) => a.from - b.from);
}

/** Of these runs a run itself, those that go on with it, and those that take one of them back, however many in a row. */
export function familyOf(id: string, runs: readonly KnownRun[]): readonly KnownRun[] {
  const ids = new Set([id]);
  for (const { id: own, resumes, undoes } of runs) {
    if ([resumes, undoes].some((of) => of && ids.has(of.run))) ids.add(own);
  }
  return runs.filter((run) => ids.has(run.id));
}

/** May the row be of this run? By its user, within its time. */
export function mayBeOf({ target, from, to }: KnownRun, { at, by }: AuditRow): boolean {
  const time = Date.parse(at);
  return by.toLowerCase() === target.username.toLowerCase() && from <= time && time <= to;
}
