import type { Field } from '../../runbook/field.ts';
import { AT_ONCE, named, type Scope } from './scope.ts';

/** A text box or text area; read mode shows the same box, read-only (facts 2.5 [P]). */
export function textField(scope: Scope, label: string): Field<string> {
  const box = () => scope.root().getByRole('textbox', { name: named(label) });
  return {
    label,
    tab: scope.tab,
    locate: box,
    read: async () => {
      if ((await box().count()) === 0) return { offered: false };
      return { offered: true, value: await box().inputValue(AT_ONCE), locked: !(await box().isEditable(AT_ONCE)) };
    },
    write: async (wanted) => {
      await box().fill(wanted);
      // Leaving the field is what makes the form take it over (facts 3.2 [I]).
      await box().blur();
    },
    same: (found, wanted) => found.trim() === wanted.trim(),
    showFound: (found) => found || '(empty)',
    showWanted: (wanted) => wanted,
  };
}

/** A text area with one value on each line, such as several callback URLs (facts 3.2 [D]). */
export function linesField(scope: Scope, label: string): Field<readonly string[], string> {
  const field = textField(scope, label);
  const lines = (text: string) => text.split(/\s+/).filter(Boolean);
  return {
    ...field,
    // Lines that are there beyond the wanted ones are left alone, as the comparison does.
    write: async (wanted) => {
      const before = await field.read();
      const kept = before.offered ? lines(before.value) : [];
      return field.write([...new Set([...kept, ...wanted])].join('\n'));
    },
    same: (found, wanted) => wanted.every((line) => lines(found).includes(line)),
    showFound: (found) => lines(found).join(', ') || '(empty)',
    showWanted: (wanted) => wanted.join(', '),
  };
}
