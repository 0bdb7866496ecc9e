import type { PlannedSection } from '../engine/record.ts';
import type { ReadBack } from '../runbook/move.ts';
import type { SectionDone } from '../runbook/undo.ts';

/**
 * In what a run that goes on with a planned one would do other than that plan says, in words; undefined where it stays
 * within it. Each setting must be as the plan saw it or as wanted, each section that the run had no hand in as it was seen;
 * of what the run has made itself, the plan could see nothing but what was wanted of it.
 * @param left what that run did in the section of a title
 */
export function beyondPlan(
  planned: readonly PlannedSection[],
  now: readonly PlannedSection[],
  left: (section: string) => SectionDone,
): string | undefined {
  const pairs = now.map((section, index) => ({ section, before: planned[index], done: left(section.title) }));
  const isMade = pairs.some(
    ({ section, before, done }) => done.kept && section.subjectId !== undefined && before?.subjectId === undefined,
  );
  for (const { section, before, done } of pairs) {
    if (before?.title !== section.title || planned.length !== now.length) return 'the runbook has other sections';
    const known = before.subjectId ?? (done.kept ? done.subjectId : 'not there');
    if (section.subjectId !== undefined && known !== undefined && known !== section.subjectId) {
      return `${section.title}: it was ${known} and is ${section.subjectId}`;
    }
    for (const row of section.rows) {
      const was = before.rows.find(({ label }) => label === row.label);
      // A section that failed may have been read before it did anything.
      const proved = done.left?.every(({ holds }) => holds) ? done.left : undefined;
      const mine = proved?.find(({ label }) => label === row.label);
      if (was?.wanted === row.wanted && [was, mine].some((each) => each && shown(each) === shown(row))) continue;
      const mayDiffer = isMade || (done.kept && row.holds && !was?.holds);
      if (was?.wanted === row.wanted && mine === undefined && mayDiffer) continue;
      return `${row.label} was ${(mine ?? was)?.found ?? 'not looked at'} and is ${row.found}`;
    }
    const isUntouched = !done.kept && !isMade && before.state !== 'not known yet';
    const was = before.state === 'as wanted';
    const is = section.state === 'as wanted';
    if (was !== is && (was || isUntouched)) return `${section.title} was ${before.state} and is ${section.state}`;
  }
  return undefined;
}

/** What is set, in whatever words it was wanted and whatever the page calls it; how much the org offers is no setting. */
function shown({ found, list }: ReadBack): string {
  return list ? list.selected.toSorted().join('\n') : found;
}
