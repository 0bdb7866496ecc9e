import type { Browser, BrowserContext } from 'playwright';
import { identify, type ProcessIdentity } from '../machine/process-identity.ts';
import { type Scratch, scratchFolder } from '../machine/scratch.ts';
import type { RunNote } from '../machine/scratch-note.ts';
import { Trouble } from '../runbook/trouble.ts';
import { findBrowser } from './find.ts';
import { chromium } from './playwright.ts';

const VIEWPORT = { width: 1280, height: 800 };

/** What a browser needs of our environment; passwords that stand in it are none of its business. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'SystemRoot',
  'LANG',
  'TZ',
  'DISPLAY',
  'XAUTHORITY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'PLAYWRIGHT_BROWSERS_PATH',
  'LD_LIBRARY_PATH',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
  'LC_ALL',
  'LOCALAPPDATA',
  'USERPROFILE',
];

/** A running browser with one empty context. */
export interface LaunchedBrowser {
  readonly context: BrowserContext;
  /** The folder where it keeps what it needs while it runs; it goes when the browser is closed. */
  readonly scratch: string;
  /** Name, version and origin, and why it runs without its sandbox if it does. */
  readonly description: string;
  /** What was found, and ended, of runs that had died, in sentences. */
  readonly leftBehind: readonly string[];
  /** Opens a window beside those of the run, which has nothing in common with them. @returns whether it is closed by now */
  openWindow(address: string): Promise<{ isClosed(): boolean }>;
  /** Tells the next start whose browser this is, should this process die. */
  noteRun(run: RunNote): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the browser, in its own sandbox wherever that can work.
 * @param asked the setting SETUPWRIGHT_BROWSER
 * @throws Trouble of kind `preflight` where there is none or it does not start
 */
export async function launchBrowser({
  headed,
  asked,
}: {
  headed: boolean;
  asked: string | undefined;
}): Promise<LaunchedBrowser> {
  const found = findBrowser({ headed, asked });
  if (!found) {
    throw new Trouble(
      'preflight',
      headed ? 'There is no browser that can show a window.' : 'There is no browser.',
      'Install Chrome or Chromium, or give the path of one in SETUPWRIGHT_BROWSER.',
    );
  }
  const scratch = await scratchFolder();
  try {
    const start = (chromiumSandbox: boolean) =>
      // Playwright, too, keeps what it needs of a browser where our own environment says.
      scratch.during(() =>
        chromium.launch({
          headless: !headed,
          chromiumSandbox,
          // Playwright would close the browser under the step at hand and end the process; the run stops by itself.
          handleSIGINT: false,
          handleSIGTERM: false,
          handleSIGHUP: false,
          env: environment(scratch),
          ...(found.path === undefined ? {} : { executablePath: found.path }),
        }),
      );
    const { browser, unsandboxed } = await inSandboxIfPossible(start, found.origin);
    const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US', acceptDownloads: false });
    await scratch.note({ browser: await processOf(browser) });
    const kind = headed ? 'with a window' : 'headless';
    return {
      context,
      scratch: scratch.path,
      leftBehind: scratch.leftBehind,
      openWindow: async (address) => {
        const page = await (await browser.newContext({ viewport: null })).newPage();
        await page.goto(address);
        return page;
      },
      noteRun: (run) => scratch.note({ run }),
      description: `Chromium ${browser.version()}, ${kind} (${found.origin})${unsandboxed ? `, without its sandbox: ${unsandboxed}` : ''}`,
      close: async () => {
        await browser.close();
        await scratch.remove();
      },
    };
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}

/** The browser's first process, by its own word; undefined where it does not say. */
async function processOf(browser: Browser): Promise<ProcessIdentity | undefined> {
  try {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const first = processInfo.find(({ type }) => type === 'browser');
    return first && (await identify(first.id));
  } catch {
    return undefined;
  }
}

function environment({ variables }: Scratch): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(passedOn), ...variables };
}

async function inSandboxIfPossible(
  start: (sandbox: boolean) => Promise<Browser>,
  origin: string,
): Promise<{ browser: Browser; unsandboxed?: string }> {
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { browser: await started(start(false), origin), unsandboxed: 'it cannot work for root' };
  }
  try {
    return { browser: await start(true) };
  } catch (error) {
    if (!/sandbox/i.test(String(error))) throw notStarted(origin, error);
    return { browser: await started(start(false), origin), unsandboxed: 'this system does not allow it' };
  }
}

async function started(browser: Promise<Browser>, origin: string): Promise<Browser> {
  try {
    return await browser;
  } catch (error) {
    throw notStarted(origin, error);
  }
}

function notStarted(origin: string, error: unknown): Trouble {
  return new Trouble(
    'preflight',
    `The browser (${origin}) does not start.`,
    'Name another in SETUPWRIGHT_BROWSER.',
    error,
  );
}
