import { expect, test } from '@playwright/test';
import { interventionsIn } from '../../src/evidence/interventions.ts';
import { A_PERSON, SOMEBODY } from '../../src/runbook/challenge-words.ts';
import { challengeRecord, facts, stepRecord } from './records.ts';

test('nobody intervened where programs did everything', () => {
  expect(
    interventionsIn(facts, [challengeRecord()], [stepRecord(1), stepRecord(2, { outcome: 'already so' })]),
  ).toEqual([]);
});

test('who agreed before the first step intervened, by which way and why they were asked', () => {
  const at = '2026-11-23T08:59:59.000Z';
  const agreed = [{ at, by: 'the terminal', what: 'agreed to the plan', why: 'a run asks' }];
  expect(interventionsIn({ ...facts, agreed }, [], [])).toEqual([
    { at, who: 'a person, by the terminal', what: 'agreed to the plan', why: 'a run asks' },
  ]);
});

test('why a person took over they say when they hand back', () => {
  const at = (n: number) => `2026-11-23T09:00:0${n}.000Z`;
  const answer = { by: 'the console', to: 'step 2', step: 2, waitedMs: 0 };
  const told = interventionsIn(
    facts,
    [],
    [stepRecord(2, { outcome: 'done by hand', startedAt: at(1) })],
    [
      { ...answer, at: at(2), answer: 'take over' },
      { ...answer, at: at(3), answer: 'hand back', why: 'closed a tour' },
    ],
  );
  expect(told.map(({ why }) => why)).toEqual(Array(3).fill('closed a tour'));
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

test('a challenge that was passed without an answer of ours was answered by somebody, and that is told', () => {
  const passed = challengeRecord({ by: SOMEBODY, mail: undefined });
  expect(interventionsIn(facts, [passed], [])).toMatchObject([
    { who: SOMEBODY, what: 'answered the challenge "e-mailed code" at the reveal' },
  ]);
});

test('what an operator said is told with when, by which way, of what, why, and how long the run stood still', () => {
  const at = (n: number) => `2026-11-23T09:00:0${n}.000Z`;
  const steps = [
    stepRecord(3, { outcome: 'skipped', startedAt: at(2), remark: 'not in this edition' }),
    stepRecord(4, { outcome: 'done by hand', startedAt: at(5) }),
  ];
  const told = interventionsIn(facts, [], steps, [
    { at: at(1), answer: 'pause', by: 'the terminal', to: 'while the run went on', waitedMs: 0 },
    {
      at: at(3),
      answer: 'skip',
      by: 'the console',
      to: 'step 3',
      step: 3,
      why: 'not in this edition',
      waitedMs: 4_000,
    },
    {
      at: at(6),
      answer: 'take over',
      by: 'the console',
      to: 'step 4, Do 4, had failed: no.',
      step: 4,
      waitedMs: 61_000,
    },
    {
      at: at(7),
      answer: 'hand back',
      by: 'the control file',
      to: "working in the org's pages",
      step: 4,
      waitedMs: 300,
    },
  ]);
  expect(told).toEqual([
    { at: at(1), who: 'a person, by the terminal', what: 'said "pause": while the run went on', why: 'not told' },
    { at: at(3), who: 'a person, by the console', what: 'left out step 3, Do 3', why: 'not in this edition' },
    {
      at: at(6),
      who: 'a person, by the console',
      what: 'said "take over": step 4, Do 4, had failed: no.; the run had waited 61 s',
      why: 'not told',
    },
    expect.objectContaining({ at: at(6), who: 'a person, by the console', what: 'did step 4, Do 4' }),
    {
      at: at(7),
      who: 'a person, by the control file',
      what: 'said "hand back": working in the org\'s pages',
      why: 'not told',
    },
  ]);
});
