import type { Field } from '../../runbook/field.ts';
import { click } from '../click.ts';
import { confirmation } from './confirmation.ts';
import { stateOf } from './control-state.ts';
import { type Label, movedLabel, named, nameOf, type Scope } from './scope.ts';

/** What the org writes below a setting that only its support can change (facts 0.3 [S]). */
const LOCKED_NOTE = /contact Support/i;

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
    lockedBecause: async () => {
      const page = scope.tab.page();
      // The innermost part of the page that holds both the org's note and this box, and no other box (facts 0.3 [S]).
      const part = scope
        .root()
        .locator('div, li, lightning-input')
        .filter({ hasText: LOCKED_NOTE })
        .filter({ has: page.getByRole('checkbox', { name: named(label) }) })
        .last();
      const [boxes, notes] = await Promise.all([
        part.getByRole('checkbox').count(),
        part.getByText(LOCKED_NOTE).allTextContents(),
      ]);
      return boxes === 1 ? notes.at(-1)?.trim() : undefined;
    },
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
