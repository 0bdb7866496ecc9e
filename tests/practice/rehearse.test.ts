import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunSchema } from '../../src/evidence/schema.ts';
import { command } from '../support/practice.ts';

test('a rehearsal needs no settings, and leaves a git work tree clean', () => rehearsed(['the only']));

test('a rehearsal can be repeated in one folder', { tag: '@sweep' }, () => rehearsed(['the first', 'the second']));

async function rehearsed(turns: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-test-'));
  try {
    execFileSync('git', ['init', '--quiet', folder]);
    for (const turn of turns) {
      const { code, out, err } = await command(['rehearse'], folder);
      expect(err, turn).toBe('');
      expect(out, turn).toContain('converged');
      expect(out, turn).toMatch(/Report +runs\/\S+\/report\.html/);
      expect(out, turn).toContain('credentials/practice-org.json');
      expect(out, turn).toMatch(/^Sealed +SHA256SUMS, UNSIGNED: integrity only$/m);
      expect(code, turn).toBe(0);
    }
    const runs = (await readdir(join(folder, 'runs'))).filter((name) => !name.startsWith('.'));
    expect(runs).toHaveLength(turns.length);
    for (const run of runs) {
      const record = JSON.parse(await readFile(join(folder, 'runs', run, 'run.json'), 'utf8'));
      expect(RunSchema.parse(record), run).toEqual(record);
    }
    expect(execFileSync('git', ['-C', folder, 'status', '--porcelain'], { encoding: 'utf8' })).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
