import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../src/browser/find.ts';

/** The browser of the tests: the one that a headless run would use. It meets no page but ours, so it needs no sandbox. */
export function launchBrowser(): Promise<Browser> {
  const found = findBrowser({ headed: false, asked: process.env['SETUPWRIGHT_BROWSER'] });
  if (!found) throw new Error('There is no browser; npm run setup brings one');
  return chromium.launch({
    args: ['--no-sandbox'],
    ...(found.path === undefined ? {} : { executablePath: found.path }),
  });
}
