import { type Browser, type BrowserContext, test } from '@playwright/test';
import { closeWindows } from './browser.ts';

/** An empty window for each test of a file. */
export interface Window {
  readonly context: BrowserContext;
  /** Another window in its place, which knows nothing of it. */
  renew(): Promise<void>;
}

/** To be called at the top of a file: gets the window ready before each test, and closes it afterwards. */
export function aWindow(): Window {
  let browser: Browser;
  let context: BrowserContext;
  test.beforeAll(async ({ browser: ofWorker }) => {
    browser = ofWorker;
  });
  test.afterAll(() => closeWindows(browser));
  test.beforeEach(async () => {
    context = await browser.newContext();
  });
  test.afterEach(() => context.close());
  return {
    get context() {
      return context;
    },
    renew: async () => {
      await context.close();
      context = await browser.newContext();
    },
  };
}
