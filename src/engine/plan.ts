import type { Move, Verdict } from '../runbook/move.ts';
import type { Section, Settled, Step } from '../runbook/runbook.ts';
import { PageLost } from '../runbook/trouble.ts';
import { besidePages } from './beside.ts';
import type { PlannedSection } from './record.ts';
import { untilAsked } from './until.ts';
import { readByWeakNames } from './weak-names.ts';

/** How often a section is looked at anew after its page was lost. */
const MORE_TIMES = 2;

/** A section without any way to act, not even a page: what a plan is given. */
export type SectionToLookAt = Pick<Section, 'title'> & {
  /** Whether it is looked at on a page is all that may be known of that page. */
  readonly settled?: (Pick<Settled, 'check' | 'readBack' | 'subjectId'> & { readonly screen?: unknown }) | undefined;
  readonly steps: readonly (Pick<Step, 'says'> & { readonly move: Pick<Move, 'tells' | 'check'> })[];
};

/**
 * Looks at every section and touches none: what a run would find. A section that has no look of its own is known by its
 * steps' checks, and only where nothing before it is still to be done.
 * @param strict set where nothing is read that is found by a weak name only
 * @throws Trouble where a section cannot be looked at, such as two apps of one name
 */
export async function plan(
  sections: readonly SectionToLookAt[],
  { signal, tell, strict = false }: { signal: AbortSignal; tell: (section: PlannedSection) => void; strict?: boolean },
): Promise<PlannedSection[]> {
  const planned: PlannedSection[] = [];
  let isFresh = false;
  const beside = besidePages(sections, signal);
  try {
    for (const section of sections) {
      const isDone = planned.every(({ state }) => state === 'as wanted');
      const now = await lookThroughTrouble(section, { signal, isFresh, isDone, begun: beside.of(section) });
      isFresh = section.settled?.screen !== undefined && now.state === 'as wanted';
      readByWeakNames(now.rows, strict);
      planned.push(now);
      tell(now);
      signal.throwIfAborted();
      beside.begin();
    }
    return planned;
  } finally {
    await beside.end();
  }
}

/** How a section is looked at; `begun` is its look, where that was begun before. */
interface Look {
  readonly signal: AbortSignal;
  readonly isFresh: boolean;
  readonly isDone: boolean;
  readonly begun: Promise<Verdict> | undefined;
}

/** A page that leads nowhere is left behind, and the section looked at anew. */
async function lookThroughTrouble(section: SectionToLookAt, how: Look): Promise<PlannedSection> {
  let lost: PageLost | undefined;
  for (let left = MORE_TIMES; ; left -= 1) {
    try {
      await lost?.mend?.();
      return await look(section, lost ? { ...how, isFresh: false, begun: undefined } : how);
    } catch (error) {
      if (!(error instanceof PageLost) || left === 0 || how.signal.aborted) throw error;
      lost = error;
    }
  }
}

async function look(
  { title, settled, steps }: SectionToLookAt,
  { signal, isFresh, isDone, begun }: Look,
): Promise<PlannedSection> {
  if (settled) {
    const verdict = await (begun ?? untilAsked(() => settled.check({ isFresh }), signal));
    const rows = settled.readBack?.() ?? [];
    const subjectId = verdict.holds ? settled.subjectId?.() : undefined;
    const isUntold = isDone && !verdict.holds && verdict.unseen === true;
    return {
      title,
      ...inWords(verdict),
      ...(isUntold && { state: 'not seen' }),
      ...(subjectId && { subjectId }),
      rows,
    };
  }
  if (!isDone)
    return { title, state: 'not known yet', found: 'what comes before it is not known to be done', rows: [] };
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
