import type { RunRecord } from '../../src/evidence/run-record.ts';
import type { AuditRow } from '../../src/runbook/audit.ts';
import { capture, challengeRecord, facts, record, sectionRecord, stepRecord } from './records.ts';

const SCOPES = Array.from({ length: 28 }, (_, index) => `Access number ${index + 1} (scope_${index + 1})`);

const row = (more: Partial<AuditRow> = {}): AuditRow => ({
  at: '2026-11-23T09:00:20.000Z',
  by: 'admin@acme.example',
  section: 'External Client Apps',
  action: 'created',
  display: 'Created external client app Billing',
  ...more,
});

/** A run with something in every part of its report. @param steps how many */
export function fullRecord(steps = 6, more: Partial<RunRecord> = {}): RunRecord {
  const all = Array.from({ length: steps }, (_, index) => {
    const n = index + 1;
    const file = `${String(n).padStart(2, '0')}-step-${n}-after.png`;
    return stepRecord(n, {
      items: [(index % 2) + 1],
      wanted: 'ops@acme.example',
      found: '(empty)',
      proved: n === 3 ? `28 of 28 selected: ${SCOPES.join('; ')}` : 'ops@acme.example',
      deviations: n === 2 ? ['The guide asks for another.'] : [],
      captures: [capture({ n, file, frame: { x: 20, y: 10, width: 100, height: 50 } })],
      ...(n === 1 ? { commits: true } : {}),
    });
  });
  const readBack = [
    { label: 'Contact Email', wanted: 'ops@acme.example', found: 'ops@acme.example', holds: true },
    { label: 'PKCE', wanted: 'ticked', found: 'not ticked', holds: false },
    {
      label: 'OAuth Scopes',
      wanted: 'all that the org offers',
      found: `28 of 28 selected: ${SCOPES.join('; ')}`,
      holds: true,
      list: { selected: SCOPES, offered: 28 },
    },
  ];
  const planned = {
    at: '2026-11-22T09:00:00.000Z',
    sections: [{ title: 'Create the app', state: 'to be done', wanted: 'x', found: 'y', rows: readBack }],
  } as const;
  const proof = capture({ n: steps + 1, file: `${steps + 1}-section-1-after.png` });
  return record({
    run: { ...facts, remarks: ['A banner was closed.'], clockOffsetMs: 61_000, planned },
    outcome: 'converged',
    counts: { changed: steps },
    challenges: [challengeRecord()],
    interventions: [
      {
        at: '2026-11-23T09:00:06.000Z',
        who: 'a person',
        what: 'answered the challenge "push"',
        why: 'nobody else could',
      },
    ],
    sections: [sectionRecord({ proved: 'the app Billing', readBack, captures: [proof], remarks: ['Begun again.'] })],
    steps: all,
    auditTrail: {
      from: '2026-11-23T08:59:00.000Z',
      to: '2026-11-23T09:02:00.000Z',
      rows: [row(), row({ by: 'somebody@acme.example', display: 'Changed a profile' })],
      matches: [{ step: 1, row: row(), names: 'Billing' }],
      rowsAlone: [{ row: row({ by: 'somebody@acme.example', display: 'Changed a profile' }), why: 'By another.' }],
      stepsAlone: [4],
    },
    seal: 'Listed with hashes in SHA256SUMS, not signed (UNSIGNED: integrity only).',
    timeStamp: { askedOf: 'tsa.example' },
    ...more,
  });
}

/** Every text of plain data replaced, but for those that the shape of a record gives. */
export function withTexts<T>(data: T, replace: (text: string) => string, keep: readonly string[]): T {
  if (Array.isArray(data)) return data.map((each) => withTexts(each, replace, keep)) as T;
  if (typeof data === 'string') return replace(data) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, keep.includes(name) ? value : withTexts(value, replace, keep)]),
  ) as T;
}
