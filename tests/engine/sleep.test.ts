import { expect, test } from '@playwright/test';
import { watchSleep } from '../../src/engine/sleep.ts';
import { step } from '../../src/runbook/runbook.ts';
import { no, PATIENCE, switchOff, told, yes } from './stage.ts';

/** Nothing runs meanwhile, as when the machine sleeps. */
function sleepFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const RHYTHM = { every: 20, longer: 200 };

test('a sleep is noticed, of which nobody could be told while it lasted', async () => {
  const watch = watchSleep(RHYTHM);
  const before = performance.now();
  expect(watch.since(before)).toBe(0);
  sleepFor(300);
  expect(watch.since(before)).toBeGreaterThanOrEqual(300);
  const after = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(watch.since(after)).toBe(0);
  watch.end();
});

test('what fails because the machine slept is begun again from the section’s own check', async () => {
  let tries = 0;
  const create = switchOff({
    check: async () => (tries > 1 ? yes : no),
    act: async () => {
      tries += 1;
      if (tries > 1) return undefined;
      sleepFor(300);
      throw new Error('page.click: Timeout 30000ms exceeded.');
    },
  });
  const settled = { check: async () => (tries > 1 ? yes : no), patience: PATIENCE };
  const sections = [{ title: 'Create the app', settled, steps: [step(1, 'Create', create)] }];
  const { outcome, sections: ended } = await told(sections, { sleep: watchSleep(RHYTHM) });
  expect(outcome).toBe('converged');
  expect(tries).toBe(2);
  expect(ended[0]?.remarks).toEqual([
    'Begun again from its own check: The machine slept for 1 min, or its clock was set.',
  ]);
});

test('what fails while nothing slept stays failed', async () => {
  const create = switchOff({ act: () => Promise.reject(new Error('It broke.')) });
  const settled = { check: async () => no, patience: PATIENCE };
  const { outcome } = await told([{ title: 'Create the app', settled, steps: [step(1, 'Create', create)] }], {
    sleep: watchSleep(RHYTHM),
  });
  expect(outcome).toBe('failed');
});
