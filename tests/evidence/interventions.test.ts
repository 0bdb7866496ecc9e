import { expect, test } from '@playwright/test';
import { interventionsIn } from '../../src/evidence/interventions.ts';
import { A_PERSON } from '../../src/runbook/challenge-words.ts';
import { challengeRecord, facts, stepRecord } from './records.ts';

test('nobody intervened where programs did everything', () => {
  expect(
    interventionsIn(facts, [challengeRecord()], [stepRecord(1), stepRecord(2, { outcome: 'already so' })]),
  ).toEqual([]);
});

test('a sign-in, an answer and a step of a person are interventions, in their order', () => {
  const byHand = { ...facts, target: { ...facts.target, signedInBy: 'by hand' } };
  const answered = challengeRecord({ by: A_PERSON, mail: undefined });
  const later = { startedAt: '2026-11-23T09:01:00.000Z' };
  const steps = [
    stepRecord(2, { outcome: 'done by hand', remark: 'The list was empty.', ...later }),
    stepRecord(3, { outcome: 'skipped', ...later }),
  ];
  expect(interventionsIn(byHand, [answered], steps)).toMatchObject(
    [
      { who: A_PERSON, what: 'signed in, in the browser window' },
      { what: 'answered the challenge "e-mailed code" at the reveal', why: /asked for a code that it sends by e-mail/ },
      { what: 'did step 2, Do 2', why: 'The list was empty.' },
      { what: 'left out step 3, Do 3', why: 'not told' },
    ].map(({ why, ...rest }) => ({
      ...rest,
      ...(why === undefined ? {} : { why: why instanceof RegExp ? expect.stringMatching(why) : why }),
    })),
  );
});
