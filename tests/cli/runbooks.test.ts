import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { digestOf } from '../../src/cli/runbooks.ts';

test('the digest of a runbook is that of what sha256sum prints of its files', () => {
  const cwd = 'runbooks/external-client-app';
  const printed = execFileSync('sh', ['-c', 'LC_ALL=C; export LC_ALL; sha256sum *'], { cwd });
  expect(digestOf('external-client-app')).toBe(createHash('sha256').update(printed).digest('hex'));
});
