import type { RunFacts } from '../engine/events.ts';
import type { Outcome, RunOutcome, SectionRecord, StepRecord } from '../engine/record.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';

/** A whole run as `run.json` keeps it. */
export interface RunRecord {
  readonly run: RunFacts;
  readonly outcome: RunOutcome;
  readonly endedAt: string;
  readonly ms: number;
  /** How many steps ended in which way. */
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
  /** What asking every step's check before acting took, in milliseconds. */
  readonly askedMs: number;
  /** All challenges of the run, those of the sign-in first. */
  readonly challenges: readonly ChallengeRecord[];
  readonly sections: readonly SectionRecord[];
  readonly steps: readonly StepRecord[];
}
