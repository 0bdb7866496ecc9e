import type { Move, Verdict } from '../runbook/move.ts';
import type { Section, Step } from '../runbook/runbook.ts';
import type { PlannedSection } from './record.ts';
import { untilAsked } from './until.ts';

/** A section without any way to act: what a plan is given. */
export type SectionToLookAt = Pick<Section, 'title' | 'settled'> & {
  readonly steps: readonly (Pick<Step, 'says'> & { readonly move: Pick<Move, 'tells' | 'check'> })[];
};

/**
 * Looks at every section and touches none: what a run would find. A section that has no look of its own is known by its
 * steps' checks, and only where nothing before it is still to be done.
 * @throws Trouble where a section cannot be looked at, such as two apps of one name
 */
export async function plan(
  sections: readonly SectionToLookAt[],
  { signal, tell }: { signal: AbortSignal; tell: (section: PlannedSection) => void },
): Promise<PlannedSection[]> {
  const planned: PlannedSection[] = [];
  let isFresh = false;
  for (const section of sections) {
    const isDone = planned.every(({ state }) => state === 'as wanted');
    const now = await look(section, { signal, isFresh, isDone });
    isFresh = section.settled?.screen !== undefined && now.state === 'as wanted';
    planned.push(now);
    tell(now);
    signal.throwIfAborted();
  }
  return planned;
}

async function look(
  { title, settled, steps }: SectionToLookAt,
  { signal, isFresh, isDone }: { signal: AbortSignal; isFresh: boolean; isDone: boolean },
): Promise<PlannedSection> {
  if (settled) {
    const verdict = await untilAsked(() => settled.check({ isFresh }), signal);
    return { title, ...inWords(verdict), rows: settled.readBack?.() ?? [] };
  }
  if (!isDone) return { title, state: 'not known yet', found: 'what comes before it is still to be done', rows: [] };
  const found: string[] = [];
  for (const { says, move } of steps) {
    const verdict = await untilAsked(() => move.check(), signal);
    if (!verdict.holds) return { title, ...inWords(verdict), found: `${says}: ${verdict.found}`, rows: [] };
    found.push(verdict.found);
  }
  return { title, state: 'as wanted', found: found.join('; '), rows: [] };
}

function inWords(verdict: Verdict): Pick<PlannedSection, 'state' | 'wanted' | 'found'> {
  return verdict.holds
    ? { state: 'as wanted', found: verdict.found }
    : { state: 'to be done', wanted: verdict.wanted, found: verdict.found };
}
