import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RecordKeeper } from '../../src/evidence/record-keeper.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { RunSchema } from '../../src/evidence/schema.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { facts, sectionRecord, stepRecord } from './records.ts';

const at = '2026-11-23T09:01:30.000Z';

let base: string;
let keeper: RecordKeeper;
let book: SecretBook;

test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-keeper-'));
  book = new SecretBook();
  keeper = new RecordKeeper(await RunFolder.create(join(base, 'run'), book));
});

test.afterEach(() => rm(base, { recursive: true, force: true }));

const written = (file: string) => readFile(join(base, 'run', file), 'utf8');

test('gathers steps and sections in their order, and counts how they ended', async () => {
  await keeper.hear({ kind: 'run started', at, run: facts, steps: [] });
  await keeper.hear({ kind: 'step ended', at, step: stepRecord(1, { outcome: 'already so' }) });
  await keeper.hear({ kind: 'step ended', at, step: stepRecord(2) });
  await keeper.hear({ kind: 'step ended', at, step: stepRecord(3) });
  await keeper.hear({ kind: 'section ended', at, section: sectionRecord() });
  expect(keeper.record).toBeUndefined();
  await keeper.hear({ kind: 'run ended', at, outcome: 'converged' });
  expect(keeper.record).toMatchObject({
    outcome: 'converged',
    endedAt: at,
    ms: 90_000,
    askedMs: 15,
    counts: { 'already so': 1, changed: 2 },
    steps: [{ n: 1 }, { n: 2 }, { n: 3 }],
    sections: [{ title: 'Create the app' }],
  });
  expect(JSON.parse(await written('run.json'))).toEqual(JSON.parse(JSON.stringify(keeper.record)));
  expect(await written('report.html')).toContain('Do 3');
});

test('case 38: a clock that is set back in the middle of a run leaves a record that is whole', async () => {
  const earlier = '2026-11-23T08:58:00.000Z';
  await keeper.hear({ kind: 'run started', at, run: facts, steps: [] });
  await keeper.hear({ kind: 'step ended', at: earlier, step: stepRecord(1, { startedAt: at, ms: 0 }) });
  await keeper.hear({ kind: 'run ended', at: earlier, outcome: 'converged' });
  const record = JSON.parse(await written('run.json'));
  expect(record).toMatchObject({ endedAt: earlier, ms: 0 });
  expect(RunSchema.parse(record)).toEqual(record);
});

test('writes the forms of CI too, and a record that is what the schema says', async () => {
  const audit = { from: at, to: at, rows: [{ at, by: 'Somebody', section: 'Users', action: 'x', display: 'Changed' }] };
  await keeper.hear({ kind: 'run started', at, run: facts, steps: [] });
  await keeper.hear({ kind: 'step ended', at, step: stepRecord(1, { commits: true }) });
  await keeper.hear({ kind: 'section ended', at, section: sectionRecord() });
  await keeper.hear({ kind: 'audit trail read', at, trail: audit });
  await keeper.hear({ kind: 'run ended', at, outcome: 'converged' });
  expect((await readdir(join(base, 'run'))).sort()).toEqual([
    'junit.xml',
    'report.html',
    'run.json',
    'screenshots',
    'summary.md',
  ]);
  const data = JSON.parse(await written('run.json'));
  expect(RunSchema.parse(data)).toEqual(data);
  expect(data.auditTrail).toMatchObject({ matches: [], rowsAlone: [{ row: { by: 'Somebody' } }], stepsAlone: [1] });
  expect(await written('report.html')).toContain('By Somebody, not by the user of this run.');
});

test('writes nothing before the run has ended', async () => {
  await keeper.hear({ kind: 'run started', at, run: facts, steps: [] });
  await keeper.hear({ kind: 'step ended', at, step: stepRecord(1) });
  expect(await readdir(join(base, 'run'))).toEqual(['screenshots']);
});

test('a secret that became known late is in no file', async () => {
  await keeper.hear({ kind: 'run started', at, run: facts, steps: [] });
  await keeper.hear({ kind: 'step ended', at, step: stepRecord(1, { found: 'it is 0A1B2C3D4E5F' }) });
  book.keep('consumer secret', '0A1B2C3D4E5F');
  await keeper.hear({ kind: 'run ended', at, outcome: 'converged' });
  for (const file of ['run.json', 'report.html', 'junit.xml', 'summary.md'])
    expect.soft(await written(file)).not.toContain('0A1B2C3D4E5F');
});

test('a secret that the page would escape is in no page either', async () => {
  book.keep('password', `a"b<c>&'d`);
  await keeper.hear({ kind: 'run started', at, run: facts, steps: [] });
  await keeper.hear({ kind: 'step ended', at, step: stepRecord(1, { found: `it is a"b<c>&'d` }) });
  await keeper.hear({ kind: 'section ended', at, section: sectionRecord() });
  await keeper.hear({ kind: 'run ended', at, outcome: 'converged' });
  expect(await written('report.html')).toContain('it is [SECRET password]');
});

test('refuses to end what had not started', async () => {
  await expect(async () => keeper.hear({ kind: 'run ended', at, outcome: 'converged' })).rejects.toThrow('not started');
});
