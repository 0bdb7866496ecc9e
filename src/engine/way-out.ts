import type { Step } from '../runbook/runbook.ts';
import { PageLost } from '../runbook/trouble.ts';
import type { Eyes } from './camera.ts';
import type { Operator } from './operator.ts';
import type { StepOutline, StepRecord } from './record.ts';
import { doneByHand, type StepResult, whereOf } from './step.ts';

/** A step that failed, and how it is carried out. */
interface Failing {
  readonly step: Step;
  readonly outlined: StepOutline;
  readonly carry: () => Promise<StepResult>;
  readonly operator: Operator;
  readonly signal: AbortSignal;
  readonly eyes: Eyes;
}

/** The section is to begin again with its own check; what the step's record says is not told yet. */
interface Again {
  readonly again: 'again' | 'try again';
  readonly record: StepRecord;
  readonly failure: unknown;
}

/**
 * Asks the operator for a way out of a step's failure until there is one: the step goes well at last, was done by hand,
 * is left out, or stays failed because the run is to stop. A step that did not fail is handed back as it is.
 */
export async function throughTrouble(first: StepResult, failing: Failing): Promise<StepResult | Again> {
  const { step, outlined, carry, operator, signal } = failing;
  /** What the earlier tries came to, in words. */
  const tried: string[] = [];
  let { record, failure } = first;
  for (;;) {
    const deviations = [...tried, ...record.deviations];
    if (record.outcome !== 'failed' || signal.aborted) return { record: { ...record, deviations }, failure };
    const error = record.error ?? '';
    const answer = await operator.inTrouble({
      section: outlined.section,
      step: outlined,
      error,
      captures: record.captures,
      where: () => whereOf(step.move),
    });
    if (answer.way === 'stop') return { record: { ...record, deviations }, failure };
    // What was typed into a page that is lost is gone: only the section as a whole can be tried again.
    if (answer.way === 'again' || (answer.way === 'try again' && failure instanceof PageLost)) {
      return { again: answer.way, record: { ...record, deviations }, failure };
    }
    if (answer.way === 'skip') {
      const { error: _, ...rest } = record;
      return {
        record: {
          ...rest,
          outcome: 'skipped',
          remark: answer.why,
          deviations: [...deviations, `It had failed: ${error}`],
        },
      };
    }
    if (answer.way === 'try again') {
      tried.push(`Tried again, as the operator said: ${error}`);
      const before = record;
      ({ record, failure } = await carry());
      record = withTry(before, record);
    } else ({ record, failure } = await doneByHand(step, record, failing));
  }
}

/** The record of a step with what an earlier try of it had done to the org, and the pictures of both. */
function withTry(before: StepRecord, now: StepRecord): StepRecord {
  const hasDone = before.commits === true || before.was !== undefined;
  const { was = now.was } = before;
  return {
    ...now,
    startedAt: before.startedAt,
    ms: before.ms + now.ms,
    endedAt: new Date(Date.parse(now.startedAt) + now.ms).toISOString(),
    found: before.found,
    captures: [...before.captures, ...now.captures],
    ...(was === undefined ? {} : { was }),
    ...(before.commits ? { commits: true } : {}),
    ...(hasDone && now.outcome === 'already so' ? { outcome: 'changed', proved: now.proved ?? now.found } : {}),
  };
}
