import { expect, test } from '@playwright/test';
import { driftOf } from '../../src/cli/drift.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';

/** Who changed the app "Bill (EU)", by rows of these words, an hour after each other. */
const drift = (...displays: readonly string[]) => {
  const rows = displays.map((display, hour) => ({
    ...{ at: `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`, by: 'eve@acme.example' },
    ...{ section: 'External Client Apps', action: 'changed', display },
  }));
  const runbook = {
    subject: () => ({ words: 'the app', name: 'Bill (EU)' }),
    auditTrail: async () => ({ from: '', to: '', rows }),
  } as Partial<Runbook> as Runbook;
  return driftOf(runbook, {}, {} as Surroundings);
};

test('the newest rows that name the thing are told, the newest first, and not all of them', async () => {
  const { rows } = await drift(...[1, 2, 3, 4, 5, 6, 7].map((n) => `Changed ${n} of bill (eu)`));
  expect(rows.map(({ display }) => display)).toEqual([7, 6, 5, 4, 3].map((n) => `Changed ${n} of bill (eu)`));
});

test('another thing whose name begins or ends alike is not told for it', async () => {
  const { rows, unknown } = await drift('Changed Bill (EU)s', 'Changed NoBill (EU)', 'Changed Bill EU');
  expect(rows).toEqual([]);
  expect(unknown).toMatch(/as far as one answer holds it, names no change of Bill \(EU\)\.$/);
  expect((await drift('Changed "Bill (EU)".')).rows).toHaveLength(1);
});
