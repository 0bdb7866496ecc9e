import { setTimeout as pause } from 'node:timers/promises';
import type { Pace, Verdict } from '../runbook/move.ts';
import { Trouble } from '../runbook/trouble.ts';

/** For pages: quick at first, because most are ready within a frame or two. */
const PAGE_PACE: Pace = { first: 20, longest: 200 };
const SLOWER = 1.6;
/** How long a first look may be disturbed by a page that still changes. */
const DISTURBED = 5_000;
/** A look and the pause after it never take longer; more than that the machine slept, which uses up no patience. */
const LONGEST_TURN = 15_000;
/** A step that has acted is finished when the run is stopped, unless it takes longer than this. */
const PATIENCE_WHEN_STOPPING = 5_000;

/**
 * Asks a check again and again until it holds, the page refuses, or the patience (milliseconds) is used up.
 * A check that throws while a page changes under it counts as "not yet"; the last error is thrown at the end.
 * @param enough ends the wait at a verdict that does not hold
 */
export async function until(
  check: () => Promise<Verdict>,
  {
    patience,
    signal,
    pace = PAGE_PACE,
    enough = () => false,
  }: { patience: number; signal: AbortSignal; pace?: Pace | undefined; enough?: (verdict: Verdict) => boolean },
): Promise<Verdict> {
  let used = 0;
  let turn = performance.now();
  for (let wait = pace.first; ; wait = Math.min(wait * SLOWER, pace.longest)) {
    const limit = signal.aborted ? Math.min(patience, PATIENCE_WHEN_STOPPING) : patience;
    const now = performance.now();
    used += Math.min(now - turn, LONGEST_TURN);
    turn = now;
    const last = used >= limit;
    try {
      const verdict = await check();
      if (verdict.holds || verdict.refused !== undefined || enough(verdict) || last) return verdict;
    } catch (error) {
      // A Trouble is an answer; any other error may be the page that changes under the look.
      if (last || error instanceof Trouble) throw error;
    }
    await pause(wait, undefined, { signal }).catch(() => pause(pace.first));
  }
}

/** Asks a check once: again only where the page changed under the look. */
export function untilAsked(check: () => Promise<Verdict>, signal: AbortSignal): Promise<Verdict> {
  return until(check, { patience: DISTURBED, signal, enough: () => true });
}
