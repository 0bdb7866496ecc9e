import { setTimeout as pause } from 'node:timers/promises';
import type { Field } from '../runbook/field.ts';
import type { Exhibit, Verdict } from '../runbook/move.ts';
import { holds } from '../runbook/verbs.ts';

const LOOK_AGAIN = 300;
const COMPLETE_WITHIN = 15_000;

/** Something that must hold of a field: `[label, check]`. Made by {@link wants}. */
export type Want = readonly [label: string, check: () => Promise<Verdict>];

/** That a field shows a value. */
export function wants<Wanted, Value>(field: Field<Wanted, Value>, wanted: Wanted): Want {
  return [field.label, () => holds(field, wanted)];
}

/** What was found of each field, and what differs from what is wanted, in words. */
export interface Comparison {
  readonly exhibit: Exhibit;
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
  const deadline = Date.now() + COMPLETE_WITHIN;
  for (let before: string | undefined; ; ) {
    const { missing, ...comparison } = await look(wanted);
    const now = comparison.different.join();
    const standsStill = now === before && !(waitForMissing && missing);
    if (comparison.different.length === 0 || standsStill || Date.now() > deadline) return comparison;
    before = now;
    await pause(LOOK_AGAIN);
  }
}

async function look(wanted: readonly Want[]): Promise<Comparison & { readonly missing: boolean }> {
  const exhibit: [string, string][] = [];
  const different: string[] = [];
  let missing = false;
  for (const [label, check] of wanted) {
    const verdict = await check();
    exhibit.push([label, verdict.found]);
    if (verdict.holds) continue;
    different.push(`${label}: wanted ${verdict.wanted}, found ${verdict.found}`);
    missing ||= verdict.notOffered === true;
  }
  return { exhibit, different, missing };
}
