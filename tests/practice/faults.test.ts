import { expect, test } from '@playwright/test';
import { type FaultName, faultKinds, readFault } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';
import { runWithoutMail } from './without-mail.ts';
import { expectConverged, expectStopped, runAgainst } from './witness.ts';

/** Faults that a run gets through, and what its record then tells of a step or section, where it tells anything. */
const GOT_THROUGH: Readonly<Record<string, RegExp | undefined>> = {
  'latency=100~100': undefined,
  'error-500@list': /Begun again from its own check: The org did not answer GET .* \(500\)/,
  'error-503@setup': undefined,
  'error-500@app': /Begun again/,
  'error-503@create': /Begun again from its own check: The org did not answer POST .* \(503\)/,
  'error-500@save-policies': /Begun again from its own check: The org did not answer PUT .* \(500\)/,
  'error-503@users': /Begun again/,
  'error-500@challenge': /Begun again from its own check: The org answered 500 in place of a page/,
  'error-503@answer': /Begun again/,
  'error-503@consumer': /Begun again from its own check: The org answered 503 in place of a page/,
  'error-503@token': undefined,
  'drop-before@login': undefined,
  'drop-before@setup': undefined,
  'drop-before@create': /Begun again from its own check: The org did not answer POST .* \(ERR_/,
  'drop-before@consumer': /Begun again from its own check: The connection to the org broke/,
  'drop-after@login': undefined,
  // What a lost answer leaves open, a fresh page decides; the ledger has it once.
  'drop-after@create':
    /"Create the app".*"changed".*did not answer POST .* A fresh page shows that it had taken effect/,
  'drop-after@save-policies': /"Save the policies".*"changed".*A fresh page shows that it had taken effect/,
  'drop-after@answer': /Begun again/,
  'session-ends@list+1': /Begun again from its own check: The session has ended/,
  'session-ends@create': /Begun again from its own check: The session has ended/,
  'session-ends@save-policies': /Begun again from its own check: The session has ended/,
  'session-ends@users': /Begun again from its own check: The session has ended/,
  're-render*always': undefined,
  'spinner*always=500': undefined,
  'spinner*always=1000': undefined,
  'stale-frame*always': undefined,
  'lost-field': /"Create the app".*had lost its value .* and was set again/,
  'covering-toast*always=500': undefined,
  'covering-toast*always=1000': undefined,
  'mail-late=2000': undefined,
  'mail-twice': undefined,
  'mail-junk': undefined,
};

/** Several in one run, of each kind at least one: what every suite shows. `npm run sweep` takes each by itself. */
const TOGETHER = [
  [
    ...['latency=100~100', 'stale-frame*always', 're-render*always', 'mail-twice', 'mail-late=2000'],
    ...['spinner*always=500', 'covering-toast*always=500', 'lost-field', 'mail-junk'],
  ],
  ['drop-before@create', 'drop-after@create', 'session-ends@users', 'error-500@save-policies', 'error-503@token'],
];

test('every fault of the practice org is met, and without a sweep too', () => {
  const met = new Set<FaultName>([...TOGETHER.flat().map((fault) => readFault(fault).name), 'mail-none']);
  expect([...met].toSorted()).toEqual(Object.keys(faultKinds).toSorted());
  expect(TOGETHER.flat().filter((fault) => !Object.hasOwn(GOT_THROUGH, fault))).toEqual([]);
});

for (const faults of TOGETHER) {
  test(`a run that meets ${faults.join(' and ')} gets through`, () => getsThrough(faults));
}

for (const fault of Object.keys(GOT_THROUGH)) {
  test(`a run that meets "${fault}" gets through it`, { tag: '@sweep' }, () => getsThrough([fault]));
}

function getsThrough(faults: readonly string[]): Promise<void> {
  return runAgainst({ faults }, async (ended, org) => {
    expectConverged(ended, org);
    const { steps, sections } = await org.record('run');
    const texts = [...steps, ...sections].map((each) => JSON.stringify(each));
    for (const fault of faults) {
      const told = GOT_THROUGH[fault];
      if (told) expect(texts).toContainEqual(expect.stringMatching(told));
    }
  });
}

/** Faults that do not end: with which code the run does, and what it says. */
const STOPPED: Readonly<Record<string, { code: number; says: RegExp }>> = {
  'error-503@create*always': { code: 1, says: /Step \d+, Create the app: .*The page says: / },
  'drop-before@setup*always': {
    code: 4,
    says: /^setupwright: The org at \S+ cannot be reached \(ERR_\w+\)\./,
  },
};

for (const [fault, end] of Object.entries(STOPPED)) {
  const tag = end.code === 1 ? '@sweep' : [];
  test(`a run that meets "${fault}" ends with ${end.code}, and nothing is made`, { tag }, () =>
    runAgainst({ faults: [fault] }, (ended, org) => expectStopped(ended, org, end)),
  );
}

test('where no mail comes the run ends with 3 and says where it was waited for', async () => {
  const { code, says, org } = await runWithoutMail();
  expect(says).toMatch(/No code for .* came to the mailbox .* within 2 s\./);
  expect(code).toBe(3);
  expect(deeds(org, 'create app')).toHaveLength(1);
  expect(deeds(org, 'send code')).toHaveLength(1);
  expect(deeds(org, 'reveal credentials')).toEqual([]);
});
