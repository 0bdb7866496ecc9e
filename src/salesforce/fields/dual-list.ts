import type { Locator } from 'playwright';
import type { Field } from '../../runbook/field.ts';
import { named, type Scope } from './scope.ts';

/** What the two lists show. */
export interface TwoLists {
  readonly available: readonly string[];
  readonly selected: readonly string[];
}

/** `all` means whatever the org offers; which options there are depends on its licences (facts 3.3 [S]). */
export type Choice = 'all' | readonly string[];

/**
 * A pair of lists between which options are moved (facts 2.5 [P]). Options that are selected beyond the wanted ones
 * are left alone.
 * @param matches is this option the wanted one? By meaning, because the prose of options drifts
 */
export function dualList(
  scope: Scope,
  { label, available, selected }: { label: string; available: string; selected: string },
  matches: (option: string, wanted: string) => boolean,
): Field<Choice, TwoLists> {
  const list = (name: string) => scope.root().getByRole('listbox', { name: named(name) });
  const options = async (name: string) =>
    (await list(name).getByRole('option').allTextContents()).map((text) => text.trim());
  const move = () => scope.root().getByRole('button', { name: new RegExp(`^Move (selection )?to ${selected}$`) });

  return {
    label,
    tab: scope.tab,
    locate: () => {
      const inside = scope.tab.page().getByRole('listbox', { name: named(selected) });
      return scope.root().getByRole('group').filter({ has: inside });
    },
    read: async () => {
      if ((await list(selected).count()) === 0) return { offered: false };
      return {
        offered: true,
        value: { available: await options(available), selected: await options(selected) },
        locked: (await list(selected).getAttribute('aria-disabled')) === 'true',
      };
    },
    write: async (wanted) => {
      if (wanted === 'all') await selectAll(list(available));
      else await selectSome(list(available), wanted, matches);
      await move().click();
    },
    same: (found, wanted) =>
      wanted === 'all'
        ? found.selected.length > 0 && found.available.length === 0
        : wanted.every((each) => found.selected.some((option) => matches(option, each))),
    showFound: (found) =>
      `${found.selected.length} of ${found.selected.length + found.available.length} selected${found.selected.length > 0 ? `: ${found.selected.join('; ')}` : ''}`,
    showWanted: (wanted) => (wanted === 'all' ? 'all that the org offers' : wanted.join(', ')),
  };
}

async function selectAll(available: Locator): Promise<void> {
  await available.getByRole('option').first().click();
  await available.page().keyboard.press('ControlOrMeta+a');
}

async function selectSome(
  available: Locator,
  wanted: readonly string[],
  matches: (option: string, wanted: string) => boolean,
): Promise<void> {
  const offered = await available.getByRole('option').allTextContents();
  const names = offered.map((text) => text.trim()).filter((option) => wanted.some((each) => matches(option, each)));
  for (const [index, name] of names.entries()) {
    const option = available.getByRole('option', { name, exact: true });
    await option.click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
  }
}
