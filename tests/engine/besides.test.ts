import { expect, test } from '@playwright/test';
import { section, step } from '../../src/runbook/runbook.ts';
import { PageLost } from '../../src/runbook/trouble.ts';
import { no, seeing, switchOff, told, yes } from './stage.ts';

const ROWS = [{ label: 'Contact Email', wanted: 'a', found: 'a', holds: true }];

type Looks = readonly (Readonly<Record<string, string>> | Error)[];

/** A section whose page shows these settings before it has done anything, and those afterwards, each last for ever. */
function watched(before: Looks, after: Looks = [], checks = seeing([no, yes])) {
  const looks = { before: 0, after: 0 };
  const besides = async () => {
    const when = checks.looked > 1 ? 'after' : 'before';
    const shows = when === 'after' ? after : before;
    const seen = shows[Math.min(looks[when], shows.length - 1)] ?? {};
    looks[when] += 1;
    if (seen instanceof Error) throw seen;
    return new Map(Object.entries(seen));
  };
  return { looks, settled: { check: () => checks.check(), readBack: () => ROWS, besides } };
}

async function carriedOut(settled: ReturnType<typeof watched>['settled'], move = switchOff()) {
  const { sections, outcome } = await told([section('Set it', { settled, steps: [step(1, 'a', move)] })]);
  return { outcome, proved: sections[0]?.proved, remarks: sections[0]?.remarks };
}

const changed = (words: string) => `Besides, something on the page has changed that no step is about: ${words}.`;

test('what is as it was beside what was set is counted, and the settings of the section itself are not', async () => {
  const before = { 'Contact Email': 'x', 'Selected Contact Email': 'x', Description: 'y', 'Device Flow': 'no' };
  const { settled } = watched([before], [{ ...before, 'Contact Email': 'a', 'Selected Contact Email': 'a' }]);
  const { proved, remarks } = await carriedOut(settled);
  expect(proved).toBe('on; 2 other settings on that page are as they were');
  expect(remarks).toBeUndefined();
});

test('what has changed that no step is about is told, with what it was; what came or went with a field is not', async () => {
  const { settled } = watched(
    [{ 'Contact Email': 'x', Description: 'y', Gone: '1' }],
    [{ 'Contact Email': 'a', Description: '(empty)', 'Run As': 'grace' }],
  );
  const { outcome, proved, remarks } = await carriedOut(settled);
  expect(outcome).toBe('converged');
  expect(proved).toBe('on');
  expect(remarks).toEqual([changed('Description was y and is (empty)')]);
});

test('of a value that is not made of words nothing is told: it may be a key that somebody made', async () => {
  const { settled } = watched([{ 'Access Token': '(empty)' }], [{ 'Access Token': 'x7Gq29LmTzR4' }]);
  expect((await carriedOut(settled)).remarks).toEqual([
    changed('Access Token was (empty) and is (what is not told: it is not made of words alone)'),
  ]);
});

test('a page that fills its fields one after the other is waited for, before and after', async () => {
  const [empty, filled] = [{ Description: '(empty)' }, { Description: 'y' }];
  const { settled, looks } = watched([empty, filled], [empty, filled]);
  expect(await carriedOut(settled)).toMatchObject({ proved: expect.stringMatching(/1 other/), remarks: undefined });
  expect(looks).toEqual({ before: 3, after: 2 });
});

test('where the section is begun again it is compared with what was there before all of it', async () => {
  const lost = new PageLost('The page went away.');
  const { settled } = watched([{ Description: 'y' }], [{ Description: 'z' }]);
  const { remarks } = await carriedOut(settled, switchOff({ act: async () => Promise.reject(lost) }));
  expect(remarks).toEqual([
    'Begun again from its own check: The page went away.',
    changed('Description was y and is z'),
  ]);
});

test('where nothing is to be done nobody looks, and a page that cannot be read so stops nothing', async () => {
  const done = watched([{ Description: 'y' }], [], seeing([yes]));
  expect(await carriedOut(done.settled)).toMatchObject({ proved: 'on', remarks: undefined });
  expect(done.looks).toEqual({ before: 0, after: 0 });
  for (const [before, after] of [
    [[new Error('gone')], []],
    [[{ Description: 'y' }], [new Error('gone')]],
    [[{}], [{}]],
  ] as const) {
    const { settled } = watched(before, after);
    expect(await carriedOut(settled)).toEqual({ outcome: 'converged', proved: 'on', remarks: undefined });
  }
});
