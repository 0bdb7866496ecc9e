import type { RunFacts } from '../../src/engine/events.ts';
import type { Capture, Outcome, SectionRecord, StepRecord } from '../../src/engine/record.ts';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { RUN_SCHEMA } from '../../src/evidence/schema.ts';
import type { ChallengeRecord } from '../../src/runbook/identity.ts';

const AT = '2026-11-23T09:00:00.000Z';

/** The smallest picture that a browser draws. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const OUTCOMES: readonly Outcome[] = [
  'already so',
  'changed',
  'done by hand',
  'skipped',
  'failed',
  'not reached',
];

export function capture(more: Partial<Capture> = {}): Capture {
  const place = { title: 'Setup', url: 'https://acme.example/setup', width: 200, height: 100 };
  return { n: 1, sha256: '0'.repeat(64), file: '01-step-01-after.png', shows: 'after', at: AT, ...place, ...more };
}

export function stepRecord(n: number, more: Partial<StepRecord> = {}): StepRecord {
  return {
    n,
    section: 'Create the app',
    items: [n],
    says: `Do ${n}`,
    verb: 'set',
    what: 'Contact Email',
    outcome: 'changed',
    startedAt: AT,
    ms: 1200,
    askedMs: 5,
    deviations: [],
    captures: [],
    ...more,
  };
}

export function sectionRecord(more: Partial<SectionRecord> = {}): SectionRecord {
  return { title: 'Create the app', outcome: 'changed', captures: [], ...more };
}

export const facts: RunFacts = {
  id: 'run-1',
  startedAt: AT,
  runbook: { id: 'external-client-app', title: 'Create an External Client App', version: '1', product: 'Salesforce' },
  guide: {
    title: 'A guide',
    source: 'docs.example/guide',
    items: [
      { item: 1, under: 'Create the app', says: 'Open Setup.' },
      { item: 2, under: 'Create the app', says: 'Press Create.' },
    ],
  },
  target: {
    url: 'https://acme.example',
    org: '00D000000000001',
    username: 'admin@acme.example',
    signedInBy: 'password',
  },
  inputs: { appName: 'Billing', scopes: ['api', 'web'] },
  sink: 'file credentials.json',
  answerers: ['the mailbox'],
  challenges: [],
  remarks: [],
  tool: { version: '0.1.0', node: '20', browser: 'Chromium 1', host: 'here' },
};

/** A challenge that a mailbox answered. */
export function challengeRecord(more: Partial<ChallengeRecord> = {}): ChallengeRecord {
  return {
    at: '2026-11-23T09:00:05.000Z',
    occasion: 'reveal',
    kind: 'e-mailed code',
    page: 'https://acme.my.salesforce.com/_ui/identity/verification/method/EmailVerificationFinishUi/e',
    outcome: 'answered',
    by: 'mailbox robot@acme.example at imap.acme.example',
    mail: { folder: 'INBOX', uid: 4711, written: '2026-11-23T09:00:02.000Z' },
    tries: 2,
    ms: 3200,
    ...more,
  };
}

/** A run with a step of each outcome. */
export function record(more: Partial<RunRecord> = {}): RunRecord {
  return {
    schema: RUN_SCHEMA,
    run: facts,
    outcome: 'failed',
    endedAt: '2026-11-23T09:01:30.000Z',
    ms: 90_000,
    counts: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 1])),
    askedMs: 30,
    challenges: [],
    interventions: [],
    sections: [sectionRecord()],
    steps: OUTCOMES.map((outcome, index) => stepRecord(index + 1, { outcome })),
    ...more,
  };
}
