import type { Field } from '../../runbook/field.ts';
import { confirmation } from './confirmation.ts';
import { AT_ONCE, named, type Scope } from './scope.ts';

/**
 * A combobox of Salesforce's base components: a button or an input that shows the chosen option (facts 2.5 [P]).
 * @param same by meaning, where guides and releases word an option differently; letter by letter where left out
 * @param confirms set where choosing asks for a confirmation
 */
export function combobox(
  scope: Scope,
  label: string,
  { same = (found: string, wanted: string) => found === wanted, confirms = false } = {},
): Field<string> {
  const box = () => scope.root().getByRole('combobox', { name: named(label) });
  return {
    label,
    tab: scope.tab,
    locate: box,
    read: async () => {
      if ((await box().count()) === 0) return { offered: false };
      const value = await box().evaluate(
        (element) => (element instanceof HTMLInputElement ? element.value : (element.textContent ?? '')),
        undefined,
        AT_ONCE,
      );
      return { offered: true, value: value.trim(), locked: await box().isDisabled(AT_ONCE) };
    },
    write: async (wanted) => {
      await box().click();
      const options = scope.tab.page().getByRole('option').filter({ visible: true });
      await options.first().waitFor();
      const offered = (await options.allTextContents()).map((text) => text.trim());
      const index = offered.findIndex((text) => same(text, wanted));
      if (index < 0) {
        await box().press('Escape');
        return `Not offered; the page offers ${offered.join(', ')}.`;
      }
      const asked = confirms ? confirmation(scope.tab.page()) : undefined;
      await scope.tab
        .page()
        .getByRole('option', { name: offered[index] ?? '', exact: true })
        .click();
      return asked?.answered();
    },
    same,
    showFound: (found) => found || '(nothing chosen)',
    showWanted: (wanted) => wanted,
  };
}
