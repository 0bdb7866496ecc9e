import type { BrowserContext, Page } from 'playwright';

/** How long a page that was just opened counts as fresh, in milliseconds. */
const FRESH_FOR_MS = 10_000;

interface Landed {
  readonly page: Page;
  readonly at: number;
}

const landed = new WeakMap<BrowserContext, Landed>();

/** Keeps the page at which signing in has ended, for who looks at it first. */
export function leaveAtLanding(page: Page): void {
  landed.set(page.context(), { page, at: performance.now() });
}

/** Hands over, once, the page at which signing in has ended, if it is fresh and has the wanted path; any other is closed. */
export function takeLanding(context: BrowserContext, path: RegExp): Page | undefined {
  const last = landed.get(context);
  landed.delete(context);
  if (!last || last.page.isClosed()) return undefined;
  const { pathname } = new URL(last.page.url());
  if (path.test(pathname) && performance.now() - last.at < FRESH_FOR_MS) return last.page;
  last.page.close().catch(() => undefined);
  return undefined;
}
