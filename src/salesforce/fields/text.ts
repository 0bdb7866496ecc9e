import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright';
import type { Field } from '../../runbook/field.ts';
import { stateOf } from './control-state.ts';
import { lockedNote } from './locked-note.ts';
import { AT_ONCE, type Label, movedLabel, named, nameOf, type Scope } from './scope.ts';

/**
 * A text box or text area. Read mode shows plain text beside the label (facts 2.5 [S, I]), or, as the published base
 * component does, the same box without its border and read-only (its source, lightning-base-components 1.28 [P]); both are read.
 */
export function textField(scope: Scope, label: string | Label): Field<string> {
  const find = (name: RegExp) => scope.root().getByRole('textbox', { name });
  const text = (name: RegExp) => textOf(scope, name);
  const box = () => find(named(label));
  return {
    label: nameOf(label),
    tab: scope.tab,
    locate: box,
    // Read mode may have the label alone.
    moved: () => movedLabel(label, find, text),
    read: async () => {
      const state = await stateOf(box());
      if (state) return { offered: true, value: state.value, locked: state.disabled || state.readOnly };
      const value = await textBeside(scope, label);
      return value === undefined ? { offered: false } : { offered: true, value, locked: true };
    },
    lockedBecause: () => lockedNote(scope, (page) => page.getByRole('textbox', { name: named(label) })),
    write: async (wanted) => {
      await box().fill(wanted);
      // Leaving the field is what makes the form take it over (facts 3.2 [I]).
      await box().blur();
    },
    same: (found, wanted) => found.trim() === wanted.trim(),
    showFound: (found) => found || '(empty)',
    showWanted: (wanted) => wanted,
    asWanted: (found) => found,
  };
}

/** Lines that are there beyond the wanted ones are left alone, and taken away only where it says `exactly`. */
export type Lines = readonly string[] | { readonly exactly: readonly string[] };

/** A text area with one value on each line, such as several callback URLs (facts 3.2 [D]). */
export function linesField(scope: Scope, label: string | Label): Field<Lines, string> {
  const field = textField(scope, label);
  const lines = (text: string) => text.split(/\s+/).filter(Boolean);
  return {
    ...field,
    write: async (wanted) => {
      if ('exactly' in wanted) return field.write(wanted.exactly.join('\n'));
      const before = await field.read();
      const kept = before.offered ? lines(before.value) : [];
      return field.write([...new Set([...kept, ...wanted])].join('\n'));
    },
    same: (found, wanted) =>
      'exactly' in wanted
        ? isDeepStrictEqual(lines(found), wanted.exactly)
        : wanted.every((line) => lines(found).includes(line)),
    showFound: (found) => lines(found).join(', ') || '(empty)',
    listFound: (found) => ({ selected: lines(found) }),
    showWanted: (wanted) =>
      'exactly' in wanted ? `${wanted.exactly.join(', ') || '(empty)'} and no others` : wanted.join(', '),
    asWanted: (found) => ({ exactly: lines(found) }),
  };
}

function textOf(scope: Scope, name: RegExp): Locator {
  return scope.root().getByText(name).filter({ visible: true });
}

/** What stands beside a label that has no box: the rest of the smallest part of the page that holds more than it. A guess [I]. */
async function textBeside(scope: Scope, label: string | Label): Promise<string | undefined> {
  const labels = textOf(scope, named(label));
  if ((await labels.count()) !== 1) return undefined;
  return labels.evaluate(
    (element) => {
      const own = (element as HTMLElement).innerText.trim();
      let part: HTMLElement | null = element as HTMLElement;
      while (part && part.innerText.trim() === own) part = part.parentElement;
      const whole = part?.innerText.trim() ?? '';
      return whole.startsWith(own) ? whole.slice(own.length).trim() : undefined;
    },
    undefined,
    AT_ONCE,
  );
}
