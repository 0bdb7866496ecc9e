import type { Locator } from 'playwright';
import type { Finder, Place } from '../runbook/field.ts';
import type { Tab } from '../runbook/tab.ts';
import { appears } from './appears.ts';
import { click } from './click.ts';
import { goTo } from './go-to.ts';
import { place } from './places.ts';

const PATIENCE = 30_000;
/** How long what was typed may take to be answered before it is typed again. */
const HEARD_WITHIN = 3_000;

/** Path of the page at which Setup begins (facts 2 [P, C]). */
export const SETUP_HOME = '/lightning/setup/SetupOneHome/home';

/** A place that can be opened by its address. */
type Opened = Place & { open(): Promise<void> };

/** Setup's own frame in one tab: its home page and its Quick Find box (facts 2 [P], 2.2 [S]). */
export interface SetupShell {
  readonly tab: Tab;
  readonly home: Opened;
  readonly quickFind: Finder;
}

export function setupShell(tab: Tab, origin: string): SetupShell {
  const box = () => quickFindBox(tab);
  return {
    tab,
    home: {
      ...place(tab, {
        name: 'Setup Home',
        path: new RegExp(`^${SETUP_HOME}`),
        shows: box,
        comesLate: () => tab.page().getByRole('heading', { name: 'Home' }),
      }),
      open: async () => {
        await goTo(tab.page(), `${origin}${SETUP_HOME}`);
      },
    },
    quickFind: {
      name: 'Quick Find',
      tab,
      find: async (wanted) => {
        // Near-duplicates differ by a word, and a group may bear the name of its page: the exact leaf (facts 2.2 [S, C], 2.3 [P]).
        const leaf = tab
          .page()
          .locator('.leaf, [role="treeitem"]:not([aria-expanded])')
          .getByRole('link', { name: wanted.name, exact: true });
        for (const deadline = performance.now() + PATIENCE; ; ) {
          // As a person types: the list is narrowed down key by key (facts 2.2 [S, C]).
          await box().fill('');
          await box().pressSequentially(wanted.name);
          // What is typed into a page that is not awake yet is heard by nobody.
          if ((await appears(tab, leaf, HEARD_WITHIN)) || performance.now() > deadline) break;
        }
        await click(leaf, { timeout: PATIENCE });
      },
    },
  };
}

/**
 * Any page of Setup, told by its path and by Quick Find in its left panel (facts 2.2 [S, C]); that the pages which are
 * opened so have that panel is a guess [I]. Opened is the one with this path.
 */
export function anywhereInSetup(tab: Tab, origin: string, path: string): Opened {
  return {
    ...place(tab, { name: 'Setup', path: /^\/lightning\/setup\//, shows: () => quickFindBox(tab) }),
    open: () => goTo(tab.page(), `${origin}${path}`),
  };
}

/** The header has a search box of its own, with another placeholder (facts 2.2 [S]). */
function quickFindBox(tab: Tab): Locator {
  return tab.page().getByPlaceholder('Quick Find', { exact: true }).filter({ visible: true });
}
