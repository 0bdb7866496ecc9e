import type { RunFacts } from '../engine/events.ts';
import type { Outcome, RunOutcome, SectionRecord, StepRecord } from '../engine/record.ts';
import type { AuditTrail } from '../runbook/audit.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import type { AuditMatches } from './audit-match.ts';
import type { RUN_SCHEMA } from './schema.ts';

/** Where a person had a hand in a run. */
export interface Intervention {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly why: string;
}

/** A whole run as `run.json` keeps it; `schema.ts` has the same in a form that data can be checked against. */
export interface RunRecord {
  readonly schema: typeof RUN_SCHEMA;
  readonly run: RunFacts;
  readonly outcome: RunOutcome;
  readonly endedAt: string;
  readonly ms: number;
  /** How many steps ended in which way. */
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
  /** The step before which it ended, because an approval is needed that nobody could give; left out else. */
  readonly awaitsApprovalOf?: number | undefined;
  /** How long the run stood still for an operator, in milliseconds; left out where it never did. */
  readonly waitedMs?: number | undefined;
  /** What asking every step's check before acting took, in milliseconds. */
  readonly askedMs: number;
  /** All challenges of the run, those of the sign-in first. */
  readonly challenges: readonly ChallengeRecord[];
  /** Empty where nobody intervened. */
  readonly interventions: readonly Intervention[];
  readonly sections: readonly SectionRecord[];
  readonly steps: readonly StepRecord[];
  /** Left out where the run ended before it could be read, or the product has none. */
  readonly auditTrail?: (AuditTrail & AuditMatches) | undefined;
  /** How the folder is to be sealed once everything is in it, in a sentence; the seal itself is made after this. */
  readonly seal?: string | undefined;
  /** Left out where no time stamp was to be asked for. Whether there is one the folder shows: `report verify` misses it. */
  readonly timeStamp?: { readonly askedOf: string } | undefined;
}
