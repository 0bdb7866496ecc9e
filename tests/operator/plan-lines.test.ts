import { expect, test } from '@playwright/test';
import type { PlannedSection } from '../../src/engine/record.ts';
import { brushFor } from '../../src/operator/paint.ts';
import { showDrift, showSection, showSum } from '../../src/operator/plan-lines.ts';

function shown(show: (brush: ReturnType<typeof brushFor>) => void, more: { columns?: number; isTTY?: boolean } = {}) {
  const pieces: string[] = [];
  const screen = { columns: 80, ...more, write: (text: string) => pieces.push(text) };
  show(brushFor(screen, (text) => text.replaceAll('hunter2', '[SECRET]'), {}));
  return pieces.join('');
}

const settings: PlannedSection = {
  title: 'Bring its settings in line',
  state: 'to be done',
  wanted: 'the wanted settings',
  found: 'Contact Email: wanted ops@acme.example, found hunter2',
  rows: [
    { label: 'Contact Email', wanted: 'ops@acme.example', found: 'hunter2', holds: false },
    { label: 'OAuth Scopes', wanted: 'api', found: '1 of 20 selected: api', holds: true },
    {
      label: 'Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows',
      wanted: 'ticked',
      found: 'not ticked',
      holds: false,
    },
  ],
};

test('a section that has something to do shows what would change, and nothing that would not', () => {
  expect(shown((brush) => showSection(settings, brush))).toBe(
    `Bring its settings in line                                         to be done
  Contact Email                           [SECRET] -> ops@acme.example
  Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows
                                          not ticked -> ticked
  1 setting as wanted
`,
  );
});

test('a section without settings says what was found', () => {
  const said = shown((brush) =>
    showSection({ title: 'Create the app', state: 'as wanted', found: 'the app Billing', rows: [] }, brush),
  );
  expect(said).toMatch(/^Create the app +as wanted\n {2}the app Billing\n$/);
});

test('what a page says cannot steer the terminal, and a long value stays in its column', () => {
  const found = `${'a long word '.repeat(12)}\u001b[2J`;
  const said = shown((brush) =>
    showSection({ ...settings, rows: [{ label: 'Callback URL', wanted: 'x', found, holds: false }] }, brush),
  );
  expect(said).not.toContain('\u001b');
  for (const line of said.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('the sum counts sections and settings', () => {
  const later: PlannedSection = { title: 'Prove', state: 'not known yet', found: '', rows: [] };
  expect(shown((brush) => showSum([settings, later], brush))).toBe(
    '\nchanges pending: of 2 sections 1 to be done, 1 not known yet, 2 settings to be set\n',
  );
  expect(shown((brush) => showSum([{ ...later, state: 'as wanted' }], brush))).toBe(
    '\nnothing to do: 1 section as wanted\n',
  );
  const untold: PlannedSection = { title: 'Reveal', state: 'not seen', found: '', rows: [] };
  const sum = (isGate: boolean) =>
    shown((brush) => showSum([{ ...later, state: 'as wanted' }, untold, later], brush, isGate));
  expect(sum(false)).toBe('\nchanges pending: of 3 sections 1 not seen, 1 not known yet\n');
  expect(sum(true)).toBe('\nno drift: of 3 sections 1 as wanted, 1 not seen, 1 not known yet\n');
});

test('drift is told with who changed the thing last, or with why that is not known', () => {
  const rows = [
    {
      at: '2026-11-26T12:30:00.000Z',
      by: 'eve@acme.example',
      section: 'Apps',
      action: 'changed',
      display: 'Changed Billing',
    },
    {
      at: '2026-11-26T12:00:00.000Z',
      by: 'ops@acme.example',
      section: 'Apps',
      action: 'changed',
      display: 'Changed Billing',
      run: 'run-1',
    },
  ];
  expect(shown((brush) => showDrift({ rows }, brush))).toBe(
    `Since when is not known, for want of a known run that left it as wanted.
Its newest changes, whatever they were of it, by the audit trail of the org:
  2026-11-26 12:30:00 UTC  eve@acme.example  Changed Billing
  2026-11-26 12:00:00 UTC  ops@acme.example  Changed Billing (the run run-1)
`,
  );
  const since = { run: 'run-1', at: '2026-11-26T12:00:00.000Z' };
  expect(shown((brush) => showDrift({ since, rows: rows.slice(0, 1), more: 2 }, brush))).toBe(
    `As wanted at 2026-11-26 12:00:00 UTC, when the run run-1 ended.
Changed since that run began, by the audit trail of the org, the earliest first:
  2026-11-26 12:30:00 UTC  eve@acme.example  Changed Billing
  and 2 more since
`,
  );
  expect(shown((brush) => showDrift({ since, rows: [], unknown: 'It names no change.' }, brush))).toBe(
    'As wanted at 2026-11-26 12:00:00 UTC, when the run run-1 ended.\nIt names no change.\n',
  );
  expect(shown((brush) => showDrift({ rows: [], unknown: 'It names no change.' }, brush))).toBe(
    'Since when is not known. It names no change.\n',
  );
});

test('colours only where they are wanted', () => {
  expect(shown((brush) => showSection(settings, brush), { isTTY: true })).toContain('\u001b[');
  expect(shown((brush) => showSection(settings, brush))).not.toContain('\u001b[');
});
