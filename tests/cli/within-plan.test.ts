import { expect, test } from '@playwright/test';
import { beyondPlan } from '../../src/cli/within-plan.ts';
import type { PlannedSection } from '../../src/engine/record.ts';
import type { ReadBack } from '../../src/runbook/move.ts';
import type { SectionDone } from '../../src/runbook/undo.ts';

const email = (found: string): ReadBack => {
  const wanted = 'ops@acme.example';
  return { label: 'Contact Email', wanted, found, holds: found === wanted };
};
const CREATE = 'Create the app';
const MEND = 'Bring its settings in line';
const create = (subjectId?: string): PlannedSection =>
  subjectId === undefined
    ? { title: CREATE, state: 'to be done', wanted: 'an app', found: 'none', rows: [] }
    : { title: CREATE, state: 'as wanted', found: 'the app', subjectId, rows: [] };
const mend = (found: string): PlannedSection => {
  const row = email(found);
  return { title: MEND, state: row.holds ? 'as wanted' : 'to be done', found, rows: [row] };
};
const last = (state: PlannedSection['state']): PlannedSection => ({ title: 'Prove', state, found: '', rows: [] });

const WANTED = 'ops@acme.example';
const kept = (more: Partial<SectionDone> = {}): SectionDone => ({ kept: true, was: new Map(), ...more });

/** What is beyond a plan of these sections, where the org is so now and the run did this. */
const beyond = (
  planned: readonly PlannedSection[],
  now: readonly PlannedSection[],
  did: Readonly<Record<string, SectionDone>> = {},
) => beyondPlan(planned, now, (title) => did[title] ?? { kept: false, was: new Map() });

test('what is as the plan saw it may be done, and what the run has done since need not', () => {
  const planned = [create('0xI1'), mend('old@acme.example'), last('not known yet')];
  expect(beyond(planned, planned)).toBeUndefined();
  const done = [create('0xI1'), mend(WANTED), last('to be done')];
  expect(beyond(planned, done, { [MEND]: kept({ left: [email(WANTED)] }) })).toBeUndefined();
  // It died or failed as it saved: the org kept it, or it did not.
  for (const left of [undefined, [email('old@acme.example')]]) {
    expect(beyond(planned, done, { [MEND]: kept({ left }) })).toBeUndefined();
    expect(beyond(planned, planned, { [MEND]: kept({ left }) })).toBeUndefined();
  }
});

test('what the run left may have been wanted in other words, called otherwise, or be one of more that the org offers by now', () => {
  const planned = [create('0xI1'), mend('old@acme.example')];
  const now = [create('0xI1'), mend(WANTED)];
  const left = [{ ...email(WANTED), wanted: 'the user ops@acme.example', foundAs: 'Contact E-mail' }];
  expect(beyond(planned, now, { [MEND]: kept({ left }) })).toBeUndefined();
  const list = (found: string, selected: readonly string[], offered: number): PlannedSection => ({
    ...mend(WANTED),
    rows: [{ ...email(found), list: { selected, offered } }],
  });
  expect(beyond([list('1 of 2', ['api'], 2)], [list('1 of 3', ['api'], 3)])).toBeUndefined();
  expect(beyond([list('1 of 2', ['api'], 2)], [list('1 of 2', ['web'], 2)])).toMatch(/^Contact Email was 1 of 2/);
});

test('a setting that is neither as the plan saw it nor as the run left it is refused by name', () => {
  const planned = [create('0xI1'), mend('old@acme.example')];
  const eve = [create('0xI1'), mend('eve@acme.example')];
  expect(beyond(planned, eve)).toBe('Contact Email was old@acme.example and is eve@acme.example');
  expect(beyond(planned, eve, { [MEND]: kept() })).toBe('Contact Email was old@acme.example and is eve@acme.example');
  expect(beyond(planned, eve, { [MEND]: kept({ left: [email(WANTED)] }) })).toBe(
    'Contact Email was ops@acme.example and is eve@acme.example',
  );
  // Somebody else has done what the run did not come to.
  expect(beyond(planned, [create('0xI1'), mend(WANTED)])).toMatch(/^Contact Email was old@/);
  const other = [create('0xI1'), { ...mend(WANTED), rows: [{ ...email(WANTED), wanted: 'x' }] }];
  expect(beyond(planned, other, { [MEND]: kept() })).toMatch(/^Contact Email was/);
});

test('an app that the run made is gone on with, whatever of it the plan could not see; another one is not', () => {
  const planned = [create(), mend('(no such app)'), last('not known yet')];
  const made = [create('0xI1'), mend('(empty)'), last('not known yet')];
  expect(beyond(planned, made, { [CREATE]: kept({ subjectId: '0xI1' }) })).toBeUndefined();
  expect(beyond(planned, made, { [CREATE]: kept() })).toBeUndefined();
  expect(beyond(planned, made)).toBe('Create the app: it was not there and is 0xI1');
  expect(beyond(planned, made, { [CREATE]: kept({ subjectId: '0xI2' }) })).toBe(
    'Create the app: it was 0xI2 and is 0xI1',
  );
  const did = { [CREATE]: kept({ subjectId: '0xI1' }), [MEND]: { ...kept({ left: [email(WANTED)] }), kept: false } };
  expect(beyond(planned, [create('0xI1'), mend('eve@acme.example'), last('not known yet')], did)).toBe(
    'Contact Email was ops@acme.example and is eve@acme.example',
  );
});

test('nothing is done again that the plan had as wanted, and no section is another', () => {
  expect(beyond([create('0xI1')], [create()])).toBe('Create the app was as wanted and is to be done');
  expect(beyond([create('0xI1')], [create()], { [CREATE]: kept() })).toBe(
    'Create the app was as wanted and is to be done',
  );
  expect(beyond([last('to be done')], [last('as wanted')])).toBe('Prove was to be done and is as wanted');
  expect(beyond([last('not known yet')], [last('as wanted')])).toBeUndefined();
  expect(beyond([create()], [last('to be done')])).toBe('the runbook has other sections');
  expect(beyond([create(), last('to be done')], [create()])).toBe('the runbook has other sections');
});
