import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright';
import type { Field } from '../runbook/field.ts';
import type { ReadBack } from '../runbook/move.ts';
import { sideBySide } from '../runbook/side-by-side.ts';
import { compareField } from '../runbook/verbs.ts';

const LOOK_AGAIN = 150;
const COMPLETE_WITHIN = 15_000;

/** Something that must hold of a field. Made by {@link wants}. */
export interface Want {
  readonly tells: Pick<ReadBack, 'label' | 'wanted'>;
  /** Reads the field once, beside what is wanted of it; `missing` where it is not there. */
  look(): Promise<ReadBack & { readonly missing?: boolean }>;
  /** What the page calls it, where that is not its best known name. */
  readonly moved?: (() => Promise<string | undefined>) | undefined;
  /** What a picture frames. */
  locate(): Locator;
}

/** That a field shows a value. `mayVanish` is set where a page that does not offer the field is as good. */
export function wants<Wanted, Value>(
  field: Field<Wanted, Value>,
  wanted: Wanted,
  { mayVanish = false }: { mayVanish?: boolean | undefined } = {},
): Want {
  return {
    tells: { label: field.label, wanted: field.showWanted(wanted) },
    look: async () => {
      const { verdict, row } = await compareField(field, wanted);
      const missing = !verdict.holds && verdict.notOffered === true;
      return missing && mayVanish ? { ...row, holds: true } : { ...row, missing };
    },
    moved: field.moved,
    locate: () => field.locate(),
  };
}

/** That a field still shows what was read back of it before. `mayVanish` as for {@link wants}. */
export function remains<Wanted, Value>(
  field: Field<Wanted, Value>,
  left: ReadBack,
  { mayVanish = false }: { mayVanish?: boolean | undefined } = {},
): Want {
  const tells = { label: field.label, wanted: left.found };
  return {
    tells,
    look: async () => {
      const found = await field.tab.tendAndLook(() => field.read());
      if (!found.offered) {
        const holds = mayVanish || [NOT_OFFERED, EMPTY].includes(left.found);
        return { ...tells, found: NOT_OFFERED, holds, missing: !holds };
      }
      const shown = field.showFound(found.value);
      const list = field.listFound?.(found.value);
      // The order of a list is the page's, and how much the org offers is no setting of the app.
      const holds = left.list && list ? sameEntries(list.selected, left.list.selected) : shown === left.found;
      return { ...tells, found: shown, holds, ...(list ? { list } : {}) };
    },
    moved: field.moved,
    locate: () => field.locate(),
  };
}

/** How a row tells of a field that is not there, and of one that is there without a value. */
const NOT_OFFERED = 'not offered';
const EMPTY = '(empty)';

function sameEntries(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join('\n') === other.toSorted().join('\n');
}

/** What was found of each field beside what is wanted, and what differs, in words. */
export interface Comparison {
  readonly rows: readonly ReadBack[];
  readonly different: readonly string[];
}

/**
 * Compares a page that was just opened: again until everything holds or what differs stands still, because a page
 * fills its fields one after the other.
 * @param waitForMissing set where every field is there sooner or later, so that a missing one is not there yet
 */
export async function compare(
  wanted: readonly Want[],
  { waitForMissing }: { waitForMissing: boolean },
): Promise<Comparison> {
  const deadline = performance.now() + COMPLETE_WITHIN;
  for (let before: string | undefined; ; ) {
    const { missing, ...comparison } = await look(wanted);
    const now = comparison.different.join();
    const standsStill = now === before && !(waitForMissing && missing);
    if (comparison.different.length === 0 || standsStill || performance.now() > deadline) {
      return { ...comparison, rows: await withMovedNames(wanted, comparison.rows) };
    }
    before = now;
    await pause(LOOK_AGAIN);
  }
}

/** What the page calls by another name is asked once, where all else is known. */
function withMovedNames(wanted: readonly Want[], rows: readonly ReadBack[]): Promise<readonly ReadBack[]> {
  return sideBySide(
    rows.map(async (row, at) => {
      const foundAs = await wanted[at]?.moved?.();
      return foundAs === undefined ? row : { ...row, foundAs };
    }),
  );
}

/** All in one go, in a fraction of the time. */
async function look(wanted: readonly Want[]): Promise<Comparison & { readonly missing: boolean }> {
  const looked = await sideBySide(wanted.map((want) => want.look()));
  const anyMissing = looked.some(({ missing }) => missing);
  const rows = looked.map(({ missing: _, ...row }): ReadBack => row);
  const different = rows
    .filter(({ holds }) => !holds)
    .map(({ label, wanted, found }) => `${label}: wanted ${wanted}, found ${found}`);
  return { rows, different, missing: anyMissing };
}
