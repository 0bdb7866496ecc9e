import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright';
import { errors } from '../browser/playwright.ts';
import type { Control, Place } from '../runbook/field.ts';
import type { Remark } from '../runbook/move.ts';
import type { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import { click } from './click.ts';
import { hasFailed } from './failed-requests.ts';
import { confirmation } from './fields/confirmation.ts';
import { labelled, wholePage } from './fields/scope.ts';
import { goTo } from './go-to.ts';
import { control, place } from './places.ts';

const PATIENCE = 60_000;
/** How late a row may come is not public, and an app that is not seen would be made twice. */
const STANDS_STILL = 400;
const LOOK_AGAIN = 50;

/** Path of the list (facts 2 [P, C]). */
export const MANAGER = '/lightning/setup/ManageExternalClientApplication/home';

/** One app's row of the list, and its menu (facts 3.1: the button [C], that it offers to delete [D]). */
interface AppRow {
  readonly actions: Control;
  readonly menu: Place;
  readonly delete: Control;
  /** Agrees to delete it, where one is asked: neither whether one is nor the words are public (facts 11.2). */
  confirmDelete(): { answered(): Promise<Remark> };
  /** The list without it. */
  readonly gone: Place;
}

/** The list of all External Client Apps (facts 3.1 [S]). */
export interface Manager extends Place {
  open(): Promise<void>;
  readonly newApp: Control;
  /** The line that counts the apps. */
  counter(): Locator;
  /** The row of an app by its name. Its menu is opened only where no other app bears the name. */
  row(name: string): AppRow;
  /** Opens an app by its name in the list; false where the list has no such app. @throws where it has several */
  openApp(name: string): Promise<boolean>;
}

/** @param landed hands over, once, a page that was just opened, if it has the wanted path */
export function appManager(tab: Tab, origin: string, landed: (path: RegExp) => Page | undefined): Manager {
  const newApp = control(
    wholePage(tab),
    'button',
    labelled('New External Client App', /New (External )?(Client )?App/),
  );
  const path = /^\/lightning\/setup\/ManageExternalClientApplication\/(home|list)/;
  const list = place(tab, {
    name: 'External Client App Manager',
    path,
    shows: newApp.locate,
    comesLate: () => counterOf(tab),
  });
  const open = async () => {
    await tab.ensure();
    await goTo(tab.page(), `${origin}${MANAGER}`);
  };
  // In the rows only: the Setup tree beside them has links of its own.
  const linksTo = (name: string) => tab.page().getByRole('row').getByRole('link', { name, exact: true });
  /** @throws Trouble where several apps bear the name */
  const isListed = async (name: string, inPassing = false): Promise<boolean> => {
    const links = linksTo(name);
    await wholeList(tab, links, inPassing);
    const count = await links.count();
    if (count <= 1) return count === 1;
    throw new Trouble(
      'preflight',
      `There are ${count} apps named ${name}.`,
      'Rename all but one, or give another appName.',
    );
  };
  /**
   * Whether the page at which signing in has ended lists the app. That it does not says nothing: it was opened before the
   * run had the app for itself.
   */
  const isListedAtLanding = async (name: string): Promise<boolean> => {
    const page = landed(path);
    if (page) await tab.take(page);
    return page !== undefined && isListed(name, true);
  };
  return {
    ...list,
    open,
    newApp,
    counter: () => counterOf(tab),
    openApp: async (name) => {
      const isThere = (await isListedAtLanding(name)) || (await open().then(() => isListed(name)));
      if (isThere) await click(linksTo(name));
      return isThere;
    },
    row: (name) => {
      const actions = () =>
        tab
          .page()
          .getByRole('row')
          .filter({ has: tab.page().getByRole('link', { name, exact: true }) })
          .getByRole('button', { name: 'Show actions' });
      const item = () => tab.page().getByRole('menuitem', { name: 'Delete', exact: true });
      return {
        actions: {
          label: `Show actions of ${name}`,
          tab,
          locate: actions,
          press: async () => {
            if (await isListed(name)) return click(actions());
            throw new Trouble('step', `The list has no app named ${name}.`, 'Run again.');
          },
        },
        menu: place(tab, { name: `the actions of ${name}`, path, shows: item }),
        delete: { label: 'Delete', tab, locate: item, press: () => click(item(), { once: true }) },
        // LightningConfirm has OK; a modal that is made for deleting is likely to say so: a guess.
        confirmDelete: () => confirmation(tab, /^(OK|Delete)$/),
        gone: place(tab, {
          name: `the list without ${name}`,
          path,
          shows: () => counterOf(tab),
          without: () => linksTo(name).first(),
          afterForm: true,
        }),
      };
    },
  };
}

function counterOf(tab: Tab): Locator {
  return tab.page().getByText(/^\s*\d+\+? items?\b/);
}

/**
 * Waits until the list has all of its rows, and shows the wanted link or stands still: the line that counts the apps is
 * there before them (facts 3.1 [S]). A list that loads its rows bit by bit, if there is one, is told by its "+", and
 * is scrolled to its end as long as more come (facts 11.8: not known).
 * @param inPassing set where that a whole list does not show it needs no second look
 * @throws Trouble where the list does not get whole, because an app that is not seen would be made twice
 */
async function wholeList(tab: Tab, wanted: Locator, inPassing: boolean): Promise<void> {
  const counter = counterOf(tab);
  const rows = tab
    .page()
    .getByRole('row')
    .filter({ has: tab.page().getByRole('link') });
  let before = '';
  let since = performance.now();
  let most = 0;
  for (let deadline = performance.now() + PATIENCE; ; ) {
    const { announced, shown, isThere, from, to } = await tab.tendAndLook(async () => {
      const started = performance.now();
      const [texts, count, links] = await Promise.all([counter.allInnerTexts(), rows.count(), wanted.count()]);
      return { announced: texts[0] ?? '', shown: count, isThere: links > 0, from: started, to: performance.now() };
    });
    if (shown > most) deadline = performance.now() + PATIENCE;
    most = Math.max(most, shown);
    const [, count, more] = /(\d+)(\+?)/.exec(announced) ?? [];
    const now = `${announced}, ${shown} rows`;
    if (now !== before) since = to;
    before = now;
    // From look to look: what is done to the page beside them takes its own time.
    const standsStill = from - since >= STANDS_STILL;
    // A list that had no answer may look like an empty one.
    const isSure = Number(count) > 0 || !hasFailed(tab.page());
    const isWhole = count !== undefined && !more && shown >= Number(count) && isSure;
    // Two apps of one name may stand far apart: one is the only one where the list is whole. A list that counts nothing
    // has no other sign of it than that it stands still.
    if (isWhole ? isThere || standsStill || inPassing : isThere && count === undefined && standsStill) return;
    if (performance.now() > deadline) {
      const seen = `it says "${announced}" and shows ${shown} rows, ${isThere ? 'the wanted app among them' : 'without the wanted app'}`;
      const remedy = isThere
        ? 'See by hand that no other app bears its name, or give another appName.'
        : 'Look for the app by hand; it must not be made twice.';
      throw new Trouble('step', `The list of apps does not get whole: ${seen}.`, remedy);
    }
    if (!isWhole && standsStill && shown > 0) {
      await scrollToEnd(rows);
      since = performance.now();
    }
    await pause(LOOK_AGAIN);
  }
}

/** Up and down again: a list that had no answer asks for one when it comes to its end anew. */
async function scrollToEnd(rows: Locator): Promise<void> {
  try {
    await rows.first().scrollIntoViewIfNeeded({ timeout: STANDS_STILL });
    await rows.last().scrollIntoViewIfNeeded({ timeout: STANDS_STILL });
  } catch (error) {
    // The rows were replaced meanwhile.
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
}
