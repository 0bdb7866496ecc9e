import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const root = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => readFile(join(root, ...path), 'utf8');

test('every action of the workflow is pinned to a commit, with its version beside it', async () => {
  const uses = (await read('.github', 'workflows', 'runbook.yml')).match(/uses: .*/g) ?? [];
  expect(uses.length).toBeGreaterThan(5);
  for (const line of uses) expect(line).toMatch(/^uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('the workflow names settings that there are, and no secret stands in a command', async () => {
  const workflow = await read('.github', 'workflows', 'runbook.yml');
  const known = new Set((await read('.env.example')).match(/\b(SALESFORCE|IMAP|SETUPWRIGHT)_[A-Z_]+/g));
  const named = new Set(workflow.match(/\b(SALESFORCE|IMAP|SETUPWRIGHT)_[A-Z_]+/g));
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
  for (const script of workflow.match(/run: .*|^ {10}.*$/gm) ?? []) {
    if (/^ {10}[A-Z_]+: /.test(script)) continue;
    // What comes from outside reaches a script by its environment only, where nothing of it is carried out.
    expect(script).not.toMatch(/run:.*\$\{\{/);
  }
  expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m);
});

test('evidence is kept only where it was looked through for secrets and sealed', async () => {
  const workflow = await read('.github', 'workflows', 'runbook.yml');
  const uploads = workflow.split(/^ {6}- /m).filter((step) => step.includes('actions/upload-artifact@'));
  // What is encrypted for another key is kept however a run ended; nothing else of its folder is.
  const [encrypted, evidence] = [true, false].map((is) => uploads.filter((step) => step.includes('sink/') === is));
  expect(evidence).toHaveLength(2);
  for (const step of evidence ?? []) {
    expect(step).toMatch(/^ {8}if: always\(\) && hashFiles\('evidence[a-z-]*\/SHA256SUMS'/m);
  }
  expect(encrypted).toHaveLength(2);
  for (const step of encrypted ?? []) {
    expect(step.match(/^ {12}\S+$/gm)).toEqual(['            sink/*.age', '            sink/*.age.receipt.json']);
  }
});

test('the container holds what a run needs and nothing of the workplace', async () => {
  const ignored = (await read('.dockerignore')).split('\n');
  for (const name of [
    '.git',
    'node_modules',
    '*.env',
    '.env.*',
    'credentials',
    'runs',
    'passkeys.json',
    'session.json',
  ]) {
    expect(ignored).toContain(name);
  }
  const container = await read('Containerfile');
  expect(container).toMatch(/^USER node$/m);
  expect(container).toContain('chromium-headless-shell');
});
