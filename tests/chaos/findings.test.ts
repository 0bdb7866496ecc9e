import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { practice } from '../support/practice.ts';
import { afterTheKill, atTheEnd, type Finding } from './findings.ts';
import { chance } from './moments.ts';
import { killAllOf, stillThere } from './processes.ts';
import { Trial } from './trial.ts';

test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

const kindsOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ kind }) => kind))].sort();

test('the witness of the sweeps sees each thing that can be wrong', async () => {
  await using place = await practice().then((made) => ({ ...made, [Symbol.asyncDispose]: () => made.close() }));
  await using trial = await Trial.in(place);
  const { org } = place;
  expect(await afterTheKill(trial)).toEqual({ findings: [], mustTell: false });

  org.change((state) => {
    const [other] = state.apps;
    if (!other) return;
    for (const id of ['0xI000000000001', '0xI000000000002']) {
      state.apps.push({ ...other, id, settings: { ...other.settings, name: 'Document AI' } });
    }
  });
  await writeFile(trial.sink, '{"consumerKey":');
  await writeFile(`${trial.sink}.draft`, '');
  await mkdir(trial.evidence('first'));
  await writeFile(join(trial.evidence('first'), 'summary.md'), `the password is ${org.admin.password}`);
  await writeFile(join(trial.evidence('first'), 'journal.jsonl'), '{"n":1}\n');
  const orphan = spawn('sleep', ['600'], { env: { TMPDIR: join(trial.folder, 'tmp') }, stdio: 'ignore' });
  try {
    const killed = await afterTheKill(trial);
    expect(kindsOf(killed.findings)).toEqual(['journal', 'leak', 'not converged']);
    const findings = await atTheEnd(trial, { code: 1, out: '', err: '' }, true);
    expect(kindsOf(findings)).toEqual([
      'browser left',
      'journal',
      'leak',
      'left behind',
      'not converged',
      'second app',
    ]);
    const told = findings.map(({ says }) => says).join('\n');
    expect(told).toMatch(/evidence\/first\/summary\.md: the password/);
    expect(told).not.toContain(org.admin.password);
    for (const says of [/It ended with 1/, /2 apps/, /half of a file/, /credentials\.json\.draft/, /sleep 600/]) {
      expect(told).toMatch(says);
    }
    expect(told).toMatch(/Nobody tells of the run that died/);
  } finally {
    await killAllOf(trial.folder);
  }
  expect(await stillThere(trial.folder)).toEqual([]);
  expect(orphan.signalCode ?? 'SIGKILL').toBe('SIGKILL');
});

test('a seed gives the same moments again, and another one others', () => {
  const drawn = (seed: string) => Array.from({ length: 20 }, chance(seed));
  expect(drawn('1')).toEqual(drawn('1'));
  expect(drawn('1')).not.toEqual(drawn('2'));
  expect(new Set(drawn('1')).size).toBe(20);
  for (const each of drawn('1')) expect(each >= 0 && each < 1).toBe(true);
});
