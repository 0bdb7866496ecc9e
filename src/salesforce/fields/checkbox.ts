import type { Field } from '../../runbook/field.ts';
import { click } from '../click.ts';
import { confirmation } from './confirmation.ts';
import { stateOf } from './control-state.ts';
import { lockedNote } from './locked-note.ts';
import { type Label, movedLabel, named, nameOf, type Scope } from './scope.ts';

/**
 * A checkbox of Salesforce's base components. The box itself is hidden behind a drawn one, so its state is read from
 * the box and its label is what is clicked (practice-org facts 3 [M]).
 * @param confirms set where ticking it asks for a confirmation
 */
export function checkbox(scope: Scope, label: string | Label, { confirms = false } = {}): Field<boolean> {
  const find = (name: RegExp) => scope.root().getByRole('checkbox', { name });
  const box = () => find(named(label));
  const labelled = () =>
    scope
      .root()
      .locator('label')
      .filter({ hasText: named(label) });
  return {
    label: nameOf(label),
    tab: scope.tab,
    confirms,
    moved: () => movedLabel(label, find),
    locate: labelled,
    read: async () => {
      const state = await stateOf(box());
      return state ? { offered: true, value: state.ticked, locked: state.disabled } : { offered: false };
    },
    lockedBecause: () => lockedNote(scope, (page) => page.getByRole('checkbox', { name: named(label) })),
    write: async (wanted) => {
      // A click turns it over, whatever it shows.
      if ((await box().isChecked()) === wanted) return undefined;
      const asked = confirms && wanted ? confirmation(scope.tab) : undefined;
      await click(labelled());
      return asked?.answered();
    },
    same: (found, wanted) => found === wanted,
    showFound: (found) => (found ? 'ticked' : 'not ticked'),
    showWanted: (wanted) => (wanted ? 'ticked' : 'not ticked'),
    asWanted: (found) => found,
  };
}
