import { expect, test } from '@playwright/test';
import { UNTOUCHED } from '../../src/engine/record.ts';
import { differenceInWords, differences } from '../../src/evidence/diff.ts';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { fullRecord } from './full-record.ts';
import { challengeRecord, facts, stepRecord } from './records.ts';

const inWords = (first: RunRecord, second: RunRecord) => differences(first, second).map(differenceInWords);

test('two runs of which only times, ids, pictures and hashes differ are the same', () => {
  const first = fullRecord();
  const second = JSON.parse(
    JSON.stringify(first)
      .replaceAll('2026-11-23', '2026-11-24')
      .replaceAll('run-1', 'run-2')
      .replaceAll(/"sha256":"\w+"/g, `"sha256":"${'1'.repeat(64)}"`)
      .replaceAll(/"(ms|askedMs)":\d+/g, '"$1":7')
      .replaceAll(/"uid":\d+/g, '"uid":7'),
  ) as RunRecord;
  expect(JSON.stringify(second)).not.toBe(JSON.stringify(first));
  expect(differences(first, second)).toEqual([]);
});

test('each thing that a person would ask for is told where it differs', () => {
  const first = fullRecord();
  const { steps, sections } = first;
  const [section] = sections;
  if (!section) throw new Error('There is one');
  const changed = (more: Partial<RunRecord>) => inWords(first, { ...first, ...more });
  expect(changed({ outcome: 'failed' })).toEqual(['The run: converged, then failed.']);
  expect(changed({ run: { ...facts, runbook: { ...facts.runbook, version: '2' } } })).toEqual([
    'Runbook: external-client-app 1, then external-client-app 2.',
  ]);
  expect(changed({ run: { ...facts, inputs: { ...facts.inputs, appName: 'Other' } } })).toEqual([
    'Input, appName: Billing, then Other.',
  ]);
  expect(changed({ run: { ...facts, target: { ...facts.target, username: 'else@acme.example' } } })).toEqual([
    'Username: admin@acme.example, then else@acme.example.',
  ]);
  expect(
    changed({ steps: steps.map((step) => (step.n === 4 ? { ...step, proved: 'x@acme.example' } : step)) }),
  ).toEqual(['Step "Do 4", found: ops@acme.example, then x@acme.example.']);
  expect(changed({ steps: steps.map((step) => ({ ...step, deviations: [] })) })).toEqual([
    'Step "Do 2", deviations: The guide asks for another. in the first run only.',
  ]);
  const readBack = section.readBack?.map((each) =>
    each.label === 'PKCE' ? { ...each, found: 'ticked', holds: true } : each,
  );
  expect(changed({ sections: [{ ...section, readBack }] })).toEqual([
    'Create the app, PKCE, found: not ticked, then ticked.',
    'Create the app, PKCE, holds: false, then true.',
  ]);
  expect(changed({ challenges: [challengeRecord(), challengeRecord({ kind: 'push' })] })).toContain(
    'Challenge 2, kind: push in the second run only.',
  );
});

test('of a step that one run left alone only the outcome is compared', () => {
  const first = fullRecord(1);
  const alone = stepRecord(1, { outcome: 'already so', found: UNTOUCHED });
  expect(inWords(first, { ...first, steps: [alone] })).toEqual(['Step "Do 1", outcome: changed, then already so.']);
});
