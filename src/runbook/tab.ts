import type { BrowserContext, Page } from 'playwright';
import { PageLost } from './trouble.ts';

/** What a product does for every page that a tab shows. */
export interface Keeper {
  /** Gets a page ready before it is used; one that goes from tab to tab once for each. */
  prepare(page: Page): Promise<void>;
  /** Clears away what lies over the page. @throws Trouble where the page leads nowhere any more */
  tend(page: Page): Promise<void>;
}

const NOBODY: Keeper = { prepare: async () => undefined, tend: async () => undefined };

/** A tab of the browser, named before it is opened so that pages can be described without a browser. */
export class Tab {
  readonly name: string;
  readonly #context: () => BrowserContext;
  readonly #keeper: Keeper;
  #page: Page | undefined;
  #isLost = false;
  #tending: Promise<void> | undefined;

  constructor(name: string, context: () => BrowserContext, keeper: Keeper = NOBODY) {
    this.name = name;
    this.#context = context;
    this.#keeper = keeper;
  }

  /** Does it show a page that can be worked with? One that is lost stays to be seen until another takes its place. */
  get isOpen(): boolean {
    return this.#page !== undefined && !this.#page.isClosed() && !this.#isLost;
  }

  /**
   * The open page. Throws where the tab was not opened: a mistake in the runbook.
   * @throws PageLost where somebody has closed it
   */
  page(): Page {
    if (!this.#page) throw new Error(`The tab "${this.name}" is not open`);
    if (this.#page.isClosed()) throw new PageLost(`The tab "${this.name}" was closed.`);
    return this.#page;
  }

  /** The page, opening the tab where it is not open. */
  async ensure(): Promise<Page> {
    if (!this.isOpen) await this.take(await newPage(this.#context()));
    return this.page();
  }

  /** Takes over the tab that `press` opens in the browser. A tab that was taken over before is closed first. */
  async openedBy(press: () => Promise<void>): Promise<void> {
    this.close();
    const [page] = await Promise.all([this.#context().waitForEvent('page'), press()]);
    await this.take(page);
  }

  /** Shows a page that another has opened, in place of its own. */
  async take(page: Page): Promise<void> {
    await this.#keeper.prepare(page);
    this.close();
    this.#page = page;
    this.#isLost = false;
  }

  /** To be asked before every look at the page: see {@link Keeper.tend}. Looks at the same time are tended to together. */
  tend(): Promise<void> {
    this.#tending ??= this.#tend().finally(() => {
      this.#tending = undefined;
    });
    return this.#tending;
  }

  async #tend(): Promise<void> {
    if (!this.isOpen) return;
    const page = this.page();
    try {
      await this.#keeper.tend(page);
    } catch (error) {
      // Another may have taken its place meanwhile.
      if (this.#page === page) this.#isLost = error instanceof PageLost;
      throw error;
    }
  }

  /** Tends to the page and looks at it side by side, because each takes its time; what hinders the page is told first. */
  async tendAndLook<T>(look: () => Promise<T>): Promise<T> {
    const looking = look();
    looking.catch(() => undefined);
    await this.tend();
    return looking;
  }

  /**
   * Closes the page, if one is open. Nobody waits for it: Chromium may never say that it has closed one that was just
   * going over to its page for a broken connection. The browser's own end takes it along.
   */
  close(): void {
    this.#page?.close().catch(() => undefined);
  }
}

/** A new page. Playwright 1.65 says nothing for ever where the browser dies meanwhile (measured), so its end is listened for. */
async function newPage(context: BrowserContext): Promise<Page> {
  let end: () => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(new Error('Target page, context or browser has been closed'));
    context.once('close', end);
  });
  try {
    return await Promise.race([context.newPage(), ended]);
  } finally {
    context.off('close', end);
  }
}
