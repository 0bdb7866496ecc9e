import { expect, test } from '@playwright/test';
import { z } from 'zod';
import type { Field, Found } from '../../src/runbook/field.ts';
import { remains } from '../../src/salesforce/compare.ts';
import { putBack } from '../../src/salesforce/put-back.ts';
import { FakeBrowser, FakeField } from '../runbook/stage.ts';

const LABEL = 'Run As (Username)';
const row = (found: string) => ({ label: LABEL, wanted: 'whatever was asked for', found, holds: true });
const field = (value?: string) =>
  new FakeField(
    new FakeBrowser().tab(),
    value === undefined ? { offered: false } : { offered: true, value, locked: true },
  );
const holds = async (want: ReturnType<typeof remains> | undefined) => (await want?.look())?.holds;

test('a field remains as it was left by what it shows, whatever was asked of it then', async () => {
  expect(await holds(remains(field('ada@x.example'), row('ada@x.example')))).toBe(true);
  expect(await holds(remains(field('eve@x.example'), row('ada@x.example')))).toBe(false);
  expect(await holds(remains(field(), row('ada@x.example')))).toBe(false);
  expect(await holds(remains(field(), row('not offered')))).toBe(true);
  expect(await holds(remains(field(), row('ada@x.example'), { mayVanish: true }))).toBe(true);
});

test('a list remains by its entries: neither their order nor how much the org offers counts', async () => {
  const listed = (selected: readonly string[]): Field<string> => {
    const shows: Found<string> = { offered: true, value: selected.join(), locked: true };
    return Object.assign(new FakeField(new FakeBrowser().tab(), shows), {
      listFound: () => ({ selected, offered: 29 }),
    });
  };
  const left = { ...row('2 of 28 selected: A; B'), list: { selected: ['A', 'B'], offered: 28 } };
  expect(await holds(remains(listed(['B', 'A']), left))).toBe(true);
  expect(await holds(remains(listed(['A']), left))).toBe(false);
  expect(await holds(remains(listed(['A', 'C']), left))).toBe(false);
});

test('what was changed gets back what it was; what was not has to stay', async () => {
  const known = { shape: z.string(), asked: [] };
  const left = [row('new@x.example')];
  const changed = putBack(field('old@x.example'), {
    ...known,
    done: { kept: true, was: new Map([[LABEL, 'old@x.example']]), left },
  });
  expect([await holds(changed.asBefore), await holds(changed.asLeft)]).toEqual([true, false]);
  expect(changed.move?.tells.wanted?.()).toBe('old@x.example');
  const same = putBack(field('new@x.example'), { ...known, done: { kept: true, was: new Map(), left } });
  expect([await holds(same.asBefore), await holds(same.asLeft), same.move]).toEqual([true, true, undefined]);
});

test('where the run read nothing back, it left what was asked for; of what was not asked nothing is known', async () => {
  const done = { kept: true, was: new Map() };
  const asked = [remains(field('new@x.example'), row('new@x.example'))];
  const known = putBack(field('new@x.example'), { shape: z.string(), done, asked });
  expect([known.asLeft, known.asBefore]).toEqual([asked[0], undefined]);
  expect(putBack(field('x'), { shape: z.string(), done, asked: [] }).asLeft).toBeUndefined();
});
