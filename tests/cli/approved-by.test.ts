import { expect, test } from '@playwright/test';
import { journal } from '../../src/evidence/journal.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { facts, stepRecord } from '../evidence/records.ts';
import { folder } from '../machine/support.ts';
import { command } from '../support/practice.ts';

test('an approval counts for the version of the runbook that it was asked for only', async () => {
  await using here = await folder();
  const reader = journal(await RunFolder.create(here.at('first'), new SecretBook()));
  const at = '2026-11-23T09:00:00.000Z';
  const inputs = { contactEmail: 'ops@acme.example' };
  const runbook = { ...facts.runbook, version: '0' };
  await reader.hear({ kind: 'run started', at, run: { ...facts, runbook, inputs, approve: 'commits' }, steps: [] });
  await reader.hear({ kind: 'approval awaited', at, step: stepRecord(14) });
  const { code, err } = await command(['resume', 'first', '--yes', '--approved-by', 'Jane'], here.path);
  expect(err).toBe(
    'setupwright: The run in first was one of external-client-app 0, not of 1: what was approved may be another step now. Leave out --approved-by, and have it approved anew.\n',
  );
  expect(code).toBe(64);
});
