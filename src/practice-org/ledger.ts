import type { Clock } from './clock.ts';

/** What somebody asks the org to do that leaves something behind. */
export type Deed =
  | 'sign in'
  | 'sign out'
  | 'end sessions'
  | 'send code'
  | 'answer challenge'
  | 'register method'
  | 'change password'
  | 'switch experience'
  | 'reveal credentials'
  | 'issue token'
  | 'create app'
  | 'change settings'
  | 'change policies'
  | 'enable app'
  | 'disable app'
  | 'delete app'
  | 'change org settings'
  | 'stage credentials'
  | 'rotate credentials'
  | 'drop staged credentials';

/** Deeds that change what the org holds. The others only let somebody in, or show something. */
const changing: readonly Deed[] = [
  'register method',
  'change password',
  'switch experience',
  'create app',
  'change settings',
  'change policies',
  'enable app',
  'disable app',
  'delete app',
  'change org settings',
  'stage credentials',
  'rotate credentials',
  'drop staged credentials',
];

export interface LedgerEntry {
  /** Counts from 1. */
  readonly n: number;
  /** The org's time, as ISO 8601. */
  readonly at: string;
  /** Username of who asked; what was typed where nobody is signed in. */
  readonly user: string;
  readonly deed: Deed;
  /** What it was about: the name of an app or user. */
  readonly about: string;
  readonly outcome: 'done' | 'refused';
  /** What changed (`Contact Email: a@x.example -> b@x.example`), how, or why not. Never a password, code or secret. */
  readonly detail: Readonly<Record<string, string>>;
}

/** Everything that the org was asked to do, in order. */
export class Ledger {
  readonly #clock: Clock;
  #entries: LedgerEntry[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  write(entry: Omit<LedgerEntry, 'n' | 'at' | 'outcome' | 'detail'> & Partial<LedgerEntry>): void {
    const at = this.#clock.date().toISOString();
    this.#entries.push({ outcome: 'done', detail: {}, ...entry, n: this.#entries.length + 1, at });
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
  }
}

/** Entries that changed what the org holds: none of them after a run that only looked. */
export function changesIn(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return entries.filter(({ deed, outcome }) => outcome === 'done' && changing.includes(deed));
}
