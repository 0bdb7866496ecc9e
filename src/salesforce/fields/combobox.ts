import { errors } from '../../browser/playwright.ts';
import type { Field } from '../../runbook/field.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { click } from '../click.ts';
import { confirmation } from './confirmation.ts';
import { stateOf } from './control-state.ts';
import { lockedNote } from './locked-note.ts';
import { named, type Scope } from './scope.ts';

const OPTIONS_PATIENCE = 5_000;

/**
 * A combobox of Salesforce's base components: a button or an input that shows the chosen option; its options are not
 * there before it is opened (facts 2.5 [P]).
 * @param option what an option must read like to be the wanted one, where guides and releases word it differently
 * @param confirms set where choosing asks for a confirmation
 */
export function combobox(
  scope: Scope,
  label: string,
  { option = named, confirms = false }: { option?: (wanted: string) => RegExp; confirms?: boolean } = {},
): Field<string> {
  const box = () => scope.root().getByRole('combobox', { name: named(label) });
  return {
    label,
    tab: scope.tab,
    confirms,
    locate: box,
    read: async () => {
      const state = await stateOf(box());
      return state ? { offered: true, value: state.value.trim(), locked: state.disabled } : { offered: false };
    },
    // Its options are a list of the same name while it is open (facts 2.5 [P]).
    lockedBecause: () =>
      lockedNote(scope, (page) =>
        page.getByRole('combobox', { name: named(label) }).or(page.getByRole('listbox', { name: named(label) })),
      ),
    write: async (wanted) => {
      await click(box());
      // By name, not by text: the options are components whose text the page hides from scripts.
      const options = scope.tab.page().getByRole('listbox', { name: named(label) });
      try {
        await options.getByRole('option', { name: option(wanted) }).waitFor({ timeout: OPTIONS_PATIENCE });
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        throw new Trouble('step', `${label} does not offer "${wanted}".`, 'See the picture for what it offers.', error);
      }
      const asked = confirms ? confirmation(scope.tab) : undefined;
      await click(options.getByRole('option', { name: option(wanted) }));
      return asked?.answered();
    },
    same: (found, wanted) => option(wanted).test(found),
    showFound: (found) => found || '(nothing chosen)',
    showWanted: (wanted) => wanted,
    asWanted: (found) => found,
  };
}
