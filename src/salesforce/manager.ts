import type { Control, Place } from '../runbook/field.ts';
import type { Tab } from '../runbook/tab.ts';
import { wholePage } from './fields/scope.ts';
import { control, place } from './places.ts';

const PATIENCE = 60_000;

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
      const page = tab.page();
      // The line that counts the apps is there before, and without, any of them (facts 3.1 [S]).
      await page
        .getByText(/^\s*\d+\+? items?\b/)
        .first()
        .waitFor({ timeout: PATIENCE });
      const link = page.getByRole('link', { name, exact: true });
      if ((await link.count()) === 0) return false;
      await link.click();
      return true;
    },
  };
}
