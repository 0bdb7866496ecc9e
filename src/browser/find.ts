import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { Trouble } from '../runbook/trouble.ts';
import { chromium } from './playwright.ts';

/** A browser that is there. Without a path it is Playwright's own, which Playwright finds by itself. */
export interface FoundBrowser {
  readonly path?: string;
  /** For people: where it came from. */
  readonly origin: string;
}

/** Names on the search path. The headless shell starts in a third of the time, but has no window. */
const HEADLESS_NAMES = ['chromium-headless-shell', 'chrome-headless-shell'];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const WELL_KNOWN: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files\\Chromium\\Application\\chrome.exe',
  ],
};

/**
 * The browser to use: the one that is asked for, else Playwright's own, else one that is installed.
 * @param asked the setting SETUPWRIGHT_BROWSER
 * @throws Trouble of kind `usage` where the one that is asked for is not a program
 */
export function findBrowser({
  headed,
  asked,
}: {
  headed: boolean;
  asked: string | undefined;
}): FoundBrowser | undefined {
  if (asked) {
    if (!isProgram(asked)) {
      throw new Trouble(
        'usage',
        `SETUPWRIGHT_BROWSER names ${asked}, which is not a program.`,
        'Give the path of a Chromium.',
      );
    }
    return { path: asked, origin: 'SETUPWRIGHT_BROWSER' };
  }
  if (hasPlaywrightsOwn(headed)) return { origin: "Playwright's own" };
  const names = headed ? NAMES : [...HEADLESS_NAMES, ...NAMES];
  const installed = [...names.flatMap(onSearchPath), ...(WELL_KNOWN[process.platform] ?? [])].find(isProgram);
  return installed === undefined ? undefined : { path: installed, origin: installed };
}

function hasPlaywrightsOwn(headed: boolean): boolean {
  const full = chromium.executablePath();
  if (headed) return existsSync(full);
  // The headless build lies beside the full one, under a name of its own and the same revision.
  const build = dirname(dirname(full));
  const headlessBuild = basename(build).replace(/^chromium-/, 'chromium_headless_shell-');
  return existsSync(join(dirname(build), headlessBuild));
}

function onSearchPath(name: string): string[] {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, file));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
