import { setTimeout as pause } from 'node:timers/promises';
import type { Verdict } from '../runbook/move.ts';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 200;
/** A step that has acted is finished when the run is stopped, unless it takes longer than this. */
const PATIENCE_WHEN_STOPPING = 5_000;

/**
 * Asks a check again and again until it holds, the page refuses, or the patience (milliseconds) is used up.
 * A check that throws while a page changes under it counts as "not yet"; the last error is thrown at the end.
 */
export async function until(
  check: () => Promise<Verdict>,
  { patience, signal, enough }: { patience: number; signal: AbortSignal; enough?: (verdict: Verdict) => boolean },
): Promise<Verdict> {
  const start = Date.now();
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 1.6, LONGEST_PAUSE)) {
    const last = Date.now() >= start + (signal.aborted ? Math.min(patience, PATIENCE_WHEN_STOPPING) : patience);
    try {
      const verdict = await check();
      if (verdict.holds || verdict.refused !== undefined || enough?.(verdict) || last) return verdict;
    } catch (error) {
      if (last) throw error;
    }
    await pause(wait);
  }
}
