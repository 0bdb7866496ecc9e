import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { command } from '../support/practice.ts';

test('a rehearsal needs no settings, can be repeated, and leaves a git work tree clean', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-test-'));
  try {
    execFileSync('git', ['init', '--quiet', folder]);
    for (const turn of ['first', 'second']) {
      const { code, out, err } = await command(['rehearse'], folder);
      expect(err, turn).toBe('');
      expect(out, turn).toContain('converged');
      expect(out, turn).toMatch(/Report +runs\/\S+\/report\.html/);
      expect(out, turn).toContain('credentials/practice-org.json');
      expect(out, turn).toMatch(/^Sealed +SHA256SUMS, UNSIGNED: integrity only$/m);
      expect(code, turn).toBe(0);
    }
    expect((await readdir(join(folder, 'runs'))).filter((name) => !name.startsWith('.'))).toHaveLength(2);
    expect(execFileSync('git', ['-C', folder, 'status', '--porcelain'], { encoding: 'utf8' })).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
