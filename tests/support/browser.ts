import { type Browser, chromium, type LaunchOptions } from '@playwright/test';
import { findBrowser } from '../../src/browser/find.ts';

/** How the browser of the tests is launched: the one that a headless run would use. It meets no page but ours, so it needs no sandbox. */
export function launchOptions(): LaunchOptions {
  const found = findBrowser({ headed: false, asked: process.env['SETUPWRIGHT_BROWSER'] });
  return { args: ['--no-sandbox'], ...(found?.path === undefined ? {} : { executablePath: found.path }) };
}

/** A browser of a test's own, beside the one that all tests of a worker share. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch(launchOptions());
}

/** Leaves a browser as it was launched, for the next file of tests. */
export async function closeWindows(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}
