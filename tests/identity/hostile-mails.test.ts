import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';

/** Megabytes; what reads mails in a program that does other things too must not take more. */
const MEMORY = 200;

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-hostile-'));
  await build({
    stdin: { contents: READER, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: join(folder, 'reader.cjs'),
    logLevel: 'error',
  });
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** Reads every hostile mail at the largest size that is read and far beyond it, and says what became of each. */
const READER = `
  import { parentPort } from 'node:worker_threads';
  import { hostileBodies, hostileMails } from '../../benchmarks/hostile-mails.mjs';
  import { codeInMail } from '../../src/identity/mailbox/code-in-mail.ts';
  import { judge } from '../../src/identity/mailbox/judge.ts';
  const expected = { senderDomain: 'cloud.example', username: 'admin@corp.example', notBefore: new Date(0) };
  const said = (found) => found.refused ?? 'taken';
  void (async () => {
    const outcomes = {};
    for (const { name, make } of hostileBodies) outcomes[name] = said(codeInMail(make(2 * 2 ** 20)));
    for (const { name, make } of hostileMails) {
      for (const size of [60_000, 250_000]) {
        const mail = make(size);
        outcomes[name + ' of ' + size] = said(await judge(mail, mail.length, expected));
      }
    }
    const huge = Buffer.alloc(20 * 2 ** 20, 'a');
    outcomes['20 MB'] = said(await judge(huge, huge.length, expected));
    for (const depth of [50, 1_000]) {
      const levels = Array.from({ length: depth }, (_, at) => 'Content-Type: multipart/mixed; boundary=b' + at + '\\r\\n\\r\\n--b' + at + '\\r\\n');
      const mail = Buffer.from('From: Cloud <noreply@cloud.example>\\r\\n' + levels.join('') + '\\r\\nUsername: admin@corp.example\\r\\nCode: 123456\\r\\n');
      outcomes[depth + ' parts in each other'] = said(await judge(mail, mail.length, expected));
    }
    parentPort?.postMessage(outcomes);
  })();
`;

test('hostile mails are read or refused, in little memory', async () => {
  const worker = new Worker(join(folder, 'reader.cjs'), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY, maxYoungGenerationSizeMb: 32 },
  });
  const outcomes = await new Promise<Record<string, string>>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('It ended without a word')));
  });
  await worker.terminate();
  expect(Object.keys(outcomes).length).toBeGreaterThan(100);
  // Some texts hold one code over and over again, which is one code; no mail names the user and holds a code.
  const taken = Object.keys(outcomes).filter((name) => outcomes[name] === 'taken');
  expect(taken).toEqual(expect.arrayContaining(['text: labels with codes']));
  expect(taken.filter((name) => !name.startsWith('text: '))).toEqual([]);
  expect(outcomes['20 MB']).toBe('is larger than 256 KB');
  expect(outcomes['1000 parts in each other']).toBe('cannot be read as a mail');
});
