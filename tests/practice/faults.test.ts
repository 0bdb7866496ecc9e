import { expect, test } from '@playwright/test';
import { deeds } from '../support/ledger.ts';
import { expectTold, GOT_THROUGH } from './known-ends.ts';
import { runWithoutMail } from './without-mail.ts';
import { expectConverged, expectStopped, runAgainst } from './witness.ts';

for (const fault of Object.keys(GOT_THROUGH)) {
  test(`a run that meets "${fault}" gets through it`, { tag: '@sweep' }, () =>
    runAgainst({ faults: [fault] }, async (ended, org) => {
      expectConverged(ended, org);
      await expectTold(org, [fault]);
    }),
  );
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
  const { code, says, org, camera } = await runWithoutMail();
  expect(says).toMatch(/No code for .* came to the mailbox .* within 2 s\./);
  expect(code).toBe(3);
  expect(deeds(org, 'create app')).toHaveLength(1);
  expect(deeds(org, 'send code')).toHaveLength(1);
  expect(deeds(org, 'reveal credentials')).toEqual([]);
  // Where a page shows a sign, the long search follows each look, and runs get slow without a word. The toasts of Create
  // and Save, which have a button to close them, are none.
  expect(camera.shots.length).toBeGreaterThan(25);
  expect(camera.signs).toEqual([]);
});
