import { expect, test } from '@playwright/test';
import { matchAudit } from '../../src/evidence/audit-match.ts';
import type { AuditRow } from '../../src/runbook/audit.ts';
import { facts, stepRecord } from './records.ts';

const create = stepRecord(14, { commits: true, startedAt: '2026-11-23T09:00:10.000Z', ms: 2_000 });
const between = stepRecord(15, { startedAt: '2026-11-23T09:00:12.000Z', ms: 8_000 });
const save = stepRecord(25, { commits: true, startedAt: '2026-11-23T09:00:20.000Z', ms: 1_000 });
const STEPS = [create, between, save];

function row(at: string, more: Partial<AuditRow> = {}): AuditRow {
  const words = { section: 'Apps', action: 'createdSomething', display: 'Created the app Billing' };
  return { at: `2026-11-23T09:00:${at}Z`, by: facts.target.username, ...words, ...more };
}

/** What comes of these rows: steps of the matches, reasons of rows and numbers of steps that stand alone. */
function matched(rows: readonly AuditRow[], more: Partial<typeof facts> = {}, steps = STEPS) {
  const trail = { from: row('00.000').at, to: row('59.000').at, rows };
  const { matches, rowsAlone, stepsAlone } = matchAudit(trail, steps, { ...facts, ...more });
  return { steps: matches.map(({ step }) => step), alone: rowsAlone.map(({ why }) => why), stepsAlone, matches };
}

test('a row belongs to the step that was under way, and names the app', () => {
  expect(matched([row('11.500'), row('20.500', { display: 'Changed policies' })])).toMatchObject({
    ...{ steps: [14, 25], alone: [], stepsAlone: [] },
    matches: [{ names: 'Billing' }, {}],
  });
});

test('the words of a row do not decide: they are not known', () => {
  const words = { section: '', action: 'x', display: '' };
  expect(matched([row('11.000', words), row('20.000', words)]).steps).toEqual([14, 25]);
});

test('a row that comes a moment late, or of a clock that is a moment behind, still belongs to its step', () => {
  expect(matched([row('14.000'), row('18.000')])).toMatchObject({ steps: [14, 25], alone: [] });
});

test('a step that waited for a person was under way until it ended', () => {
  const waited = { ...create, endedAt: '2026-11-23T09:00:50.000Z' };
  expect(matched([row('49.000')])).toMatchObject({ steps: [] });
  expect(matched([row('49.000')], {}, [waited])).toMatchObject({ steps: [14], alone: [], stepsAlone: [] });
});

test('one step may have several rows', () => {
  expect(matched([row('11.000'), row('11.100')])).toMatchObject({ steps: [14, 14], stepsAlone: [25] });
});

test('the org’s clock counts, not that of this machine', () => {
  const anHourAhead = { at: '2026-11-23T10:00:11.000Z' };
  expect(matched([row('11.000', anHourAhead)], { clockOffsetMs: 3_600_000 }).steps).toEqual([14]);
  expect(matched([row('11.000', anHourAhead)]).steps).toEqual([]);
});

test('a row of somebody else belongs to no step, though it names the app', () => {
  expect(matched([row('11.000', { by: 'mallory@acme.example' })])).toMatchObject({
    ...{ steps: [], alone: ['By mallory@acme.example, not by the user of this run.'], stepsAlone: [14, 25] },
  });
});

test('a name that is written in capitals is the same user', () => {
  expect(matched([row('11.000', { by: facts.target.username.toUpperCase() })]).steps).toEqual([14]);
});

test('a row at a time when no step changed anything stands alone: somebody may have had the session', () => {
  expect(matched([row('40.000')]).alone).toEqual([
    'By the user of this run, at a time when none of its steps changed anything.',
  ]);
});

test('of a trail that could not be read nothing is missed', () => {
  const trail = { from: '', to: '', unread: 'The org does not let it be read.' };
  expect(matchAudit(trail, STEPS, facts)).toEqual({ matches: [], rowsAlone: [], stepsAlone: [] });
});
