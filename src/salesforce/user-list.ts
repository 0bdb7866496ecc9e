import type { FrameLocator, Locator } from 'playwright';
import type { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import { appears, asLongAsItGoesOn } from './appears.ts';
import { click } from './click.ts';
import { AT_ONCE } from './fields/scope.ts';
import { goTo } from './go-to.ts';

const PATIENCE = 60_000;
const ALL_USERS = 'All Users';
/** Where the view is chosen (facts 5 [C]). */
const VIEWS = 'select#fcf, select[name=fcf]';
/** What the picture in the column "Active" is called. */
const ACTIVE: Readonly<Record<string, boolean>> = { checked: true, 'not checked': false };

/** A user as their own page names them. */
export interface User {
  readonly username: string;
  readonly email: string;
}

/** A user as the list names them: the stock views have no e-mail address (facts 5 [I]). */
export interface ListedUser {
  /** The id in the link to their own page (facts 5 [C]); empty where there is none. */
  readonly id: string;
  /** "Last, First" */
  readonly name: string;
  readonly alias: string;
  readonly username: string;
  /** Undefined where the list does not say. */
  readonly active: boolean | undefined;
}

/**
 * The classic list of users and the pages behind it: a frame whose name changes on every navigation, some users to a
 * page with a link to the next (facts 2.4 [C], 5 [I]).
 */
export class UserList {
  readonly #tab: Tab;
  readonly #origin: string;

  constructor(tab: Tab, origin: string) {
    this.#tab = tab;
    this.#origin = origin;
  }

  /** Opens the first page of the list, by its address. */
  async open(): Promise<void> {
    await goTo(await this.#tab.ensure(), `${this.#origin}/lightning/setup/ManageUsers/home`);
  }

  /** That the list is there, though its view may show nobody. */
  anyPart(): Locator {
    return this.#frame().locator(`table.list, ${VIEWS}`).first();
  }

  /** Every user of the org, page by page, from the first one. */
  async *all(): AsyncGenerator<ListedUser> {
    await this.#appears(this.anyPart());
    await this.#chooseAll();
    do {
      yield* await this.#read();
    } while (await this.#next());
  }

  /** The view and the letter of the last visit are remembered for each user (facts 5 [I/C]). */
  async #chooseAll(): Promise<void> {
    const views = this.#frame().locator(VIEWS).first();
    const chosen = async () => (await views.locator('option:checked').textContent(AT_ONCE))?.trim();
    if ((await views.count()) > 0 && (await whileReplaced(chosen)) !== ALL_USERS) {
      const offered = await views.locator('option', { hasText: new RegExp(`^\\s*${ALL_USERS}\\s*$`) }).count();
      if (offered > 0) await this.#replacedBy(async () => void (await views.selectOption({ label: ALL_USERS })));
    }
    const allLetters = this.#frame()
      .locator('.rolodex a, a.listItem')
      .filter({ hasText: /^\s*All\s*$/ });
    if ((await allLetters.count()) > 0) await this.#replacedBy(() => click(allLetters.first()));
  }

  /** Does what brings another page into the frame, and waits for its list. */
  async #replacedBy(act: () => Promise<void>): Promise<void> {
    const before = await this.#frame().locator('body').elementHandle({ timeout: PATIENCE });
    await act();
    const isGone = async () => !(await before?.evaluate((body) => body.isConnected).catch(() => false));
    const gone = await asLongAsItGoesOn(this.#tab, PATIENCE, async () => (await isGone()) || undefined);
    if (gone) await this.#appears(this.#table());
    else throw new Trouble('step', 'The list of users does not go on.', 'Look at Users by hand.');
  }

  async #appears(part: Locator): Promise<void> {
    if (await appears(this.#tab, part, PATIENCE)) return;
    throw new Trouble('step', 'The page of Users does not show its content.', 'Look at Users by hand.');
  }

  /** Opens a user's own page by its address, which holds the address of the classic page in it (facts 2, 5 [C]). */
  async detail({ id, username }: ListedUser): Promise<User> {
    if (id === '')
      throw new Trouble('step', `The list does not link to the user ${username}.`, 'Look at Users by hand.');
    const classic = encodeURIComponent(`/${id}?noredirect=1&isUserEntityOverride=1`);
    await goTo(await this.#tab.ensure(), `${this.#origin}/lightning/setup/ManageUsers/page?address=${classic}`);
    await this.#appears(this.detailValue('Username').filter({ hasText: username }));
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

  #table(): Locator {
    return this.#frame().locator('table.list').first();
  }

  async #read(): Promise<ListedUser[]> {
    // In one look: the frame of a classic page may be replaced between two (facts 10.5 [C]).
    const [header, ...rows] = await whileReplaced(() =>
      this.#table().evaluate((element) => {
        // Whether a user is active is a picture with a name (facts 5 [I]).
        const named = (cell: Element) => {
          const picture = cell.querySelector('[alt], [title], [aria-label]');
          return ['alt', 'title', 'aria-label'].map((name) => picture?.getAttribute(name)).find(Boolean) ?? '';
        };
        const idIn = (row: Element) =>
          [...row.querySelectorAll('a[href]')]
            .map((link) => /\b005\w{12}(?:\w{3})?\b/.exec(link.getAttribute('href') ?? '')?.[0])
            .find(Boolean) ?? '';
        const rowsOf = element.querySelectorAll<HTMLTableRowElement>('tr.headerRow, tr.dataRow');
        return [...rowsOf].map((row) => ({
          id: idIn(row),
          cells: [...row.cells].map((cell) => cell.innerText.trim() || named(cell)),
        }));
      }),
    );
    return rows.map(({ id, cells }) => {
      const column = (name: string) => cells[header?.cells.indexOf(name) ?? -1] ?? '';
      return {
        id,
        name: column('Full Name'),
        alias: column('Alias'),
        username: column('Username'),
        active: ACTIVE[column('Active').toLowerCase()],
      };
    });
  }

  async #next(): Promise<boolean> {
    const next = this.#frame().getByRole('link', { name: /^Next( Page)?\W*$/ });
    if ((await next.count()) === 0) return false;
    await this.#replacedBy(() => click(next.first()));
    return true;
  }
}

/** Looks again where the frame was replaced by its successor during the look. */
async function whileReplaced<T>(look: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!/detached|destroyed/i.test(String(error)) || performance.now() > deadline) throw error;
    }
  }
}
