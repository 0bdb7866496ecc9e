import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildSync } from 'esbuild';

test.skip(process.platform !== 'linux', 'browsers lie in other places on other systems');

const ROOT = join(import.meta.dirname, '..', '..');

/** Playwright looks where its browsers are when it is loaded, so every question is asked in a process of its own. */
const QUESTION = `
  import { chromium } from 'playwright';
  import { findBrowser } from './src/browser/find.ts';
  const found = (() => {
    try {
      return findBrowser(JSON.parse(process.env.ASKED)) ?? 'none';
    } catch (error) {
      return { kind: error.kind, message: error.message };
    }
  })();
  console.log(JSON.stringify({ found, full: chromium.executablePath() }));`;

let code: string;
let base: string;

test.beforeAll(() => {
  const stdin = { contents: QUESTION, resolveDir: ROOT, loader: 'ts' } as const;
  const built = buildSync({ stdin, bundle: true, packages: 'external', format: 'esm', write: false });
  code = built.outputFiles[0]?.text ?? '';
});

test.beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'setupwright-find-'));
});

test.afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Puts a program into a folder and gives its path. */
function program(name: string, mode = 0o755): string {
  const path = join(base, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n', { mode });
  return path;
}

/** What is found where these folders are searched, and where the browsers of Playwright would lie. */
function find({ headed = false, asked = '', path = [] as readonly string[] } = {}): { found: unknown; full: string } {
  const PATH = path.map((folder) => join(base, folder)).join(delimiter);
  const env = { PATH, PLAYWRIGHT_BROWSERS_PATH: join(base, 'own'), ASKED: JSON.stringify({ headed, asked }) };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { found: unknown; full: string };
}

/** The folder of Playwright's own build of this kind, of the revision that it would start. */
function own(kind: 'chromium' | 'chromium_headless_shell'): string {
  const revision = /chromium-(\d+)/.exec(find().full)?.[1];
  return join('own', `${kind}-${revision}`);
}

test('none where there is none', () => {
  expect(find({ path: ['bin'] }).found).toBe('none');
  expect(find().found).toBe('none');
});

test('the one that is asked for, before all others', () => {
  const asked = program('mine/my-chromium');
  program('bin/chromium');
  program(join(own('chromium_headless_shell'), 'INSTALLATION_COMPLETE'));
  expect(find({ asked, path: ['bin'] }).found).toEqual({ path: asked, origin: 'SETUPWRIGHT_BROWSER' });
});

test('no other where the one that is asked for is not there', () => {
  program('bin/chromium');
  const asked = join(base, 'gone');
  expect(find({ asked, path: ['bin'] }).found).toEqual({
    kind: 'usage',
    message: `SETUPWRIGHT_BROWSER names ${asked}, which is not a program. Give the path of a Chromium.`,
  });
});

test('no other where the one that is asked for is no program', () => {
  const asked = program('mine/notes.txt', 0o644);
  expect(find({ asked }).found).toMatchObject({ kind: 'usage' });
});

test("Playwright's own before those that are installed", () => {
  program('bin/chromium');
  program(join(own('chromium_headless_shell'), 'INSTALLATION_COMPLETE'));
  expect(find({ path: ['bin'] }).found).toEqual({ origin: "Playwright's own" });
});

test('with a window only the whole browser is of use', () => {
  const installed = program('bin/google-chrome');
  program('bin/chromium-headless-shell');
  program(join(own('chromium_headless_shell'), 'INSTALLATION_COMPLETE'));
  expect(find({ headed: true, path: ['bin'] }).found).toEqual({ path: installed, origin: installed });
});

test("with a window Playwright's own whole browser is found, too", () => {
  const { full } = find();
  program(full.slice(base.length + 1));
  expect(find({ headed: true }).found).toEqual({ origin: "Playwright's own" });
});

test('headless the shell before whole browsers, wherever on the search path it stands', () => {
  program('first/chromium');
  const shell = program('second/chromium-headless-shell');
  expect(find({ path: ['first', 'second'] }).found).toEqual({ path: shell, origin: shell });
});

test('the first on the search path of those with one name', () => {
  const first = program('first/chromium');
  program('second/chromium');
  expect(find({ path: ['none', 'first', 'second'] }).found).toEqual({ path: first, origin: first });
});

test('not a file that cannot be run', () => {
  program('first/chromium', 0o644);
  const second = program('second/chromium');
  expect(find({ path: ['first', 'second'] }).found).toMatchObject({ path: second });
});

test('not a folder, on the search path or asked for', () => {
  mkdirSync(join(base, 'first', 'chromium'), { recursive: true });
  const second = program('second/chromium');
  expect.soft(find({ path: ['first', 'second'] }).found).toMatchObject({ path: second });
  expect.soft(find({ asked: join(base, 'first') }).found).toMatchObject({ kind: 'usage' });
});

test('not what another version of Playwright left: it would not start', () => {
  program('own/chromium_headless_shell-1/INSTALLATION_COMPLETE');
  const installed = program('bin/chromium');
  expect(find({ path: ['bin'] }).found).toMatchObject({ path: installed });
});
