import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { LeakScan } from '../../../src/evidence/leak-scan/leak-scan.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';

const MODULES = join(import.meta.dirname, '..', '..', '..', 'node_modules');
const MB = 1_000_000;
/** Larger files are data of one kind. */
const LARGEST = 400_000;

/** Codes and other secrets as they are met, drawn once. */
const SECRETS: readonly (readonly [name: string, value: string])[] = [
  ...['730194', '184627', '592803', '07316495', '48213'].map((code) => ['code', code] as const),
  ['password', 'Tr4il-Blazer+79'],
  ['mailbox password', 'vkqzmwpt xjhrbncd'],
  ['consumer key', '3MVG9pRzQvUjaj6kC7hW2xTqLm4Rz8Bn5yKdEf0Gi9JtHq2VwZs8XbNu3PyLcRa7DmFoE1kTgWxQ5hUv4'],
  ['consumer secret', '7B1E5C0A9D3F8642E0C7A5B9D1F38264A7C9E1B3D5F7092846A8C0E2F4163857'],
  ['session', '00DgL00000AbCdE!AQEAQFzS8gLk3mR7vXc2QpWn5TbYhJ6dKs9fGuLzE1oVxN4ia0Pr.CtM'],
  ['authenticator secret', 'JBSWY3DPEHPK3PXQ7LMNOZTC'],
  ['passphrase', 'quiet-otter-paints-92-lamps'],
];

const book = new SecretBook();
for (const [name, value] of SECRETS) book.keep(name, value);

/** Paths of JavaScript, JSON and Markdown that others have written, always in the same order. */
async function corpus(megabytes: number): Promise<string[]> {
  const paths: string[] = [];
  let left = megabytes * MB;
  for (const name of (await readdir(MODULES, { recursive: true }))
    .filter((one) => /\.(?:m?js|json|md)$/.test(one))
    .sort()) {
    if (left <= 0) break;
    const { size } = await stat(join(MODULES, name)).catch(() => ({ size: 0 }));
    if (size === 0 || size > LARGEST) continue;
    paths.push(name);
    left -= size;
  }
  return paths;
}

async function falseAlarms(megabytes: number): Promise<{ alarms: string[]; speed: string }> {
  const scan = new LeakScan(book);
  const alarms: string[] = [];
  let bytes = 0;
  let ms = 0;
  for (const path of await corpus(megabytes)) {
    const content = await readFile(join(MODULES, path));
    const before = performance.now();
    for (const { rule, secret } of scan.inBytes(content, path)) alarms.push(`${path}: ${secret} (${rule})`);
    ms += performance.now() - before;
    bytes += content.length;
  }
  expect(bytes).toBeGreaterThan(megabytes * MB * 0.9);
  return { alarms, speed: `${(bytes / MB / (ms / 1000)).toFixed(1)} MB/s in all views` };
}

test('case 20: no false alarm in 2 MB of JavaScript, JSON and Markdown', async () => {
  const { alarms, speed } = await falseAlarms(2);
  test.info().annotations.push({ type: 'speed', description: speed });
  expect(alarms).toEqual([]);
});

test('case 20: no false alarm in 20 MB of JavaScript, JSON and Markdown @sweep', async () => {
  test.setTimeout(180_000);
  const { alarms, speed } = await falseAlarms(20);
  test.info().annotations.push({ type: 'speed', description: speed });
  expect(alarms).toEqual([]);
});

test('the same text with a secret in it raises the alarm', async () => {
  const [path = ''] = await corpus(0.01);
  const text = await readFile(join(MODULES, path), 'utf8');
  const middle = Math.floor(text.length / 2);
  for (const [name, value] of SECRETS) {
    const told = new LeakScan(book).inText(`${text.slice(0, middle)} ${value} ${text.slice(middle)}`, 'a');
    expect
      .soft(
        told.map(({ secret }) => secret),
        name,
      )
      .toEqual([name]);
  }
});
