import type { AuditRow } from '../runbook/audit.ts';
import type { Surroundings } from '../runbook/ports.ts';
import type { Runbook } from '../runbook/runbook.ts';

/** How far back the org keeps its list of changes (facts I5 [D]). */
const KEPT_MS = 180 * 86_400_000;
/** More rows than these say nothing more of when it began. */
const MOST = 5;

/** What the org's own list of changes says of the thing that has drifted: the newest rows that name it. */
export interface Drift {
  readonly rows: readonly AuditRow[];
  /** Why there is none, where it cannot be known. */
  readonly unknown?: string | undefined;
}

/** Who changed the thing last, and when, as far as the org's audit trail names it. Never throws. */
export async function driftOf(runbook: Runbook, inputs: unknown, around: Surroundings): Promise<Drift> {
  const { name } = runbook.subject(inputs);
  if (!runbook.auditTrail || name === undefined) return { rows: [], unknown: 'This runbook has no such list.' };
  const now = Date.now();
  const { rows, unread } = await runbook.auditTrail(around, { from: new Date(now - KEPT_MS), to: new Date(now) });
  if (!rows) return { rows: [], unknown: unread };
  const ofIt = rows.filter(({ display }) => isNamedIn(display, name));
  return ofIt.length > 0
    ? { rows: ofIt.slice(-MOST).reverse() }
    : {
        rows: [],
        unknown: `The org's audit trail of the last 180 days, as far as one answer holds it, names no change of ${name}.`,
      };
}

/** As a whole name: "Bill" is not named by what was done to "Billing". */
function isNamedIn(text: string, name: string): boolean {
  const whole = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${whole}(?![\\p{L}\\p{N}_])`, 'iu').test(text);
}
