import { expect, test } from '@playwright/test';
import { Tries } from '../../src/evidence/tries.ts';
import { stepRecord } from './records.ts';

const of = (tries: Tries<ReturnType<typeof stepRecord>>) =>
  tries.steps.map(({ n, outcome, was, commits }) => ({ n, outcome, was, commits }));

test('what a try that saved had changed stays this run’s work, though the next try finds it so', () => {
  const tries = new Tries<ReturnType<typeof stepRecord>>();
  tries.ended(stepRecord(1, { was: 'old' }));
  tries.ended(stepRecord(2, { outcome: 'already so' }));
  tries.ended(stepRecord(3, { commits: true }));
  tries.again('Create the app');
  expect(tries.steps).toEqual([]);
  tries.ended(stepRecord(1, { outcome: 'already so' }));
  tries.ended(stepRecord(2, { was: 'later' }));
  tries.ended(stepRecord(3, { outcome: 'already so' }));
  expect(of(tries)).toEqual([
    { n: 1, outcome: 'changed', was: 'old', commits: undefined },
    { n: 2, outcome: 'changed', was: 'later', commits: undefined },
    { n: 3, outcome: 'changed', was: undefined, commits: true },
  ]);
});

test('what the step at which the page was lost may have had the org keep stays, though nobody knows', () => {
  const tries = new Tries<ReturnType<typeof stepRecord>>();
  tries.ended(stepRecord(1, { was: 'old' }));
  tries.again('Create the app', stepRecord(3, { outcome: 'failed', commits: true }));
  tries.ended(stepRecord(1, { outcome: 'already so' }));
  tries.ended(stepRecord(3, { outcome: 'failed' }));
  expect(of(tries)).toEqual([
    { n: 1, outcome: 'changed', was: 'old', commits: undefined },
    { n: 3, outcome: 'failed', was: undefined, commits: true },
  ]);
});

test('what a lost try may have had the org keep is known, though no later try came so far', () => {
  const tries = new Tries<ReturnType<typeof stepRecord>>();
  tries.ended(stepRecord(1, { was: 'old' }));
  tries.again('Create the app', stepRecord(3, { outcome: 'failed', commits: true }));
  expect(tries.open.map(({ n, commits }) => ({ n, commits }))).toEqual([
    { n: 1, commits: undefined },
    { n: 3, commits: true },
  ]);
  tries.ended(stepRecord(1, { outcome: 'already so' }));
  expect(tries.open.map(({ n }) => n)).toEqual([3]);
});

test('what was so before a page was lost is of nobody’s doing, though its page showed something', () => {
  const tries = new Tries<ReturnType<typeof stepRecord>>();
  tries.ended(stepRecord(1, { outcome: 'already so', commits: true }));
  tries.again('Create the app', stepRecord(2, { outcome: 'failed', commits: true }));
  tries.ended(stepRecord(1, { outcome: 'already so', commits: true }));
  expect(of(tries)).toMatchObject([{ n: 1, outcome: 'already so' }]);
});

test('what was found first is what an undo brings back, however many tries there were', () => {
  const tries = new Tries<ReturnType<typeof stepRecord>>();
  for (const was of ['first', 'second']) {
    tries.ended(stepRecord(1, { was }));
    tries.ended(stepRecord(2, { commits: true }));
    tries.again('Create the app');
  }
  tries.ended(stepRecord(1, { was: 'third' }));
  expect(of(tries)).toMatchObject([{ n: 1, was: 'first' }]);
});

test('of a try that saved nothing, nothing stays', () => {
  const tries = new Tries<ReturnType<typeof stepRecord>>();
  tries.ended(stepRecord(1, { was: 'old' }));
  tries.again('Create the app');
  tries.ended(stepRecord(1, { outcome: 'already so' }));
  expect(of(tries)).toEqual([{ n: 1, outcome: 'already so', was: undefined, commits: undefined }]);
});

test('other sections are left alone', () => {
  const tries = new Tries<ReturnType<typeof stepRecord>>();
  tries.ended(stepRecord(1, { section: 'Another', commits: true }));
  tries.again('Create the app');
  expect(of(tries)).toMatchObject([{ n: 1, outcome: 'changed', commits: true }]);
});
