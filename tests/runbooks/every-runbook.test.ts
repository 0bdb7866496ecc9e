import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { allRunbooks, runbookNamed } from '../../src/cli/runbooks.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { sectionsOf, stepsOf } from './on-paper.ts';

const FOLDERS = readdirSync(join(import.meta.dirname, '..', '..', 'runbooks'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

const numbersOf = ({ guide }: Runbook) => guide.items.map(({ item }) => item);

test('every folder of runbooks is a runbook of that name, and there are no others', async () => {
  expect((await allRunbooks()).map(({ id }) => id)).toEqual(FOLDERS);
});

test('one that is not there is told as usage', async () => {
  for (const name of ['no-such-runbook', 'toString', '__proto__']) {
    await expect.soft(runbookNamed(name), name).rejects.toMatchObject({ kind: 'usage' });
  }
});

for (const id of FOLDERS) {
  test.describe(`the runbook ${id}`, () => {
    let runbook: Runbook;

    test.beforeAll(async () => {
      runbook = await runbookNamed(id);
    });

    test('numbers the items of its guide from one, without a gap', () => {
      expect(numbersOf(runbook)).toEqual(runbook.guide.items.map((_, index) => index + 1));
      expect(runbook.guide.items.length).toBeGreaterThan(0);
    });

    test('says something in every item', () => {
      const empty = runbook.guide.items.filter(({ under, says }) => under.trim() === '' || says.trim() === '');
      expect(empty).toEqual([]);
    });

    test('carries out every item of its guide', () => {
      const carried = new Set(stepsOf(runbook).flatMap(({ items }) => items));
      expect(numbersOf(runbook).filter((item) => !carried.has(item))).toEqual([]);
    });

    test('names only items that the guide has', () => {
      const known = new Set(numbersOf(runbook));
      const unknown = stepsOf(runbook).filter(({ items }) => items.some((item) => !known.has(item)));
      expect(unknown.map(({ says, items }) => `${says}: ${items}`)).toEqual([]);
    });

    test('has a step without an item only beyond the guide, and there none with one', () => {
      const wrong = sectionsOf(runbook).flatMap(({ beyondGuide, steps }) =>
        steps.filter(({ items }) => (items.length === 0) !== (beyondGuide === true)),
      );
      expect(wrong.map(({ says }) => says)).toEqual([]);
    });

    test('has sections of different titles, each with steps', () => {
      const titles = sectionsOf(runbook).map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
      expect(sectionsOf(runbook).filter(({ steps }) => steps.length === 0)).toEqual([]);
    });

    test('proves every section of the guide from what the org remembers', () => {
      const unproved = sectionsOf(runbook).filter(({ settled, beyondGuide }) => !settled && !beyondGuide);
      expect(unproved.map(({ title }) => title)).toEqual([]);
    });

    test('can be read aloud: every step is a sentence of one line and tells what it does', () => {
      for (const { says, move } of stepsOf(runbook)) {
        expect.soft(says).toMatch(/^[A-Z][^\n]*[^.\s]$/);
        expect.soft(move.tells.what.trim()).not.toBe('');
        expect.soft(() => move.tells.wanted?.()).not.toThrow();
      }
    });

    test('gives the fact behind every deviation', () => {
      const deviations = stepsOf(runbook).flatMap(({ deviation }) => deviation ?? []);
      expect(deviations.filter((deviation) => !/\(facts [\d.]+ \[[A-Z, ]+\]\)\.$/.test(deviation))).toEqual([]);
    });

    test('describes every input', () => {
      const silent = Object.entries(runbook.inputs.shape).filter(
        ([, schema]) => !('description' in schema) || !schema.description,
      );
      expect(silent.map(([name]) => name)).toEqual([]);
    });

    test('refuses an input that it does not know', () => {
      expect(() => sectionsOf(runbook, { noSuchInput: 1 })).toThrow('noSuchInput');
    });
  });
}
