import type { Locator } from 'playwright';
import type { Control, Place } from '../runbook/field.ts';
import type { Verdict } from '../runbook/move.ts';
import type { Tab } from '../runbook/tab.ts';
import { click } from './click.ts';
import { type Label, movedLabel, named, nameOf, type Scope, wholePage } from './fields/scope.ts';
import { refusals } from './refusals.ts';

/** How long what comes late is waited for. */
const LATE = 2_000;

/** How a page is recognised. */
export interface Recognised {
  readonly name: string;
  /** What its path must match; a page that keeps its path has none. */
  readonly path?: RegExp;
  /** What must be visible: that which the next step needs. */
  readonly shows: () => Locator;
  /** What pictures frame; `shows` where left out. */
  readonly framed?: () => Locator;
  /** What comes after that, as its data do. Pictures wait for it a moment; it may stay away. */
  readonly comesLate?: () => Locator;
  /** What must be gone: the part of the page that it takes the place of. */
  readonly without?: () => Locator;
  /** Set for pages that open when a form is accepted: the form's own error messages then end the wait. */
  readonly afterForm?: boolean;
  /** Fields whose refusal tells of something in the way, such as a name that is taken. */
  readonly inTheWay?: () => Locator;
}

/** A page that is recognised by its path and by something visible on it. */
export function place(tab: Tab, recognised: Recognised): Place {
  const { name, path, shows, framed, comesLate, without, afterForm, inTheWay } = recognised;
  return {
    name,
    tab,
    check: async (): Promise<Verdict> => {
      const page = tab.page();
      const { at, isThere } = await tab.tendAndLook(async () => {
        const { pathname } = new URL(page.url());
        const isSeen = (!path || path.test(pathname)) && (await shows().isVisible());
        return { at: pathname, isThere: isSeen && !(await without?.().isVisible()) };
      });
      if (isThere) return { holds: true, found: name };
      const refused = afterForm ? await refusals(page) : undefined;
      // The words may come of a request that failed after the look above, and then they are no refusal.
      if (refused !== undefined) await tab.tend();
      const found = path?.test(at) ? `${at}, not ready` : at;
      if (refused === undefined) return { holds: false, wanted: name, found };
      const isInTheWay = inTheWay !== undefined && (await inTheWay().count()) > 0;
      return { holds: false, wanted: name, found, refused, ...(isInTheWay ? { inTheWay: true } : {}) };
    },
    frames: framed ?? shows,
    ...(comesLate ? { complete: () => appearsWithin(LATE, comesLate().first()) } : {}),
  };
}

async function appearsWithin(timeout: number, part: Locator): Promise<void> {
  await part.waitFor({ timeout }).catch(() => undefined);
}

/** A button or tab by the name that an admin reads on it. @param once set where a second click could do harm */
export function control(scope: Scope, role: 'button' | 'tab', label: string | Label, { once = false } = {}): Control {
  const find = (name: string | RegExp) => scope.root().getByRole(role, { name, exact: true });
  const locate = () => find(typeof label === 'string' ? label : named(label));
  return {
    label: nameOf(label),
    tab: scope.tab,
    locate,
    press: () => click(locate(), { once }),
    moved: () => movedLabel(label, find),
    once,
  };
}

/** A part of a page that can be folded away: the button that unfolds it, and what is to be seen once it is unfolded. */
export function fold(
  scope: Scope,
  title: RegExp,
  name: string,
  shows: () => Locator,
): { header: Control; unfolded: Place } {
  const header = () => scope.root().getByRole('button', { name: title });
  return {
    header: { label: name, tab: scope.tab, locate: header, press: () => click(header()) },
    unfolded: place(scope.tab, { name, shows, framed: header }),
  };
}

/** A tab of a page that shows values until one presses Edit, and keeps them when one presses Save (facts 4.1 [S]). */
export interface Editable {
  readonly edit: Control;
  readonly editing: Place;
  readonly save: Control;
  readonly saved: Place;
}

/** @param isIt what tells this tab from others, in both modes */
export function editable(scope: Scope, name: string, isIt: () => Locator): Editable {
  const edit = control(scope, 'button', 'Edit');
  const save = control(wholePage(scope.tab), 'button', 'Save', { once: true });
  return {
    edit,
    editing: place(scope.tab, { name: `${name} in edit mode`, shows: save.locate }),
    save,
    saved: place(scope.tab, {
      name: `${name}, saved`,
      shows: edit.locate,
      without: save.locate,
      framed: isIt,
      afterForm: true,
    }),
  };
}
