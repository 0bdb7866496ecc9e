import { appendFile, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { resumeRequest } from '../../src/cli/requests.ts';
import { speechOf } from '../../src/cli/speech.ts';
import type { RunEvent, RunFacts } from '../../src/engine/events.ts';
import { journal } from '../../src/evidence/journal.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { facts, stepRecord } from '../evidence/records.ts';
import { folder } from '../machine/support.ts';
import { command } from '../support/practice.ts';

const at = '2026-11-23T09:00:00.000Z';
const awaited: RunEvent = { kind: 'approval awaited', at, step: stepRecord(14) };

/** A run of a version of the runbook, in the folder `first`, with the events after its start. */
async function aRun(
  here: Awaited<ReturnType<typeof folder>>,
  version: string,
  events: readonly RunEvent[] = [],
  more: Partial<RunFacts> = {},
): Promise<void> {
  const reader = journal(await RunFolder.create(here.at('first'), new SecretBook()));
  const inputs = { contactEmail: 'ops@acme.example' };
  const runbook = { ...facts.runbook, version };
  await reader.hear({
    kind: 'run started',
    at,
    run: { ...facts, runbook, inputs, approve: 'commits', ...more },
    steps: [],
  });
  for (const event of events) await reader.hear(event);
}

for (const [what, version, events, words, says] of [
  [
    'for the version of the runbook that it was asked for only',
    '0',
    [awaited],
    'Jane',
    'The run in first was one of external-client-app 0, not of 1: what was approved may be another step now. Leave out --approved-by, and have it approved anew.',
  ],
  ['where one is awaited only', '1', [], 'Jane', 'first waits for no approval. Leave out --approved-by.'],
  ['where it says who gave it only', '1', [awaited], ' ', '--approved-by is empty. Say who approved, and why.'],
] as const) {
  test(`an approval counts ${what}`, async () => {
    await using here = await folder();
    await aRun(here, version, events);
    const { code, err } = await command(['resume', 'first', '--yes', '--approved-by', words], here.path);
    expect(err).toBe(`setupwright: ${says}\n`);
    expect(code).toBe(64);
  });
}

test('case 35: who goes on with a run is told that the last line of its journal is torn', async () => {
  await using here = await folder();
  await aRun(here, '1');
  await writeFile(here.at('none.env'), '', { mode: 0o600 });
  const asked = () =>
    resumeRequest(
      here.at('first'),
      { envFile: here.at('none.env'), yes: true },
      speechOf(new PassThrough(), new PassThrough()),
    );
  expect((await asked()).agreement).toEqual({ yes: true });
  await appendFile(here.at('first/journal.jsonl'), '{"n":2,"bef');
  const { agreement, resumes, consent } = await asked();
  // What is left out of the inputs may mean who signs in.
  expect(consent.bound).toMatchObject({ org: facts.target.org, username: facts.target.username });
  expect(resumes).toEqual({ run: facts.id });
  expect(agreement.tells).toEqual([
    `The last line of ${here.at('first/journal.jsonl')}, 2, is torn (11 bytes without an end) and is left out.`,
  ]);
});

test('who goes on with a run is refused another sink than its own unless it is named, and is as strict', async () => {
  await using here = await folder();
  await aRun(here, '1', [], { sink: 'file app.json', strict: true });
  await writeFile(here.at('.env'), 'SALESFORCE_URL=https://acme.my.salesforce.com\nSALESFORCE_USERNAME=a@b.example\n', {
    mode: 0o600,
  });
  const asked = (sink?: string[]) =>
    resumeRequest(
      here.at('first'),
      { envFile: here.at('.env'), yes: true, ...(sink && { sink }) },
      speechOf(new PassThrough(), new PassThrough()),
    );
  expect(await asked()).toMatchObject({ strict: true, sinkMeant: { sink: 'file app.json' } });
  expect((await asked(['file:other.json'])).sinkMeant).toBeUndefined();

  await appendFile(here.at('.env'), 'SALESFORCE_PASSWORD=SYNTHETIC-password\nSETUPWRIGHT_SINK=file:other.json\n');
  const { code, err } = await command(['resume', 'first', '--yes', '--no-input'], here.path);
  expect(err).toBe(
    'setupwright: The run in first hands over to file app.json, and this would be file other.json. Name with --sink the one that is meant.\n',
  );
  expect(code).toBe(64);
});

test('who goes on with a run of a plan is bound by that plan, whatever they agree to, and by its version', async () => {
  await using here = await folder();
  const planned = {
    at,
    sections: [{ title: 'Create the app', state: 'to be done', found: 'none', rows: [] }],
  } as const;
  await aRun(here, '1', [], { planned });
  await writeFile(here.at('none.env'), '', { mode: 0o600 });
  const { agreement } = await resumeRequest(
    here.at('first'),
    { envFile: here.at('none.env'), yes: true },
    speechOf(new PassThrough(), new PassThrough()),
  );
  expect(agreement).toMatchObject({ yes: false, plan: planned });
  expect(agreement.left?.('Create the app')).toMatchObject({ kept: false });

  await using older = await folder();
  await aRun(older, '0', [], { planned });
  const { code, err } = await command(['resume', 'first', '--yes'], older.path);
  expect(err).toBe(
    'setupwright: The run in first was of a plan for version 0 of its runbook, not for 1. Plan again, and run that plan.\n',
  );
  expect(code).toBe(64);
});
