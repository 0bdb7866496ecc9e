import type { Locator } from 'playwright';
import type { Field } from '../../runbook/field.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { click } from '../click.ts';
import { stateOf } from './control-state.ts';
import { lockedNote } from './locked-note.ts';
import { named, type Scope } from './scope.ts';

/** What the two lists show. */
export interface TwoLists {
  readonly available: readonly string[];
  readonly selected: readonly string[];
  /** Set where the page shows the selected ones only. */
  readonly onlySelected?: true | undefined;
}

/**
 * `all` means whatever the org offers; which options there are depends on its licences (facts 3.3 [S]). Of a list
 * options that are selected beyond the wanted ones are left alone, and taken away only where it says `exactly`.
 */
export type Choice = 'all' | readonly string[] | { readonly exactly: readonly string[] };

/**
 * A pair of lists between which options are moved (facts 2.5 [P]).
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
  const moveTo = (name: string) =>
    scope.root().getByRole('button', { name: new RegExp(`^Move (selection )?to ${name}$`) });

  /** What has to be moved, by the page's own wording. */
  const missing = (shown: TwoLists, wanted: readonly string[]): string[] =>
    wanted
      .filter((each) => !shown.selected.some((option) => matches(option, each)))
      .map((each) => {
        const option = shown.available.find((offered) => matches(offered, each));
        if (option !== undefined) return option;
        throw new Trouble('step', `${label} does not offer "${each}".`, 'See the picture for what it offers.');
      });

  /** What has to be taken away. */
  const extras = ({ selected: chosen }: TwoLists, wanted: Exclude<Choice, 'all'>): readonly string[] =>
    'exactly' in wanted ? chosen.filter((option) => !wanted.exactly.some((each) => matches(option, each))) : [];

  return {
    label,
    tab: scope.tab,
    locate: () => {
      const inside = scope.tab.page().getByRole('listbox', { name: named(selected) });
      return scope.root().getByRole('group').filter({ has: inside });
    },
    read: async () => {
      const [offers, chosen, hasOffers, state] = await Promise.all([
        options(available),
        options(selected),
        list(available).count(),
        stateOf(list(selected)),
      ]);
      if (!state) return { offered: false };
      const value = { available: offers, selected: chosen, ...(hasOffers ? {} : { onlySelected: true as const }) };
      return { offered: true, value, locked: state.disabled };
    },
    lockedBecause: () =>
      lockedNote(scope, (page) =>
        page.getByRole('listbox', { name: named(available) }).or(page.getByRole('listbox', { name: named(selected) })),
      ),
    write: async (wanted) => {
      const shown = { available: await options(available), selected: await options(selected) };
      if (wanted === 'all') {
        await selectAll(list(available), shown.available.length);
        await click(moveTo(selected));
        return;
      }
      // Two tokens may stand in one option, as refresh_token and offline_access do (facts 3.3 [S]).
      await move(list(available), [...new Set(missing(shown, wantedOf(wanted)))], moveTo(selected));
      await move(list(selected), extras(shown, wanted), moveTo(available));
    },
    same: (found, wanted) =>
      wanted === 'all'
        ? found.selected.length > 0 && found.available.length === 0
        : extras(found, wanted).length === 0 &&
          wantedOf(wanted).every((each) => found.selected.some((option) => matches(option, each))),
    showFound: (found) =>
      `${found.selected.length} of ${found.selected.length + found.available.length} selected${found.selected.length > 0 ? `: ${found.selected.join('; ')}` : ''}`,
    listFound: ({ available, selected, onlySelected }) => ({
      selected,
      ...(onlySelected ? {} : { offered: selected.length + available.length }),
    }),
    showWanted: (wanted) => {
      if (wanted === 'all') return 'all that the org offers';
      const names = wantedOf(wanted).join(', ');
      return 'exactly' in wanted ? `${names || '(none)'} and no others` : names;
    },
    asWanted: (found) => ({ exactly: found.selected }),
  };
}

function wantedOf(choice: Exclude<Choice, 'all'>): readonly string[] {
  return 'exactly' in choice ? choice.exactly : choice;
}

async function move(from: Locator, names: readonly string[], button: Locator): Promise<void> {
  if (names.length === 0) return;
  await select(from, names);
  await click(button);
}

async function selectAll(available: Locator, offered: number): Promise<void> {
  if (offered === 0) throw new Trouble('step', 'The list offers nothing to select.', 'See the picture.');
  await click(available.getByRole('option').first());
  await available.page().keyboard.press('ControlOrMeta+a');
}

/** Clicks the first and adds the others with the key held, which is how a person picks several (practice-org facts 3 [M]). */
async function select(available: Locator, names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const option = available.getByRole('option', { name, exact: true });
    await click(option, index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
  }
}
