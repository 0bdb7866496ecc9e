import { PageLost, Trouble } from '../runbook/trouble.ts';
import type { Outcome, StepRecord } from './record.ts';
import type { StepResult } from './step.ts';

/** A try whose page was lost: how its steps ended, and the one that nobody was told of, because it may have taken effect. */
export interface Lost {
  readonly lost: PageLost;
  /** What the operator said, where they asked for it; they may do so as often as they like. */
  readonly asked?: 'try again' | 'again' | 'done by hand';
  readonly ended: readonly Outcome[];
  readonly unclear?: StepRecord;
}

/** What failed while the machine slept failed for that: its page is looked at anew. */
export function lostAsleep(result: StepResult, sleptMs: number): StepResult {
  const { failure } = result;
  if (sleptMs === 0 || failure === undefined || failure instanceof PageLost) return result;
  if (failure instanceof Trouble && failure.kind !== 'step') return result;
  const minutes = Math.max(1, Math.round(sleptMs / 60_000));
  return {
    ...result,
    failure: new PageLost(`The machine slept for ${minutes} min, or its clock was set.`, { cause: failure }),
  };
}

/** Whether what took effect is a person's work. What setupwright had done before they took over may be its own. */
export function isByHand(before: Lost | undefined): boolean {
  if (before?.unclear?.commits) return false;
  return before?.asked === 'again' || before?.asked === 'done by hand';
}

/** The operator has the section begin again: after a try that failed, or because they worked in its pages. */
export function askedAgain(
  way: 'try again' | 'again' | 'done by hand',
  error: string,
  failure?: unknown,
): Pick<Lost, 'lost' | 'asked'> {
  const said = {
    'try again': `The operator said to try again. ${error}`,
    again: `The operator had taken over. ${error}`,
    'done by hand': `The operator said to have done it by hand. ${error}`,
  }[way].trim();
  // What a lost page needs before a fresh one can be opened, it needs all the same.
  const mend = failure instanceof PageLost ? failure.mend : undefined;
  return { lost: new PageLost(said, mend ? { mend } : {}), asked: way };
}
