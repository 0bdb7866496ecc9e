import type { Locator } from 'playwright';
import type { Tab } from '../../runbook/tab.ts';

/** The part of a page that a field is looked for in, such as the open tab panel. */
export interface Scope {
  readonly tab: Tab;
  root(): Locator;
}

/** The whole page of a tab. */
export function wholePage(tab: Tab): Scope {
  return { tab, root: () => tab.page().locator('body') };
}

/** The open panel of the page's tabs; a closed panel has no role to be found by; each has an Edit button of its own (facts 4.1 [S]). */
export function openPanel(tab: Tab): Scope {
  return { tab, root: () => tab.page().getByRole('tabpanel') };
}

/** What a control is called: as is known best, and what else it may be called. Where no fact is named, those are guesses [I]. */
export interface Label {
  readonly is: string;
  readonly or: readonly (string | RegExp)[];
}

export function labelled(is: string, ...or: readonly (string | RegExp)[]): Label {
  return { is, or };
}

/** What it is called by us. */
export function nameOf(label: string | Label): string {
  return typeof label === 'string' ? label : label.is;
}

/** A label as a page may write it: with the star of a required field, and in any case (facts 2.5 [P], 3.2 [S]). */
export function named(label: string | Label): RegExp {
  const names = typeof label === 'string' ? [label] : [label.is, ...label.or];
  const sources = names.map((name) => (typeof name === 'string' ? escaped(name) : name.source));
  return new RegExp(`^\\s*\\*?\\s*(?:${sources.join('|')})\\s*$`, 'i');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * What a control is called on the page, where that is not its best known name but one of the others.
 * @param orFind finds what stands there in its place, where it is not there by any name
 */
export async function movedLabel(
  label: string | Label,
  find: (name: RegExp) => Locator,
  orFind?: (name: RegExp) => Locator,
): Promise<string | undefined> {
  if (typeof label === 'string' || (await find(named(label.is)).count()) > 0) return undefined;
  const count = await find(named(label)).count();
  if (count === 0 && orFind) return movedLabel(label, orFind);
  if (count !== 1) return undefined;
  return find(named(label)).evaluate(
    (element) => {
      const [own] = (element as Partial<HTMLInputElement>).labels ?? [];
      return (own?.textContent ?? element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
    },
    undefined,
    AT_ONCE,
  );
}

/** For reads of what was seen a moment ago: a page that re-renders under a read is asked again by the engine. */
export const AT_ONCE = { timeout: 1_000 } as const;
