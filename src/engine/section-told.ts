import type { RunEvent } from './events.ts';
import { isByHand, type Lost } from './lost.ts';
import { type Outcome, type StepOutline, type StepRecord, UNTOUCHED } from './record.ts';

type Tell = (event: RunEvent) => Promise<void>;

/** The page was lost, and yet a fresh one shows all that is wanted: the step at which it was lost had taken effect. */
export async function tellItTookEffect(
  before: Lost,
  proved: string,
  own: readonly StepOutline[],
  tell: Tell,
): Promise<Outcome> {
  const { ended: outcomes, unclear, lost } = before;
  if (!unclear) {
    await tellUntouched(own.slice(outcomes.length), 'already so', tell);
    return outcomeOf(outcomes);
  }
  const { error: _, ...step } = unclear;
  const deviations = [...step.deviations, `${lost.what} A fresh page shows that it had taken effect.`];
  // A person may have been waited for meanwhile, or have worked in the page.
  const outcome = isByHand(before) ? 'done by hand' : 'changed';
  await tell(ended({ ...step, outcome, proved, deviations, ...(before.asked ? { endedAt: now() } : {}) }));
  await tellUntouched(own.slice(outcomes.length + 1), 'already so', tell);
  return 'changed';
}

/** Tells of steps that were left out, so that the record lists every step of the runbook. */
export async function tellUntouched(
  steps: readonly StepOutline[],
  outcome: 'already so' | 'not reached',
  tell: Tell,
): Promise<void> {
  for (const step of steps) {
    const found = outcome === 'already so' ? UNTOUCHED : undefined;
    await tell(ended({ ...step, outcome, startedAt: now(), ms: 0, askedMs: 0, found, deviations: [], captures: [] }));
  }
}

/** That a step has ended. */
export function ended(step: StepRecord): RunEvent {
  return { kind: 'step ended', at: now(), step };
}

/** What came of a section, by what came of its steps. */
export function outcomeOf(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('skipped')) return 'skipped';
  if (outcomes.includes('done by hand') && !outcomes.includes('changed')) return 'done by hand';
  return outcomes.every((each) => each === 'already so') ? 'already so' : 'changed';
}

function now(): string {
  return new Date().toISOString();
}
