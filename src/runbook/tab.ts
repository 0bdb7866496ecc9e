import type { BrowserContext, Page } from 'playwright';

/** A tab of the browser, named before it is opened so that pages can be described without a browser. */
export class Tab {
  readonly name: string;
  readonly #context: () => BrowserContext;
  #page: Page | undefined;

  constructor(name: string, context: () => BrowserContext) {
    this.name = name;
    this.#context = context;
  }

  get isOpen(): boolean {
    return this.#page !== undefined && !this.#page.isClosed();
  }

  /** The open page. Throws where the tab was not opened: a mistake in the runbook. */
  page(): Page {
    if (!this.#page || this.#page.isClosed()) throw new Error(`The tab "${this.name}" is not open`);
    return this.#page;
  }

  /** The page, opening the tab where it is not open. */
  async ensure(): Promise<Page> {
    if (!this.isOpen) this.#page = await this.#context().newPage();
    return this.page();
  }

  /** Takes over the tab that `press` opens in the browser. A tab that was taken over before is closed first. */
  async openedBy(press: () => Promise<void>): Promise<void> {
    if (this.isOpen) await this.page().close();
    const [page] = await Promise.all([this.#context().waitForEvent('page'), press()]);
    this.#page = page;
  }
}
