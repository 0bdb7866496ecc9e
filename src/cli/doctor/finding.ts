/** What was made of one thing that a run needs. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'not known';

/** What the doctor looks at, in the order in which it is told. */
export const ABOUT = [
  'Settings',
  'Inputs',
  'Out folder',
  'Disk',
  'Git',
  'Seal',
  'Sink',
  'Salesforce CLI',
  'Saved session',
  'My Domain',
  'Clock',
  'Mailbox',
  'Identity',
  'Browser',
  'Sign-in',
  'Org',
  'Kind of org',
  'User',
  'Language',
  'Permissions',
  'App settings',
  'Address',
  'Runbook',
] as const;
export type About = (typeof ABOUT)[number];

/** One thing that was looked at, and what it came to, with the remedy where one is needed, in one line. */
export interface Finding {
  readonly about: About;
  readonly verdict: Verdict;
  readonly says: string;
}

/** What is to be said of something that was looked at: plain text is well. */
export type Told = string | { readonly warning: string } | { readonly unknown: string } | { readonly failed: string };

export function findingOf(about: About, told: Told): Finding {
  if (typeof told === 'string') return { about, verdict: 'ok', says: told };
  if ('warning' in told) return { about, verdict: 'warning', says: told.warning };
  return 'unknown' in told
    ? { about, verdict: 'not known', says: `Cannot be known from here: ${told.unknown}` }
    : { about, verdict: 'failed', says: told.failed };
}
