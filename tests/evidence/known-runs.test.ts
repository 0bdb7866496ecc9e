import { appendFile, mkdir } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { RunEvent, RunFacts } from '../../src/engine/events.ts';
import { readRunToUndo } from '../../src/evidence/earlier-run.ts';
import { journal } from '../../src/evidence/journal.ts';
import { familyOf, mayBeOf, runsIn } from '../../src/evidence/known-runs.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { folder } from '../machine/support.ts';
import { facts } from './records.ts';

const minute = (of: number, second = 0) =>
  `2026-11-23T09:${String(of).padStart(2, '0')}:${String(second).padStart(2, '0')}.000Z`;

/** Runs that began at these minutes and took one each; `died` leaves out the end. */
type Told = Partial<RunFacts> & { readonly id: string; readonly at: number; readonly died?: true };

async function runs(here: { at(name: string): string }, told: readonly Told[]) {
  for (const { at, died, ...more } of told) {
    const reader = journal(await RunFolder.create(here.at(more.id), new SecretBook()));
    const run = { ...facts, startedAt: minute(at), ...more };
    const events: RunEvent[] = [
      { kind: 'run started', at: minute(at), run, steps: [] },
      died
        ? { kind: 'section started', at: minute(at + 1), title: 'Create the app' }
        : { kind: 'run ended', at: minute(at + 1), outcome: 'converged' },
    ];
    for (const event of events) await reader.hear(event);
  }
}

const rowAt = (at: string, by = facts.target.username) => ({ at, by, section: '', action: '', display: '' });

test('the runs of a folder are known by their journals, the earliest first; what is none or does not hold is left out', async () => {
  await using here = await folder();
  await runs(here, [
    { id: 'late', at: 20 },
    { id: 'early', at: 5, died: true },
    { id: 'spoilt', at: 10 },
  ]);
  await mkdir(here.at('empty'));
  await appendFile(here.at('spoilt/journal.jsonl'), '{}\n');
  expect(await runsIn(here.path)).toMatchObject([
    { id: 'early', outcome: undefined },
    { id: 'late', outcome: 'converged', endedAt: minute(21) },
  ]);
  expect(await runsIn(here.at('nowhere'))).toEqual([]);
});

test('a row may be of a run by its user and by its time on the org’s clock; one that died may have had its last step kept late', async () => {
  await using here = await folder();
  await runs(here, [
    { id: 'died', at: 1, died: true },
    { id: 'ahead', at: 10, clockOffsetMs: 3_600_000 },
  ]);
  const [died, ahead] = await runsIn(here.path);
  if (!died || !ahead) throw new Error('Two runs were told');
  expect(mayBeOf(died, rowAt(minute(2, 50)))).toBe(true);
  expect(mayBeOf(died, rowAt(minute(3, 10)))).toBe(false);
  expect(mayBeOf(died, rowAt(minute(2), facts.target.username.toUpperCase()))).toBe(true);
  expect(mayBeOf(died, rowAt(minute(2), 'eve@acme.example'))).toBe(false);
  const anHourLater = (at: string) => rowAt(at.replace('T09', 'T10'));
  expect(mayBeOf(ahead, rowAt(minute(10, 30)))).toBe(false);
  expect(mayBeOf(ahead, anHourLater(minute(10, 30)))).toBe(true);
  expect(mayBeOf(ahead, anHourLater(minute(11, 10)))).toBe(false);
});

test('what went on with a run or took it back is of its family, and explains rows to who undoes it; another run does not', async () => {
  await using here = await folder();
  await runs(here, [
    { id: 'first', at: 1, died: true },
    { id: 'second', at: 10, resumes: { run: 'first' } },
    { id: 'back', at: 20, undoes: { run: 'second' } },
    { id: 'other', at: 30 },
  ]);
  const ids = (id: string, of: Awaited<ReturnType<typeof runsIn>>) => familyOf(id, of).map((run) => run.id);
  const all = await runsIn(here.path);
  expect(ids('first', all)).toEqual(['first', 'second', 'back']);
  expect(ids('second', all)).toEqual(['second', 'back']);
  const { earlier, resumes, resumedBy } = await readRunToUndo(here.at('first'));
  expect({ resumes, resumedBy }).toEqual({ resumes: undefined, resumedBy: [] });
  const { resumes: wentOnWith } = await readRunToUndo(here.at('second'));
  expect(wentOnWith).toBe('first');
  await runs(here, [{ id: 'third', at: 40, resumes: { run: 'second' } }]);
  expect((await readRunToUndo(here.at('first'))).resumedBy).toEqual(['third']);
  expect(earlier.since.toISOString()).toBe('2026-11-23T09:00:59.000Z');
  expect([2, 11, 21, 31].map((at) => earlier.mayHaveMade(rowAt(minute(at))))).toEqual([true, true, true, false]);
});
