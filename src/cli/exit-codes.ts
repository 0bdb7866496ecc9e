import { Trouble, type TroubleKind } from '../runbook/trouble.ts';

/** What the process says at its end. */
export const EXIT = {
  converged: 0,
  failed: 1,
  /** Of `plan` and `verify`: changes are pending. Of `report diff`: the two runs are not the same. */
  differs: 2,
  person: 3,
  preflight: 4,
  evidence: 5,
  /** A person had steps left out. */
  incomplete: 6,
  locked: 7,
  usage: 64,
  interrupted: 130,
} as const;

const BY_KIND: Record<TroubleKind, number> = {
  step: EXIT.failed,
  person: EXIT.person,
  preflight: EXIT.preflight,
  evidence: EXIT.evidence,
  locked: EXIT.locked,
  usage: EXIT.usage,
  interrupted: EXIT.interrupted,
};

/** The exit code for an error; one that nobody foresaw is a failed step. */
export function exitCodeOf(error: unknown): number {
  return error instanceof Trouble ? BY_KIND[error.kind] : EXIT.failed;
}
