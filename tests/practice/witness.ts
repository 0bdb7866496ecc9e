import { expect } from '@playwright/test';
import { changesIn, type PracticeOrg } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';
import { type Ended, type Practice, practice } from '../support/practice.ts';

/**
 * A whole run by the command line against an org of its own that is like this; the org is closed at the end.
 * @param later what the org becomes once the run says this
 */
export async function runAgainst(
  options: Parameters<typeof practice>[0],
  witness: (ended: Ended, org: Practice) => Promise<void> | void,
  later?: { readonly at: string; readonly switches: Parameters<PracticeOrg['switch']>[0] },
): Promise<void> {
  const org = await practice(options);
  const meanwhile = later && { at: later.at, happens: () => org.org.switch(later.switches) };
  try {
    await witness(await org.run(['--out', 'run'], meanwhile ? { meanwhile } : {}), org);
  } finally {
    await org.close();
  }
}

/** By the org's own word: one app was made, its policies were set, nothing else was touched, and its credentials work. */
export function expectConverged({ code, out, err }: Ended, { org }: Practice): void {
  expect(err).toBe('');
  expect(out).toContain('converged');
  expect(code).toBe(0);
  // A run that lands in Salesforce Classic says that it switches the user: tests/practice/known-ends.ts.
  const changes = changesIn(org.ledger()).filter(({ deed }) => deed !== 'switch experience');
  expect(changes.map(({ deed, about }) => `${deed}: ${about}`)).toEqual([
    'create app: Document AI',
    'change policies: Document AI',
  ]);
  expect(deeds(org, 'issue token').some(({ outcome }) => outcome === 'done')).toBe(true);
}

/** The run stopped with this code and one line that says so; the org was changed by no more than this. */
export function expectStopped(
  { code, out, err }: Ended,
  { org }: Practice,
  expected: { code: number; says: RegExp; changes?: readonly string[] },
): void {
  // Before the run begins the line stands alone; later it ends the progress.
  const lines = err === '' ? out.slice(out.lastIndexOf('\nfailed: ')).split('\n').slice(2) : err.split('\n');
  const told = lines.filter((line) => line.trim() !== '' && !/^(Report|Sealed) /.test(line));
  expect(told, `${out}${err}`).toHaveLength(1);
  expect(told[0]).toMatch(expected.says);
  expect(`${out}${err}`).not.toMatch(/\n\s+at |TimeoutError/);
  expect(code).toBe(expected.code);
  expect(changesIn(org.ledger()).map(({ deed }) => deed)).toEqual(expected.changes ?? []);
}
