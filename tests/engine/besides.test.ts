import { expect, test } from '@playwright/test';
import { section, step } from '../../src/runbook/runbook.ts';
import { PageLost } from '../../src/runbook/trouble.ts';
import { no, seeing, switchOff, told, yes } from './stage.ts';

const ROWS = [{ label: 'Contact Email', wanted: 'a', found: 'a', holds: true }];

/** A section whose page shows these settings, look by look; the last for ever. */
function watched(looks: readonly (Readonly<Record<string, string>> | Error)[], checks = seeing([no, yes])) {
  const page = { looks: 0 };
  const besides = async () => {
    const seen = looks[Math.min(page.looks, looks.length - 1)] ?? {};
    page.looks += 1;
    if (seen instanceof Error) throw seen;
    return new Map(Object.entries(seen));
  };
  return { page, settled: { check: () => checks.check(), readBack: () => ROWS, besides } };
}

async function carriedOut(settled: ReturnType<typeof watched>['settled'], move = switchOff()) {
  const { sections, outcome } = await told([section('Set it', { settled, steps: [step(1, 'a', move)] })]);
  return { outcome, proved: sections[0]?.proved, remarks: sections[0]?.remarks };
}

test('what is as it was beside what was set is counted, and the settings of the section itself are not', async () => {
  const before = { 'Contact Email': 'x', 'Selected Contact Email': 'x', Description: 'y', 'Device Flow': 'no' };
  const { settled } = watched([before, { ...before, 'Contact Email': 'a', 'Selected Contact Email': 'a' }]);
  const { proved, remarks } = await carriedOut(settled);
  expect(proved).toBe('on; 2 other settings on that page are as they were');
  expect(remarks).toBeUndefined();
});

test('what has changed that no step is about is told, with what it was; what came or went with a field is not', async () => {
  const { settled } = watched([
    { 'Contact Email': 'x', Description: 'y', Gone: '1' },
    { 'Contact Email': 'a', Description: '(empty)', 'Run As': 'grace' },
  ]);
  const { outcome, proved, remarks } = await carriedOut(settled);
  expect(outcome).toBe('converged');
  expect(proved).toBe('on');
  expect(remarks).toEqual([
    'Besides, something on the page has changed that no step is about: Description was y and is (empty).',
  ]);
});

test('where the section is begun again it is compared with what was there before all of it', async () => {
  const lost = new PageLost('The page went away.');
  const { settled, page } = watched([{ Description: 'y' }, { Description: 'z' }], seeing([no, yes]));
  const { remarks } = await carriedOut(settled, switchOff({ act: async () => Promise.reject(lost) }));
  expect(remarks).toEqual([
    'Begun again from its own check: The page went away.',
    'Besides, something on the page has changed that no step is about: Description was y and is z.',
  ]);
  expect(page.looks).toBe(2);
});

test('where nothing is to be done nobody looks, and a page that cannot be read so stops nothing', async () => {
  const done = watched([{ Description: 'y' }], seeing([yes]));
  expect(await carriedOut(done.settled)).toMatchObject({ proved: 'on', remarks: undefined });
  expect(done.page.looks).toBe(0);
  for (const looks of [[new Error('gone')], [{ Description: 'y' }, new Error('gone')]]) {
    const { settled } = watched(looks);
    expect(await carriedOut(settled)).toEqual({ outcome: 'converged', proved: 'on', remarks: undefined });
  }
});
