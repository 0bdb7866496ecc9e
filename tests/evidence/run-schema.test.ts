import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { RunSchema } from '../../src/evidence/schema.ts';
import { fullRecord } from './full-record.ts';
import { record } from './records.ts';

const FILE = 'docs/run.schema.json';

/** The same, with nothing that may be written to. */
type Frozen<T> = T extends readonly unknown[] | object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** What the record's type and the schema say is the same in both directions, or this file does not compile. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : 'the second says more') : 'the first says more';
const sameShape: Same<Frozen<RunRecord>, Frozen<z.output<typeof RunSchema>>> = true;

test('a record is what the schema says, with nothing beside it', () => {
  expect(sameShape).toBe(true);
  for (const each of [record(), fullRecord()]) {
    const data = JSON.parse(JSON.stringify(each));
    // What the schema does not know is left out by it, and would be missed here.
    expect(RunSchema.parse(data)).toEqual(data);
  }
});

test('case 59: no capture lacks what its caption is made of', () => {
  const data = JSON.parse(JSON.stringify(fullRecord()));
  for (const name of ['n', 'file', 'sha256', 'shows', 'at', 'title', 'url', 'width', 'height']) {
    const spoilt = structuredClone(data);
    delete spoilt.steps[0].captures[0][name];
    expect(RunSchema.safeParse(spoilt).success, name).toBe(false);
  }
  for (const [name, value] of [
    ['sha256', 'c0ffee'],
    ['at', 'yesterday'],
    ['file', '../run.json'],
    ['n', 0],
  ] as const) {
    const spoilt = structuredClone(data);
    spoilt.steps[0].captures[0][name] = value;
    expect(RunSchema.safeParse(spoilt).success, name).toBe(false);
  }
});

test(`${FILE} says what the schema says; --update-snapshots writes it anew`, async () => {
  const now = `${JSON.stringify(z.toJSONSchema(RunSchema, { io: 'input' }), null, 2)}\n`;
  if (['all', 'changed'].includes(test.info().config.updateSnapshots)) await writeFile(FILE, now);
  expect(await readFile(FILE, 'utf8')).toBe(now);
});
