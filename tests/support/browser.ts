import { type Browser, chromium } from '@playwright/test';

/** The browser of the tests: Debian's, or the one that SETUPWRIGHT_BROWSER names. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['SETUPWRIGHT_BROWSER'] ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox'],
  });
}
