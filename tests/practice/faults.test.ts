import { expect, test } from '@playwright/test';
import { type FaultName, faultKinds, readFault } from '../../src/practice-org/faults.ts';
import { deeds } from '../support/ledger.ts';
import { runWithoutMail } from './without-mail.ts';
import { expectConverged, runAgainst } from './witness.ts';

/** Faults that a run gets through; what the ledger and the record say then is the same for all. */
const GOT_THROUGH: readonly string[] = [
  'latency=100~100',
  'error-500@list',
  'error-503@setup',
  'error-500@app',
  'error-503@create',
  'error-500@save-policies',
  'error-503@users',
  'error-500@challenge',
  'error-503@answer',
  'error-503@consumer',
  'error-503@token',
  'drop-before@login',
  'drop-before@setup',
  'drop-before@create',
  'drop-before@consumer',
  'drop-after@login',
  'drop-after@create',
  'drop-after@save-policies',
  'drop-after@answer',
  'session-ends@list+1',
  'session-ends@create',
  'session-ends@save-policies',
  'session-ends@users',
  're-render*always',
  'spinner*always=1000',
  'stale-frame*always',
  'lost-field',
  'covering-toast*always=1000',
  'mail-late=2000',
  'mail-twice',
  'mail-junk',
];

test('every fault of the practice org is met', () => {
  const met = new Set<FaultName>([...GOT_THROUGH.map((fault) => readFault(fault).name), 'mail-none']);
  expect([...met].toSorted()).toEqual(Object.keys(faultKinds).toSorted());
});

for (const fault of GOT_THROUGH) {
  test(`a run that meets "${fault}" gets through it`, () => runAgainst({ faults: [fault] }, expectConverged));
}

test('a response that is lost after Create took effect is found out by the list, and is told', () =>
  runAgainst({ faults: ['drop-after@create'] }, async (_, org) => {
    const { steps, sections } = await org.record('run');
    const create = steps.find(({ says }) => says === 'Create the app');
    expect(create?.outcome).toBe('changed');
    expect(create?.deviations.join(' ')).toMatch(/did not answer POST .* A fresh page shows that it had taken effect/);
    expect(sections[0]?.outcome).toBe('changed');
  }));

test('where no mail comes the run ends with 3 and says where it was waited for', async () => {
  const { code, says, org } = await runWithoutMail();
  expect(says).toMatch(/^No code for .* came to the mailbox .* within 2 s\..*/);
  expect(code).toBe(3);
  expect(deeds(org, 'create app')).toHaveLength(1);
  expect(deeds(org, 'send code')).toHaveLength(1);
  expect(deeds(org, 'reveal credentials')).toEqual([]);
});
