import { expect, test } from '@playwright/test';
import { type Drift, driftOf } from '../../src/cli/drift.ts';
import type { KnownRun } from '../../src/evidence/known-runs.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';

const INPUTS = { contactEmail: 'ops@acme.example' };

/** Who changed the app "Bill (EU)", by rows of these words, an hour after each other; and the runs that are known. */
const drift = (displays: readonly string[], ...runs: readonly KnownRun[]) => {
  const rows = displays.map((display, hour) => ({
    ...{ at: `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`, by: 'eve@acme.example' },
    ...{ section: 'External Client Apps', action: 'changed', display },
  }));
  const runbook = {
    id: 'external-client-app',
    subject: () => ({ words: 'the app', names: ['Bill (EU)', 'Bill_EU'] }),
    auditTrail: async () => ({ from: '', to: '', rows }),
  } as Partial<Runbook> as Runbook;
  const around = { signedIn: () => ({ org: '00D1' }) } as Partial<Surroundings> as Surroundings;
  return driftOf(runbook, INPUTS, around, runs);
};

/** A run of eve's that began at this hour and took a minute. */
const runAt = (hour: number, more: Partial<KnownRun> = {}): KnownRun => {
  const from = Date.parse(`2026-11-23T0${hour}:00:00.000Z`);
  const endedAt = new Date(from + 60_000).toISOString();
  return {
    ...{ id: `run-${hour}`, startedAt: endedAt, runbook: { id: 'external-client-app' }, inputs: INPUTS },
    ...{
      target: { org: '00D1', username: 'eve@acme.example' },
      from,
      to: from + 60_000,
      endedAt,
      outcome: 'converged',
    },
    ...more,
  };
};
const said = ({ rows }: Drift) => rows.map(({ display }) => display);

test('the newest rows that name the thing are told, the newest first, and not all of them', async () => {
  const { rows } = await drift([1, 2, 3, 4, 5, 6, 7].map((n) => `Changed ${n} of bill (eu)`));
  expect(rows.map(({ display }) => display)).toEqual([7, 6, 5, 4, 3].map((n) => `Changed ${n} of bill (eu)`));
});

test('another thing whose name begins or ends alike is not told for it', async () => {
  const { rows, unknown } = await drift(['Changed Bill (EU)s', 'Changed NoBill (EU)', 'Changed Bill EU']);
  expect(rows).toEqual([]);
  expect(unknown).toMatch(/as far as one answer holds it, names no change of Bill \(EU\)\.$/);
  expect((await drift(['Changed "Bill (EU)".'])).rows).toHaveLength(1);
  expect(said(await drift(['Changed Bill_EU']))).toEqual(['Changed Bill_EU']);
});

const CHANGES = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => `Changed ${n} of Bill (EU)`);

test('where a run is known that left it as wanted, the earliest change after it is told first, and which of them another run made', async () => {
  const found = await drift(CHANGES, runAt(0), runAt(2), runAt(4, { outcome: 'failed' }));
  expect(found.since).toEqual({ run: 'run-2', at: '2026-11-23T02:01:00.000Z' });
  expect(said(found)).toEqual([3, 4, 5, 6, 7, 8].map((n) => CHANGES[n]));
  expect(found.rows.map(({ run }) => run)).toEqual([undefined, 'run-4', ...Array(4).fill(undefined)]);
  expect(found.more).toBe(0);
  expect(await drift(CHANGES, runAt(0))).toMatchObject({ rows: [{ display: CHANGES[1] }, {}, {}, {}, {}], more: 3 });
  const last = await drift(CHANGES, runAt(8));
  expect(last).toMatchObject({ since: { run: 'run-8' }, rows: [] });
  expect(last.unknown).toMatch(/names no change of Bill \(EU\) since then\.$/);
});

test('a run leaves it as wanted only where it converged with the same inputs, in this org, by this runbook, and took nothing back', async () => {
  for (const other of [
    { outcome: 'failed' },
    { outcome: undefined },
    { inputs: { contactEmail: 'other@acme.example' } },
    { runbook: { id: 'another' } },
    { undoes: { run: 'run-0' } },
  ]) {
    const { since, rows } = await drift(CHANGES, runAt(7, other));
    expect(since).toBeUndefined();
    // Then the newest of all are told; which of them a run explains is said.
    expect(rows.map(({ run }) => run)).toEqual([undefined, 'run-7', undefined, undefined, undefined]);
  }
  const elsewhere = runAt(7, { target: { org: '00D2', username: 'eve@acme.example' } });
  const { since, rows } = await drift(CHANGES, elsewhere);
  expect(since).toBeUndefined();
  expect(rows.some(({ run }) => run)).toBe(false);
});
