import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../src/browser/find.ts';
import { practice } from '../support/practice.ts';

const FROZEN = join(import.meta.dirname, '..', 'support', 'frozen.mjs');
const AT = new Date('2026-11-23T09:00:00Z');

/** Everything that a run leaves or says: each file of its folder, and what the terminal was told. */
type Left = ReadonlyMap<string, Buffer>;

let folder: string;
let browser: string;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-test-'));
  browser = await steadyBrowser();
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** A Chromium that draws a page the same way each time: it keeps nothing of an earlier drawing of its parts. */
async function steadyBrowser(): Promise<string> {
  const path = join(folder, 'browser');
  const { path: real = '' } = findBrowser({ headed: false, asked: process.env['SETUPWRIGHT_BROWSER'] }) ?? {};
  await writeFile(path, `#!/bin/sh\nexec '${real}' --disable-partial-raster --disable-lcd-text "$@"\n`);
  await chmod(path, 0o700);
  return path;
}

/** A whole run against an org whose secrets come from this seed, and which is otherwise the same each time. */
async function leftBy(secrets: string, port: number): Promise<{ left: Left; port: number }> {
  const place = await practice({ seed: 'the same', secrets, at: AT, port });
  try {
    const { code, out, err } = await place.run(['--out', 'run'], {
      preload: [FROZEN],
      settings: { SETUPWRIGHT_BROWSER: browser },
    });
    expect(err).toBe('');
    expect(code).toBe(0);
    const run = join(place.folder, 'run');
    const files = await readdir(run, { recursive: true, withFileTypes: true });
    const left = new Map<string, Buffer>([['stdout', Buffer.from(out)]]);
    for (const file of files.filter((each) => each.isFile())) {
      const path = join(file.parentPath, file.name);
      left.set(relative(run, path), await readFile(path));
    }
    return { left, port: Number(new URL(place.org.url).port) };
  } finally {
    await place.close();
  }
}

test('x', async () => {
  test.setTimeout(120_000);
  const first = await leftBy('one', 0);
  const second = await leftBy('another', first.port);
  const names = [...new Set([...first.left.keys(), ...second.left.keys()])].sort();
  const differ = names.filter((name) => !first.left.get(name)?.equals(second.left.get(name) ?? Buffer.alloc(0)));
  const { writeFileSync, mkdirSync } = await import('node:fs');
  for (const [i, l] of [first, second].entries()) for (const [n, b] of l.left) { mkdirSync(`/tmp/x/ni/${i}/screenshots`, {recursive:true}); writeFileSync(`/tmp/x/ni/${i}/${n}`, b); }
  expect(differ).toEqual([]);
});
