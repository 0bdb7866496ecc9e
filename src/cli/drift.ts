import { isDeepStrictEqual } from 'node:util';
import { type KnownRun, mayBeOf } from '../evidence/known-runs.ts';
import { type AuditRow, namesAny } from '../runbook/audit.ts';
import type { Surroundings } from '../runbook/ports.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { plain } from './plan-file.ts';

/** How far back the org keeps its list of changes (facts I5 [D]). */
const KEPT_MS = 180 * 86_400_000;
/** More rows than these say nothing more of when it began. */
const MOST = 5;

/** What the org's own list of changes says of the thing that has drifted. */
export interface Drift {
  /** The last run that is known to have left it as wanted; without it nobody knows since when to look. */
  readonly since?: { readonly run: string; readonly at: string } | undefined;
  /**
   * With `since` the earliest rows that name the thing, the earliest first; else the newest ones, whatever they are about,
   * the newest first.
   */
  readonly rows: ReadonlyArray<AuditRow & { /** The known run that explains it. */ readonly run?: string }>;
  /** How many more there are. */
  readonly more?: number | undefined;
  /** Why there is none, where it cannot be known. */
  readonly unknown?: string | undefined;
}

/**
 * Who changed the thing, and since when, as far as the org's audit trail names it. Never throws.
 * @param runs runs that are known, of whatever org and runbook, the earliest first
 */
export async function driftOf(
  runbook: Runbook,
  inputs: unknown,
  around: Surroundings,
  runs: readonly KnownRun[],
): Promise<Drift> {
  const { names } = runbook.subject(inputs);
  if (!runbook.auditTrail || names === undefined) return { rows: [], unknown: 'This runbook has no such list.' };
  const now = Date.now();
  const { rows, unread } = await runbook.auditTrail(around, { from: new Date(now - KEPT_MS), to: new Date(now) });
  if (!rows) return { rows: [], unknown: unread };
  const { org } = around.signedIn();
  const ofOrg = runs.filter(({ target }) => target.org === org);
  const ofIt = rows
    .filter((row) => namesAny(row, names))
    .map((row) => ({ ...row, run: ofOrg.find((each) => mayBeOf(each, row))?.id }));
  const good = ofOrg.findLast((run) => leftAsWanted(run, runbook, inputs));
  if (good) {
    const since = { run: good.id, at: good.endedAt };
    const later = ofIt.filter(({ at, run }) => run !== good.id && Date.parse(at) >= good.from).map(asTold);
    // Those that no run explains are not to be crowded out by those that one does.
    const firstOf = (isKnown: boolean) => later.filter(({ run }) => (run !== undefined) === isKnown).slice(0, MOST);
    const few = new Set([...firstOf(true), ...firstOf(false)]);
    const told = later.filter((row) => few.has(row));
    if (told.length > 0) return { since, rows: told, more: later.length - told.length };
    return { since, rows: [], unknown: `The org's audit trail names no change of ${names[0]} since then.` };
  }
  if (ofIt.length > 0) {
    return { rows: ofIt.slice(-MOST).reverse().map(asTold) };
  }
  const unknown = `The org's audit trail of the last 180 days, as far as one answer holds it, names no change of ${names[0]}.`;
  return { rows: [], unknown };
}

/** Did it end with everything proved that is asked for now? */
function leftAsWanted(
  { runbook: { id }, outcome, undoes, inputs }: KnownRun,
  runbook: Runbook,
  asked: unknown,
): boolean {
  return id === runbook.id && outcome === 'converged' && !undoes && isDeepStrictEqual(inputs, plain(asked));
}

function asTold({ run, ...row }: AuditRow & { readonly run: string | undefined }): Drift['rows'][number] {
  return run === undefined ? row : { ...row, run };
}
