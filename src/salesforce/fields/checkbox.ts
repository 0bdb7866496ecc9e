import type { Field } from '../../runbook/field.ts';
import { confirmation } from './confirmation.ts';
import { AT_ONCE, named, type Scope } from './scope.ts';

/**
 * A checkbox of Salesforce's base components. The box itself is hidden behind a drawn one, so its state is read from
 * the box and its label is what is clicked (practice-org facts 3 [M]).
 * @param confirms set where ticking it asks for a confirmation
 */
export function checkbox(scope: Scope, label: string, { confirms = false } = {}): Field<boolean> {
  const box = () => scope.root().getByRole('checkbox', { name: named(label) });
  return {
    label,
    tab: scope.tab,
    locate: () =>
      scope
        .root()
        .locator('label')
        .filter({ hasText: named(label) }),
    read: async () => {
      if ((await box().count()) === 0) return { offered: false };
      return { offered: true, value: await box().isChecked(AT_ONCE), locked: await box().isDisabled(AT_ONCE) };
    },
    lockedBecause: async () => {
      // The innermost part of the page that holds this box alone and the org's note (facts 0.3 [S]).
      const part = scope.root().locator('div, li, span, lightning-input').filter({ has: box() });
      const note = part.getByText(/contact Support/i).last();
      return (await note.count()) > 0 ? (await note.textContent(AT_ONCE))?.trim() : undefined;
    },
    write: async (wanted) => {
      const label_ = scope
        .root()
        .locator('label')
        .filter({ hasText: named(label) });
      const asked = confirms && wanted ? confirmation(scope.tab.page()) : undefined;
      await label_.click();
      return asked?.answered();
    },
    same: (found, wanted) => found === wanted,
    showFound: (found) => (found ? 'ticked' : 'not ticked'),
    showWanted: (wanted) => (wanted ? 'ticked' : 'not ticked'),
  };
}
