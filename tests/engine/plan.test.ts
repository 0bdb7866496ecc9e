import { expect, test } from '@playwright/test';
import { plan } from '../../src/engine/plan.ts';
import { hasChanges, type PlannedSection } from '../../src/engine/record.ts';
import { extraStep, type Section, section, step } from '../../src/runbook/runbook.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { no, seeing, switchOff, yes } from './stage.ts';

const { signal } = new AbortController();
const planned = (sections: readonly Section[]) => plan(sections, { signal, tell: () => undefined });

test('a section that is as wanted, and one that is not, each with its settings', async () => {
  const row = { label: 'Contact Email', wanted: 'on', found: 'off', holds: false };
  const sections = await planned([
    section('One', { settled: seeing([yes]), steps: [] }),
    section('Two', { settled: seeing([no], { readBack: () => [row] }), steps: [] }),
  ]);
  expect(sections).toEqual([
    { title: 'One', state: 'as wanted', found: 'on', rows: [] },
    { title: 'Two', state: 'to be done', wanted: 'on', found: 'off', rows: [row] },
  ]);
  expect(hasChanges(sections)).toBe(true);
  expect(hasChanges(sections.slice(0, 1))).toBe(false);
});

test('nothing is touched: no step acts, whatever is to be done', async () => {
  const move = switchOff();
  await planned([
    section('One', { settled: seeing([no]), steps: [step(1, 'a', move)] }),
    section('Two', { steps: [extraStep('b', move)] }),
  ]);
  expect(move.presses).toBe(0);
});

test('a section without a look of its own is known by its steps, once all before it is as wanted', async () => {
  const last = section('Prove', { steps: [extraStep('Sign in', seeing([yes])), extraStep('See whom', seeing([no]))] });
  expect((await planned([section('One', { settled: seeing([no]), steps: [] }), last])).at(-1)).toMatchObject({
    state: 'not known yet',
  });
  expect((await planned([section('One', { settled: seeing([yes]), steps: [] }), last])).at(-1)).toMatchObject({
    state: 'to be done',
    found: 'See whom: off',
  });
});

test('the page of a section that is as wanted may serve for the next one', async () => {
  const fresh: (boolean | undefined)[] = [];
  const settled = (verdict: typeof yes | typeof no) => ({
    check: async (now?: { isFresh: boolean }) => {
      fresh.push(now?.isFresh);
      return verdict;
    },
    screen: () => {
      throw new Error('no picture is taken');
    },
  });
  await planned([yes, no, yes].map((verdict, n) => section(`${n}`, { settled: settled(verdict), steps: [] })));
  expect(fresh).toEqual([false, true, false]);
});

test('what cannot be looked at ends the plan with its own words', async () => {
  const failure = new Trouble('preflight', 'There are 2 apps named x.', 'Rename one.');
  await expect(planned([section('One', { settled: seeing([failure]), steps: [] })])).rejects.toBe(failure);
});

test('each section is told of as soon as it was looked at, and a stop ends it', async () => {
  const told: PlannedSection[] = [];
  const stop = new AbortController();
  const looking = plan(
    [section('One', { settled: seeing([yes]), steps: [] }), section('Two', { settled: seeing([yes]), steps: [] })],
    {
      signal: stop.signal,
      tell: (one) => {
        told.push(one);
        stop.abort();
      },
    },
  );
  await expect(looking).rejects.toThrow();
  expect(told.map(({ title }) => title)).toEqual(['One']);
});
