import type { BrowserContext, Locator, Page } from 'playwright';
import type { Field, Found, Place } from '../../src/runbook/field.ts';
import { Tab } from '../../src/runbook/tab.ts';

/** A page that can be closed, and nothing else. */
function fakePage(): Page {
  let closed = false;
  return {
    isClosed: () => closed,
    close: async () => {
      closed = true;
    },
  } as Page;
}

/** A browser that opens fake pages; `popUp` opens one as a page of its own would. */
export class FakeBrowser {
  readonly opened: Page[] = [];
  #heard: ((page: Page) => void) | undefined;

  readonly context = {
    newPage: async () => {
      this.opened.push(fakePage());
      return this.opened.at(-1);
    },
    waitForEvent: (event: string) =>
      new Promise((resolve) => {
        if (event === 'page') this.#heard = resolve;
      }),
    once: () => undefined,
    off: () => undefined,
  } as unknown as BrowserContext;

  popUp(): Page {
    const page = fakePage();
    this.opened.push(page);
    this.#heard?.(page);
    return page;
  }

  tab(name = 'the main tab'): Tab {
    return new Tab(name, () => this.context);
  }
}

/** Only compared, never used. */
export const locator = { page: () => fakePage() } as Locator;

/** A place that is there once `shown` is set. */
export function fakePlace(tab: Tab, name = 'Consumer Details'): Place & { shown: boolean } {
  const place: Place & { shown: boolean } = {
    name,
    tab,
    shown: false,
    check: async () =>
      place.shown ? { holds: true, found: name } : { holds: false, wanted: name, found: 'another page' },
    frames: () => locator,
  };
  return place;
}

/** A text box: what it shows, and what was written into it. */
export class FakeField implements Field<string> {
  readonly label = 'Run As (Username)';
  readonly tab: Tab;
  readonly written: string[] = [];
  shows: Found<string>;

  constructor(tab: Tab, shows: Found<string>) {
    this.tab = tab;
    this.shows = shows;
  }

  locate(): Locator {
    return locator;
  }
  async read(): Promise<Found<string>> {
    return this.shows;
  }
  async write(wanted: string): Promise<string> {
    this.written.push(wanted);
    this.shows = { offered: true, value: wanted, locked: false };
    return 'Confirmed with OK.';
  }
  same(found: string, wanted: string): boolean {
    return found.toLowerCase() === wanted.toLowerCase();
  }
  showFound(found: string): string {
    return found || '(empty)';
  }
  showWanted(wanted: string): string {
    return wanted;
  }
  asWanted(found: string): string {
    return found;
  }
}
