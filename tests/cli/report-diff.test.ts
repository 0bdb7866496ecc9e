import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { fullRecord } from '../evidence/full-record.ts';
import { command } from '../support/practice.ts';

let base: string;

test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-diff-'));
  await run('a', fullRecord());
});
test.afterEach(() => rm(base, { recursive: true, force: true }));

async function run(name: string, record: RunRecord): Promise<void> {
  await mkdir(join(base, name));
  await writeFile(join(base, name, 'run.json'), JSON.stringify(record));
}

test('report diff says that two runs are the same, by folder or by file', async () => {
  const { code, out, err } = await command(['report', 'diff', 'a', join('a', 'run.json')], base);
  expect(err).toBe('');
  expect(out).toContain('The same was done and found');
  expect(code).toBe(0);
});

test('report diff says what differs, in sentences or as JSON, and ends with 2', async () => {
  await run('b', { ...fullRecord(), outcome: 'failed' });
  const { code, out } = await command(['report', 'diff', 'a', 'b'], base);
  expect(out).toContain('Outcome\n  The run: converged, then failed.\n\n1 difference.');
  expect(code).toBe(2);
  const json = await command(['report', 'diff', 'a', 'b', '--json'], base);
  expect(JSON.parse(json.out)).toMatchObject({
    same: false,
    second: { run: 'run-1', outcome: 'failed' },
    differences: [{ about: 'outcome', where: 'The run', first: 'converged', second: 'failed' }],
  });
  expect(json.code).toBe(2);
});

test('what is said as JSON holds every character of the data, and shows none that is not seen', async () => {
  const odd = 'Acme \u202egnp\u202c \u009b2J\u200b\u2028';
  const { run: facts, ...rest } = fullRecord();
  await run('b', { ...rest, run: { ...facts, target: { ...facts.target, orgName: odd } } });
  const { out } = await command(['report', 'diff', 'a', 'b', '--json'], base);
  expect(out).toMatch(/^[\n -~]+$/);
  expect(JSON.stringify(JSON.parse(out))).toContain(odd);
});

test('report diff refuses what is no record of a run, with one line', async () => {
  const { steps: _, ...half } = fullRecord();
  await writeFile(join(base, 'half.json'), JSON.stringify(half));
  await writeFile(join(base, 'torn.json'), '{"schema": "setup');
  for (const [file, words] of [
    ['nowhere', /cannot be read/],
    ['half.json', /not a record of the form setupwright-run@1 \(at steps\)/],
    ['torn.json', /not a record of the form/],
  ] as const) {
    const { code, out, err } = await command(['report', 'diff', 'a', file], base);
    expect(err, file).toMatch(words);
    expect(err.trim().split('\n'), file).toHaveLength(1);
    expect(out, file).toBe('');
    expect(code, file).toBe(64);
  }
});
