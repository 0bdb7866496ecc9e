import { expect, test } from '@playwright/test';
import type { Verdict } from '../../src/runbook/move.ts';
import { step } from '../../src/runbook/runbook.ts';
import { inOneSection, notOffered, switchOff, told, yes } from './stage.ts';

/** A field that is set and then taken from the page by the next one, before all is saved. */
async function savedWithout(more: { mayVanish?: true }, then: Verdict) {
  let isGone = false;
  const first = switchOff(more);
  const { check } = first;
  const taken = { ...first, check: async () => (isGone ? then : check()) };
  const second = switchOff({
    act: async () => {
      second.presses += 1;
      isGone = true;
      return undefined;
    },
  });
  const save = switchOff({ keeps: true, tells: { verb: 'press', what: 'Save' } });
  const { outcomes } = await told(
    inOneSection(step(1, 'Put back: Run As', taken), step(2, 'Untick', second), step(3, 'Save', save)),
  );
  return { last: outcomes.at(-1), acted: first.presses, saved: save.presses };
}

test('a field that may vanish is not missed before saving', async () => {
  expect(await savedWithout({ mayVanish: true }, notOffered)).toEqual({ last: 'Save: changed', acted: 1, saved: 1 });
});

test('one that may not is missed, and nothing is saved without it', async () => {
  expect(await savedWithout({}, notOffered)).toMatchObject({ last: 'Save: failed', saved: 0 });
});

test('one that may vanish and is still there must keep its value', async () => {
  const lost = { holds: false, wanted: 'on', found: 'off' } as const;
  expect(await savedWithout({ mayVanish: true }, lost)).toMatchObject({ last: 'Save: failed', saved: 0 });
  expect((await savedWithout({ mayVanish: true }, yes)).last).toBe('Save: changed');
});
