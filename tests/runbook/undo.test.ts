import { expect, test } from '@playwright/test';
import { z } from 'zod';
import type { AuditTrail } from '../../src/runbook/audit.ts';
import type { Verdict } from '../../src/runbook/move.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { type Definition, runbook, type Settled, type Span, section } from '../../src/runbook/runbook.ts';
import { type EarlierRun, inReverse, unlessMovedOn, untouchedSince } from '../../src/runbook/undo.ts';

const definition: Definition<z.ZodObject, object> = {
  id: 'a-runbook',
  title: 'A runbook',
  version: '1',
  summary: 'Nothing.',
  product: { name: 'None', pages: () => ({}), signIn: () => Promise.reject(new Error('nowhere')) },
  guide: { title: 'A guide', source: 'nowhere', items: [] },
  inputs: z.object({ name: z.string().default('Document AI') }),
  ready: async () => undefined,
  sections: () => [section('Create', { steps: [] })],
};
const since = new Date('2026-11-23T09:00:00.000Z');
const earlier: EarlierRun = {
  ...{ id: 'run-1', org: '00D1', since, of: () => ({ kept: true, was: new Map() }) },
  mayHaveMade: ({ by }) => by === 'ours@acme.example',
};
const signedInTo = (org: string) => ({ signedIn: () => ({ org }) }) as unknown as Surroundings;

const yes: Verdict = { holds: true, found: 'off' };
const no: Verdict = { holds: false, wanted: 'off', found: 'on' };

/** A look that sees these, one after the other, and notes how often and how it was asked. */
function looks(...seen: readonly Verdict[]): Settled & { asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    check: async (now) => {
      asked.push(now);
      return seen[asked.length - 1] ?? no;
    },
  };
}

test('what is taken back already holds, whatever else the org has become', async () => {
  const left = looks(no);
  expect(await unlessMovedOn(looks(yes), [left]).check()).toEqual(yes);
  expect(left.asked).toEqual([]);
});

test('what is as the run left it is to be taken back, and is looked at on the page that is open', async () => {
  const left = [looks(yes), looks(yes)];
  expect(await unlessMovedOn(looks(no), left).check({ isFresh: false })).toEqual({
    ...no,
    found: 'on, as that run left it',
  });
  expect(left.map(({ asked }) => asked)).toEqual([[{ isFresh: true }], [{ isFresh: true }]]);
});

test('what is neither is refused as before the start, with what has moved', async () => {
  const moved = looks({ holds: false, wanted: 'on', found: 'Switch: wanted on, found half' });
  await expect(unlessMovedOn(looks(no), [looks(yes), moved]).check()).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringMatching(/^The org has moved on since that run: Switch: wanted on, found half\./),
  });
});

/** A look at what an org's audit trail tells, how it was asked, and what was noticed. */
function trailOf(trail: Omit<AuditTrail, 'from' | 'to'>) {
  const spans: Span[] = [];
  const noticed: string[] = [];
  const read = async (span: Span) => {
    spans.push(span);
    return { from: '', to: '', ...trail };
  };
  const names = ['Document AI', 'Document_AI'];
  return { spans, noticed, look: untouchedSince(earlier, { names, read, notice: (text) => noticed.push(text) }) };
}
const rowBy = (by: string, display: string, minute = 1) => ({
  ...{ at: `2026-11-23T09:0${minute}:00.000Z`, by, section: 'External Client Apps', action: 'changed', display },
});

test('what somebody else has changed since, by the audit trail of the org, is refused: when, by whom and what', async () => {
  const rows = [
    rowBy('ours@acme.example', 'Created Document AI'),
    rowBy('eve@acme.example', 'Changed Document AIs'),
    rowBy('eve@acme.example', 'Changed policies of Document_AI', 2),
    rowBy('bob@acme.example', 'Disabled Document AI', 3),
  ];
  const { look, spans, noticed } = trailOf({ rows });
  const says =
    'The org has moved on since that run: its audit trail has another change that names it, of 2026-11-23 09:02:00 UTC, by eve@acme.example: "Changed policies of Document_AI" and 1 more.';
  await expect(unlessMovedOn(looks(no), [looks(yes)], look).check()).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining(says),
  });
  expect(spans).toMatchObject([{ from: since }]);
  expect(noticed).toEqual([]);
  // What differs in a setting says more, and what is taken back already asks nobody.
  const moved = looks({ holds: false, wanted: 'on', found: 'Switch: half' });
  await expect(unlessMovedOn(looks(no), [moved], look).check()).rejects.toThrow('Switch: half');
  await unlessMovedOn(looks(yes), [], look).check();
  expect(spans).toHaveLength(1);
});

test('an audit trail that names nobody else is no reason to refuse; one that is not read is told of, once', async () => {
  const { look } = trailOf({ rows: [rowBy('ours@acme.example', 'Created Document AI')] });
  expect(await unlessMovedOn(looks(no), [], look).check()).toMatchObject({
    found: 'on, as that run left it; the audit trail of the org names no other change since',
  });
  const { look: blind, noticed } = trailOf({ unread: 'The org does not let it be read (403).' });
  const settled = unlessMovedOn(looks(no, no), [], blind);
  await settled.check();
  expect(await settled.check()).toMatchObject({
    found: 'on, as that run left it; the audit trail of the org was not read',
  });
  expect(noticed).toEqual([
    'The audit trail of the org was not read: The org does not let it be read (403). What others changed since that run, beyond its own settings, is not known.',
  ]);
});

test('a runbook that does not say how it is undone has no reverse', () => {
  expect(() => inReverse(runbook(definition), earlier)).toThrow(
    expect.objectContaining({ kind: 'usage', message: expect.stringContaining('a-runbook does not say how') }),
  );
});

test('the reverse of a runbook has its sections of undoing, with the inputs and what the run did', () => {
  const reverse = inReverse(
    runbook({
      ...definition,
      undo: ({ inputs, earlier: before }) => [section(`Delete ${inputs['name']} of ${before.id}`, { steps: [] })],
    }),
    earlier,
  );
  expect(reverse.sections({}, signedInTo('00D1')).map(({ title }) => title)).toEqual(['Delete Document AI of run-1']);
  expect(reverse).toMatchObject({ id: 'a-runbook', title: 'Undo: A runbook', guide: { items: [] } });
});

test('the reverse is refused in another org than that of the run', async () => {
  const reverse = inReverse(runbook({ ...definition, undo: () => [] }), earlier);
  await reverse.ready({}, signedInTo('00D1'));
  await expect(reverse.ready({}, signedInTo('00D2'))).rejects.toMatchObject({
    kind: 'preflight',
    message: 'That run was against the org 00D1, and this is 00D2. Nothing was changed.',
  });
});
