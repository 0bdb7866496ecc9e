import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright';
import type { Control, Place } from '../runbook/field.ts';
import type { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import { wholePage } from './fields/scope.ts';
import { control, place } from './places.ts';

const PATIENCE = 60_000;
const LOOK_AGAIN = 50;

/** The list of all External Client Apps (facts 3.1 [S]). */
export interface Manager extends Place {
  open(): Promise<void>;
  readonly newApp: Control;
  /** Opens an app by its name in the list; false where the list has no such app. @throws where it has several */
  openApp(name: string): Promise<boolean>;
}

export function appManager(tab: Tab, origin: string): Manager {
  const newApp = control(wholePage(tab), 'button', 'New External Client App');
  const list = place(tab, {
    name: 'External Client App Manager',
    path: /^\/lightning\/setup\/ManageExternalClientApplication\/(home|list)/,
    shows: newApp.locate,
  });
  const open = async () => {
    await tab.ensure();
    await tab.page().goto(`${origin}/lightning/setup/ManageExternalClientApplication/home`, { waitUntil: 'commit' });
  };
  return {
    ...list,
    open,
    newApp,
    openApp: async (name) => {
      await open();
      const links = tab.page().getByRole('link', { name, exact: true });
      await wholeList(tab.page(), links);
      const count = await links.count();
      if (count > 1) {
        throw new Trouble(
          'preflight',
          `There are ${count} apps named ${name}.`,
          'Rename all but one, or give another appName.',
        );
      }
      if (count === 1) await links.click();
      return count === 1;
    },
  };
}

/**
 * Waits until the list shows the wanted link or all of its rows: the line that counts the apps is there before them
 * (facts 3.1 [S]). A list that loads its rows bit by bit, if there is one (facts 11.8), is told by its "+".
 * @throws Trouble where the list does not get whole, because an app that is not seen would be made twice
 */
async function wholeList(page: Page, wanted: Locator): Promise<void> {
  const counter = page.getByText(/^\s*\d+\+? items?\b/).first();
  await counter.waitFor({ timeout: PATIENCE });
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const [, announced, more] = /(\d+)(\+?)/.exec(await counter.innerText()) ?? [];
    const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader').or(page.getByRole('cell')) });
    if ((await wanted.count()) > 0) return;
    if (!more && (await rows.count()) >= Number(announced)) return;
    if (Date.now() > deadline) {
      throw new Trouble(
        'preflight',
        `The list of apps says ${announced}${more} items and shows ${await rows.count()}, without the wanted one.`,
        'Look for the app by hand; it must not be made twice.',
      );
    }
    await pause(LOOK_AGAIN);
  }
}
