import type { BrowserContext, Page, Request } from 'playwright';

/** A request of a page that the org did not answer, or answered with a fault of its own. */
export interface FailedRequest {
  /** For people: `POST /setup-api/apps (503)`. */
  readonly what: string;
  readonly at: number;
  /** It was the page itself, and not a part of it. */
  readonly wholePage: boolean;
}

const failed = new WeakMap<Page, FailedRequest>();
const told = new WeakMap<BrowserContext, Map<string, number>>();
/** How often the same request may fail before the page is taken to live with it. */
const COUNTS = 2;
const listened = new WeakSet<BrowserContext>();

/** Notes from now on what fails in the pages of this window; on the window, because a pop-up is loaded before it is known. */
export function noteFailedRequests(context: BrowserContext, isOrg: (origin: string) => boolean): void {
  if (listened.has(context)) return;
  listened.add(context);
  const note = (request: Request, why: string) => {
    const { origin, pathname } = new URL(request.url());
    const page = pageOf(request);
    // What is asked for by the way, such as a picture or a measurement, does not tell of the page.
    const matters = ['document', 'script', 'xhr', 'fetch'].includes(request.resourceType());
    if (!page || !matters || !isOrg(origin)) return;
    const wholePage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    failed.set(page, { what: `${request.method()} ${pathname} (${why})`, at: performance.now(), wholePage });
  };
  context.on('request', (request) => {
    const page = request.isNavigationRequest() ? pageOf(request) : undefined;
    if (page && request.frame() === page.mainFrame()) failed.delete(page);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'no answer';
    // A page that is left takes back what it had asked for.
    if (!/ERR_ABORTED|cancel/i.test(why)) note(request, why.replace(/^net::/, ''));
  });
  context.on('response', (response) => {
    const status = response.status();
    if (status >= 500 || status === 401) note(response.request(), String(status));
  });
}

/** What failed last on the page that is shown; a request that fails each time is forgotten in the end. */
export function lastFailed(page: Page): FailedRequest | undefined {
  const last = failed.get(page);
  return last && (told.get(page.context())?.get(last.what) ?? 0) < COUNTS ? last : undefined;
}

/** Did anything fail on the page that is shown, however often? */
export function hasFailed(page: Page): boolean {
  return failed.has(page);
}

/** The failure was acted upon. */
export function forgetFailed(page: Page): void {
  const last = failed.get(page);
  if (!last) return;
  failed.delete(page);
  const counts = told.get(page.context()) ?? new Map<string, number>();
  told.set(page.context(), counts.set(last.what, (counts.get(last.what) ?? 0) + 1));
}

function pageOf(request: Request): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    // A worker's, or of a page that does not exist yet.
    return undefined;
  }
}
