import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { findBrowser } from '../../src/browser/find.ts';
import { launchBrowser } from '../../src/browser/launch.ts';
import { descendants, shownBy } from '../support/descendants.ts';

test.skip(process.platform === 'win32', 'the stand-ins for a browser are shell scripts');

/** What a user may have in the environment. */
const SURROUNDINGS = {
  SALESFORCE_PASSWORD: 'correct-horse-battery',
  IMAP_PASSWORD: 'mailbox',
  HTTPS_PROXY: 'http://[::1]:1',
};

let base: string;
let before: NodeJS.ProcessEnv;

test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-launch-'));
  before = { ...process.env };
  Object.assign(process.env, SURROUNDINGS);
});

test.afterEach(async () => {
  for (const name of Object.keys(SURROUNDINGS)) delete process.env[name];
  Object.assign(process.env, before);
  await rm(base, { recursive: true, force: true });
});

/** A program of these lines of shell. */
async function program(...lines: readonly string[]): Promise<string> {
  const path = join(base, 'my-browser');
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(path, 0o755);
  return path;
}

/** The browser of the tests, which notes the environment that it is started in. */
async function noting(): Promise<string> {
  const found = findBrowser({ headed: false, asked: before['SETUPWRIGHT_BROWSER'] });
  const real = found?.path ?? chromium.executablePath();
  return program(`env > '${join(base, 'environment')}'`, `exec '${real}' "$@"`);
}

test('starts what is asked for, and says what it is', async () => {
  const browser = await launchBrowser({ headed: false, asked: await noting() });
  try {
    expect(browser.description).toMatch(/^Chromium \d+\.[\d.]+, headless \(SETUPWRIGHT_BROWSER\)/);
    const page = await browser.context.newPage();
    expect(page.viewportSize()).toEqual({ width: 1280, height: 800 });
    expect(await page.evaluate('navigator.language')).toBe('en-US');
  } finally {
    await browser.close();
  }
});

test('tells the browser none of the passwords that stand in the environment', async () => {
  const browser = await launchBrowser({ headed: false, asked: await noting() });
  await browser.close();
  const environment = await readFile(join(base, 'environment'), 'utf8');
  expect(environment).toMatch(/^PATH=/m);
  expect(environment).not.toMatch(/PASSWORD|correct-horse-battery/);
});

test('case 24: no process of the browser has a password in its environment or on its command line', async () => {
  test.skip(process.platform !== 'linux', 'only Linux shows both as files');
  const browser = await launchBrowser({ headed: false, asked: before['SETUPWRIGHT_BROWSER'] });
  try {
    await (await browser.context.newPage()).goto('data:text/html,<p>a page has a process of its own');
    const family = await descendants(process.pid);
    const shown = await Promise.all(family.map(({ pid }) => shownBy(pid)));
    expect(shown.filter((text) => text.includes('--type=renderer'))).not.toHaveLength(0);
    for (const text of shown) expect.soft(text).not.toMatch(/correct-horse-battery|IMAP_PASSWORD|mailbox/);
  } finally {
    await browser.close();
  }
});

test('case 26: what the browser keeps while it runs is for its owner alone, no recording, and goes with it', async () => {
  const names = async () => (await readdir(tmpdir())).filter((name) => /^(playwright|sw-)/.test(name));
  const here = new Set(await names());
  const browser = await launchBrowser({ headed: false, asked: before['SETUPWRIGHT_BROWSER'] });
  const page = await browser.context.newPage();
  await page.goto('data:text/html,<a download="secret.txt" href="data:text/plain,SECRET">a</a><p>text');
  await page.click('a');
  expect((await stat(browser.scratch)).mode & 0o777).toBe(0o700);
  const kept = (await readdir(browser.scratch, { recursive: true })).map(String);
  expect(kept).toContainEqual(expect.stringContaining('playwright_chromiumdev_profile'));
  expect(kept.filter((name) => /trace|\.har|\.webm|\.zip|secret\.txt/.test(name))).toEqual([]);
  // Nothing beside it: others may run at the same time, and theirs is in a folder of their own as well.
  expect((await names()).filter((name) => !here.has(name) && !name.startsWith('sw-'))).toEqual([]);
  await browser.close();
  expect(existsSync(browser.scratch)).toBe(false);
  expect(process.env['TMPDIR']).toBe(before['TMPDIR']);
});

test('a folder whose path is too long for a browser keeps its profile, and the browser starts', async () => {
  const long = join(base, 'x'.repeat(80));
  await mkdir(long);
  process.env['TMPDIR'] = long;
  try {
    const browser = await launchBrowser({ headed: false, asked: await noting() });
    expect((await readdir(browser.scratch)).join()).toContain('playwright_chromiumdev_profile');
    await browser.close();
    expect(await readFile(join(base, 'environment'), 'utf8')).toContain(`TMPDIR=${long}\n`);
    expect(await readdir(long)).toEqual([]);
  } finally {
    if (before['TMPDIR'] === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before['TMPDIR'];
  }
});

test('what a killed process has left behind goes at the next start, and what a living one has stays', async () => {
  const NOBODY = 4_194_305;
  const [dead, living] = [join(tmpdir(), `sw-${NOBODY}-abcdef`), join(tmpdir(), `sw-${process.pid}-abcdef`)];
  for (const path of [dead, living]) await mkdir(path, { recursive: true });
  try {
    const browser = await launchBrowser({ headed: false, asked: before['SETUPWRIGHT_BROWSER'] });
    await browser.close();
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
  } finally {
    await rm(living, { recursive: true, force: true });
  }
});

test('tells the browser of the proxy that the network needs', async () => {
  const browser = await launchBrowser({ headed: false, asked: await noting() });
  await browser.close();
  expect(await readFile(join(base, 'environment'), 'utf8')).toContain('HTTPS_PROXY=');
});

test('a program that is no browser is told as such', async () => {
  const asked = await program('exit 3');
  await expect(launchBrowser({ headed: false, asked })).rejects.toMatchObject({
    kind: 'preflight',
    message: 'The browser (SETUPWRIGHT_BROWSER) does not start. Name another in SETUPWRIGHT_BROWSER.',
  });
});
