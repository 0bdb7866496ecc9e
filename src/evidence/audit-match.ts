import type { RunFacts } from '../engine/events.ts';
import type { StepRecord } from '../engine/record.ts';
import type { AuditRow, AuditTrail } from '../runbook/audit.ts';

/** Both clocks are known to half a second, and the org may write a row a moment later. */
const TOLERANCE_MS = 5_000;
/** A shorter input stands in many texts by chance. */
const SHORTEST_NAME = 4;

/** How a row of the org's audit trail agrees with a step; the words of a row are never compared, because they are not public. */
export interface AuditMatch {
  /** The step's number. */
  readonly step: number;
  readonly row: AuditRow;
  /** The input that the row names, such as the name of the app; left out where it names none. */
  readonly names?: string | undefined;
}

/** The run's steps and the org's rows side by side. */
export interface AuditMatches {
  readonly matches: readonly AuditMatch[];
  /** Rows that no step explains: somebody else's, or something else's. */
  readonly rowsAlone: ReadonlyArray<{ readonly row: AuditRow; readonly why: string }>;
  /** Numbers of the steps that made the org keep or show something, and of which the trail has no row. */
  readonly stepsAlone: readonly number[];
}

/**
 * Matches the rows of the org's audit trail with the steps that made the org keep or show something: by who, when (by
 * the org's clock, some seconds to either side), and, where several steps fit, by which is nearest. One step may have
 * several rows; a row belongs to one step.
 */
export function matchAudit(
  trail: AuditTrail,
  steps: readonly StepRecord[],
  { target, clockOffsetMs = 0, inputs }: Pick<RunFacts, 'target' | 'clockOffsetMs' | 'inputs'>,
): AuditMatches {
  const named = Object.values(inputs)
    .filter(isText)
    .filter(({ length }) => length >= SHORTEST_NAME);
  const committing = steps.filter(({ commits }) => commits).map((step) => ({ step, ...spanOf(step, clockOffsetMs) }));
  const matches: AuditMatch[] = [];
  const rowsAlone: { row: AuditRow; why: string }[] = [];
  for (const row of trail.rows ?? []) {
    const at = Date.parse(row.at);
    if (row.by.toLowerCase() !== target.username.toLowerCase()) {
      rowsAlone.push({ row, why: `By ${row.by}, not by the user of this run.` });
      continue;
    }
    const [nearest] = committing
      .map(({ step, from, to }) => ({ step, away: Math.max(from - at, at - to, 0), late: Math.abs(to - at) }))
      .filter(({ away }) => away <= TOLERANCE_MS)
      .sort((a, b) => a.away - b.away || a.late - b.late);
    const names = named.find((name) => row.display.includes(name));
    if (nearest) matches.push({ step: nearest.step.n, row, ...(names ? { names } : {}) });
    else rowsAlone.push({ row, why: 'By the user of this run, at a time when none of its steps changed anything.' });
  }
  const matched = new Set(matches.map(({ step }) => step));
  const stepsAlone = trail.rows ? committing.map(({ step }) => step.n).filter((n) => !matched.has(n)) : [];
  return { matches, rowsAlone, stepsAlone };
}

/** When a step was under way, by the org's clock, in milliseconds since 1970. */
function spanOf({ startedAt, ms, endedAt }: StepRecord, offset: number): { from: number; to: number } {
  const from = Date.parse(startedAt) + offset;
  return { from, to: endedAt === undefined ? from + ms : Date.parse(endedAt) + offset };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
