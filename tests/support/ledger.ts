import type { LedgerEntry, PracticeOrg } from '../../src/practice-org/index.ts';

/** What the org was asked to do of one kind, in order. */
export function deeds(org: PracticeOrg, deed: LedgerEntry['deed']): LedgerEntry[] {
  return org.ledger().filter((entry) => entry.deed === deed);
}

/** How the answers to challenges ended, in order. */
export function answers(org: PracticeOrg): Array<{ activity: string | undefined; outcome: string }> {
  return deeds(org, 'answer challenge').map(({ detail, outcome }) => ({ activity: detail['activity'], outcome }));
}
