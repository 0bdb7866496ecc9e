import { expect, test } from '@playwright/test';
import { until } from '../../src/engine/until.ts';
import type { Verdict } from '../../src/runbook/move.ts';
import { no, notOffered, PATIENCE, seeing, yes } from './stage.ts';

const signal = new AbortController().signal;
const patience = PATIENCE;

test('looks until it holds', async () => {
  const move = seeing([no, no, yes]);
  expect(await until(move.check, { patience, signal })).toEqual(yes);
  expect(move.looked).toBe(3);
});

test('looks once where it has no patience', async () => {
  const move = seeing([no, yes]);
  expect(await until(move.check, { patience: 0, signal })).toEqual(no);
  expect(move.looked).toBe(1);
});

test('gives the last look where it never holds', async () => {
  const move = seeing([no]);
  expect(await until(move.check, { patience, signal })).toEqual(no);
  expect(move.looked).toBeGreaterThan(1);
});

test('stops where the page refuses', async () => {
  const refused = { ...no, refused: 'taken' };
  expect(await until(seeing([no, refused, yes]).check, { patience, signal })).toEqual(refused);
});

test('stops where it has seen enough', async () => {
  const move = seeing([notOffered, no, yes]);
  const enough = (verdict: Verdict) => verdict.holds || verdict.notOffered !== true;
  expect(await until(move.check, { patience, signal, enough })).toEqual(no);
});

test('forgets an error that passes', async () => {
  expect(await until(seeing([new Error('navigating'), yes]).check, { patience, signal })).toEqual(yes);
});

test('throws the error that it ends with', async () => {
  const move = seeing([no, new Error('first'), new Error('closed')]);
  await expect(until(move.check, { patience, signal })).rejects.toThrow('closed');
});

test('looks at least once though the run is stopped', async () => {
  expect(await until(seeing([yes]).check, { patience, signal: AbortSignal.abort() })).toEqual(yes);
});

test('has no more patience than it was given, though the run is stopped', async () => {
  const move = seeing([no]);
  expect(await until(move.check, { patience: 0, signal: AbortSignal.abort() })).toEqual(no);
  expect(move.looked).toBe(1);
});
