import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright';
import type { Field } from '../runbook/field.ts';
import type { ReadBack } from '../runbook/move.ts';
import { compareField } from '../runbook/verbs.ts';

const LOOK_AGAIN = 150;
const COMPLETE_WITHIN = 15_000;

/** Something that must hold of a field. Made by {@link wants}. */
export interface Want {
  readonly tells: Pick<ReadBack, 'label' | 'wanted'>;
  /** Reads the field once, beside what is wanted of it; `missing` where it is not there. */
  look(): Promise<ReadBack & { readonly missing?: boolean }>;
  /** What a picture frames. */
  locate(): Locator;
}

/** That a field shows a value. */
export function wants<Wanted, Value>(field: Field<Wanted, Value>, wanted: Wanted): Want {
  return {
    tells: { label: field.label, wanted: field.showWanted(wanted) },
    look: async () => {
      const { verdict, row } = await compareField(field, wanted);
      return { ...row, missing: !verdict.holds && verdict.notOffered === true };
    },
    locate: () => field.locate(),
  };
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
    if (comparison.different.length === 0 || standsStill || performance.now() > deadline) return comparison;
    before = now;
    await pause(LOOK_AGAIN);
  }
}

async function look(wanted: readonly Want[]): Promise<Comparison & { readonly missing: boolean }> {
  const rows: ReadBack[] = [];
  let anyMissing = false;
  for (const want of wanted) {
    const { missing = false, ...row } = await want.look();
    rows.push(row);
    anyMissing ||= missing;
  }
  const different = rows
    .filter(({ holds }) => !holds)
    .map(({ label, wanted, found }) => `${label}: wanted ${wanted}, found ${found}`);
  return { rows, different, missing: anyMissing };
}
