import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { digestOf } from '../../src/cli/runbooks.ts';

test('the digest of a runbook is that of what sha256sum prints of its files', () => {
  const folder = 'runbooks/external-client-app';
  const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');
  const printed = readdirSync(folder)
    .sort()
    .map((name) => `${sha256(readFileSync(`${folder}/${name}`, 'utf8'))}  ${name}\n`);
  expect(printed.length).toBeGreaterThan(3);
  expect(digestOf('external-client-app')).toBe(sha256(printed.join('')));
});
