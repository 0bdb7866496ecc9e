import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { findBrowser } from '../../src/browser/find.ts';
import { launchBrowser } from '../../src/browser/launch.ts';

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
