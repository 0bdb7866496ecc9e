import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunFolder } from '../../../src/evidence/run-folder.ts';
import { sealFolder, sealInWords, sealPlan } from '../../../src/evidence/seal/seal.ts';
import { signerFrom } from '../../../src/evidence/seal/signer.ts';
import { sealHolds, verifyFolder } from '../../../src/evidence/seal/verify.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';
import { folder, missing, seal, sealed, sshKey, unsealed } from './support.ts';

const absent = missing('ssh-keygen', 'bash');
test.skip(absent !== undefined, absent ?? '');

test('the list is what sha256sum itself writes of the same files', async () => {
  await using place = await folder();
  const { files } = await sealed(place.at('run'));
  const theirs = "find . -type f ! -name SHA256SUMS -printf '%P\\n' | LC_ALL=C sort | xargs -d '\\n' sha256sum";
  const told = execFileSync('bash', ['-c', theirs], { cwd: place.at('run') }).toString();
  expect(await readFile(place.at('run/SHA256SUMS'), 'utf8')).toBe(told);
  expect(files).toBe(told.trimEnd().split('\n').length);
});

test('an unsigned seal is labelled as one, and shows damage only', async () => {
  await using place = await folder();
  const result = await sealed(place.at('run'));
  expect(sealInWords(result)).toBe('SHA256SUMS, UNSIGNED: integrity only');
  expect(sealPlan({})).toContain('UNSIGNED: integrity only');
  const findings = await verifyFolder(place.at('run'));
  expect(findings.map(({ about, result }) => [about, result])).toEqual([
    ['list', 'holds'],
    ['hashes', 'holds'],
    ['signature', 'not checked'],
  ]);
  expect(findings.at(-1)?.says).toMatch(/^UNSIGNED: integrity only/);
  await writeFile(place.at('run/run.json'), 'changed');
  expect(sealHolds(await verifyFolder(place.at('run')))).toBe(false);
});

test('a signed seal names its key, also where nobody says whose it is', async () => {
  await using place = await folder();
  await sshKey(place.at('key'));
  const { fingerprint } = await signerFrom(place.at('key'));
  const result = await sealed(place.at('run'), place.at('key'));
  expect(sealInWords(result)).toBe(`SHA256SUMS, signed by ${fingerprint}`);
  const [, , signature, signer] = await verifyFolder(place.at('run'));
  expect(signature).toMatchObject({ result: 'holds', says: expect.stringContaining(fingerprint) });
  expect(signer).toEqual({
    about: 'signer',
    result: 'not checked',
    says: `Signed by key ${fingerprint}, not checked against anybody.`,
  });
});

test('the plan for the report says which key will sign and who will stamp', async () => {
  await using place = await folder();
  await sshKey(place.at('key'));
  const signer = await signerFrom(place.at('key'));
  const plan = sealPlan({ signer, timeStampUrl: 'https://who:pass@tsa.example/tsr?key=1' });
  expect(plan).toBe(
    `Listed with hashes in SHA256SUMS, signed with key ${signer.fingerprint} (namespace runbook-evidence@v1); tsa.example is asked to stamp it with the time.`,
  );
});

test('a folder is sealed as the run wrote it, or not at all', async () => {
  await using place = await folder();
  const dir = place.at('run');
  const written = await RunFolder.create(dir, new SecretBook());
  await written.line('journal.jsonl', { n: 1 });
  await written.json('run.json', { id: 'one' });
  await written.line('journal.jsonl', { n: 2 });
  await written.picture('01-step-01-after.png', Buffer.from('a picture'));
  const close = () =>
    sealFolder(dir, { written: written.written, write: (name, content) => writeFile(join(dir, name), content) });
  expect((await close()).files).toBe(3);
  for (const [spoil, says] of [
    [() => writeFile(join(dir, 'notes.md'), 'all is well'), 'holds notes.md, which this run did not write'],
    [() => writeFile(join(dir, 'run.json'), '{}'), 'holds run.json otherwise than this run had written it'],
    [() => rm(join(dir, 'screenshots/01-step-01-after.png')), 'lacks screenshots/01-step-01-after.png'],
    [() => appendFile(join(dir, 'journal.jsonl'), '{}\n'), 'holds journal.jsonl otherwise'],
  ] as const) {
    await cp(dir, place.at('kept'), { recursive: true });
    await spoil();
    await expect(close()).rejects.toMatchObject({ kind: 'evidence', message: expect.stringContaining(says) });
    await rm(dir, { recursive: true });
    await cp(place.at('kept'), dir, { recursive: true });
    await rm(place.at('kept'), { recursive: true });
  }
});

test.describe('a folder is not sealed that holds', () => {
  const odd: Readonly<Record<string, (dir: string) => Promise<unknown>>> = {
    'a link': (dir) => symlink('run.json', join(dir, 'link.json')),
    'a folder of its own': (dir) => mkdir(join(dir, 'extra')),
    'the mark of a leak (case 61)': (dir) => writeFile(join(dir, 'LEAKED'), ''),
    'an odd name': (dir) => writeFile(join(dir, 'screenshots', 'a b.png'), ''),
  };
  for (const [what, add] of Object.entries(odd)) {
    test(what, async () => {
      await using place = await folder();
      await unsealed(place.path);
      await add(place.path);
      await expect(seal(place.path)).rejects.toMatchObject({
        kind: 'evidence',
        message: expect.stringMatching(/was not sealed/),
      });
      expect(await verifyFolder(place.path)).toEqual([
        { about: 'list', result: 'fails', says: 'There is no readable SHA256SUMS: the folder is not sealed.' },
      ]);
    });
  }
});

test('a list that cannot be written is told in words, and nothing counts as sealed', async () => {
  await using place = await folder();
  await unsealed(place.at('run'), 'one');
  const full = async () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  await expect(
    sealFolder(place.at('run'), { signer: undefined, timeStampUrl: undefined, write: full }),
  ).rejects.toThrow('SHA256SUMS could not be written: the folder is not sealed. Check the disk.');
});
