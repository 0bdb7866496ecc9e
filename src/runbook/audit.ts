import { timeInWords } from './challenge-words.ts';

/** A row of the org's own list of who changed what in its Setup. */
export interface AuditRow {
  /** By the org's clock, ISO 8601. */
  readonly at: string;
  /** Username of who did it, or the id of a user whose name is not known. */
  readonly by: string;
  readonly section: string;
  readonly action: string;
  /** The org's own words; they may name what was changed. */
  readonly display: string;
}

/** What the org's audit trail says of the minutes of a run, by the org's clock. */
export interface AuditTrail {
  readonly from: string;
  readonly to: string;
  /** In the order of their times. Left out where the trail could not be read. */
  readonly rows?: readonly AuditRow[] | undefined;
  /** Why it could not be read. */
  readonly unread?: string | undefined;
}

/** Does the row name the thing by one of its names? As a whole name: "Bill" is not named by what was done to "Billing". */
export function namesAny({ display }: AuditRow, names: readonly string[]): boolean {
  return names.some((name) => {
    const whole = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`(?<![\\p{L}\\p{N}_])${whole}(?![\\p{L}\\p{N}_])`, 'iu').test(display);
  });
}

/** A row for people: when, by whom, what. */
export function rowInWords({ at, by, display }: AuditRow): string {
  return `${timeInWords(at)}  ${by}  ${display}`;
}
