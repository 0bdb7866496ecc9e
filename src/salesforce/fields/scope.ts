import type { Locator } from 'playwright';
import type { Tab } from '../../runbook/tab.ts';

/** The part of a page that a field is looked for in, such as the open tab panel. */
export interface Scope {
  readonly tab: Tab;
  root(): Locator;
}

/** The whole page of a tab. */
export function wholePage(tab: Tab): Scope {
  return { tab, root: () => tab.page().locator('body') };
}

/** The open panel of the page's tabs; a closed panel has no role to be found by; each has an Edit button of its own (facts 4.1 [S]). */
export function openPanel(tab: Tab): Scope {
  return { tab, root: () => tab.page().getByRole('tabpanel') };
}

/** A label as a page may write it: with the star of a required field, and in any case (facts 2.5 [P], 3.2 [S]). */
export function named(label: string): RegExp {
  return new RegExp(`^\\s*\\*?\\s*${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`, 'i');
}

/** For reads of what was seen a moment ago: a page that re-renders under a read is asked again by the engine. */
export const AT_ONCE = { timeout: 1_000 } as const;
