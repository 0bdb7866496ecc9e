import type { FrameLocator, Locator } from 'playwright';
import type { Tab } from '../runbook/tab.ts';

const PATIENCE = 60_000;

/** A user as their own page names them. */
export interface User {
  readonly username: string;
  readonly email: string;
}

/** A user as the list names them: the stock views have no e-mail address (facts 5 [I]). */
export interface ListedUser {
  /** "Last, First" */
  readonly name: string;
  readonly alias: string;
  readonly username: string;
}

/**
 * The classic list of users and the pages behind it: a frame whose name changes on every navigation, some users to a
 * page with a link to the next (facts 2.4 [C], 5 [I]).
 */
export class UserList {
  readonly #tab: Tab;
  readonly #address: string;

  constructor(tab: Tab, address: string) {
    this.#tab = tab;
    this.#address = address;
  }

  /** Opens the first page of the list, by its address. */
  async open(): Promise<void> {
    await this.#tab.ensure();
    await this.#tab.page().goto(this.#address, { waitUntil: 'commit' });
  }

  anyRow(): Locator {
    return this.#rows().first();
  }

  /** Every user of the list, page by page, from the page that is shown. */
  async *all(): AsyncGenerator<ListedUser> {
    await this.anyRow().waitFor({ timeout: PATIENCE });
    do {
      yield* await this.#read();
    } while (await this.#next());
  }

  /** Opens the page of the list that shows this user. */
  async goTo({ username: wanted }: ListedUser): Promise<void> {
    await this.open();
    for await (const { username } of this.all()) {
      if (username === wanted) return;
    }
  }

  /** Opens a user of the page that is shown. */
  async detail({ name, username }: ListedUser): Promise<User> {
    const row = this.#rows().filter({ has: this.#frame().getByText(username, { exact: true }) });
    await row.getByRole('link', { name, exact: true }).click();
    await this.detailValue('Username').waitFor({ timeout: PATIENCE });
    const read = async (label: string) => (await this.detailValue(label).innerText()).trim();
    return { username: await read('Username'), email: await read('Email') };
  }

  /** The cell beside a label on a user's own page (facts 5 [C]). */
  detailValue(label: string): Locator {
    return this.#frame()
      .locator('td.labelCol')
      .filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) })
      .locator('xpath=following-sibling::td[1]');
  }

  /** The frame that is shown; frames of earlier pages may linger unseen (facts 2.4 [C]). */
  #frame(): FrameLocator {
    return this.#tab.page().locator('iframe[name^="vfFrameId"]').filter({ visible: true }).last().contentFrame();
  }

  #rows(): Locator {
    return this.#frame().locator('table.list tr.dataRow');
  }

  async #read(): Promise<ListedUser[]> {
    // In one look: the frame of a classic page may be replaced between two (facts 10.5 [C]).
    const table = this.#frame().locator('table.list');
    const [columns = [], ...rows] = await whileReplaced(() =>
      table.evaluate((element) =>
        [...element.querySelectorAll<HTMLTableRowElement>('tr.headerRow, tr.dataRow')].map((row) =>
          [...row.cells].map((cell) => cell.innerText.trim()),
        ),
      ),
    );
    const column = (row: readonly string[], name: string) => row[columns.indexOf(name)] ?? '';
    return rows.map((row) => ({
      name: column(row, 'Full Name'),
      alias: column(row, 'Alias'),
      username: column(row, 'Username'),
    }));
  }

  async #next(): Promise<boolean> {
    const next = this.#frame().getByRole('link', { name: /^Next( Page)?\W*$/ });
    if ((await next.count()) === 0) return false;
    const shown = await whileReplaced(() => this.anyRow().innerText());
    await next.first().click();
    await this.anyRow().filter({ hasNotText: shown }).waitFor({ timeout: PATIENCE });
    return true;
  }
}

/** Looks again where the frame was replaced by its successor during the look. */
async function whileReplaced<T>(look: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!/detached|destroyed/i.test(String(error)) || Date.now() > deadline) throw error;
    }
  }
}
