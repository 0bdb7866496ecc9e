import type { Section, Settled } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Camera } from './camera.ts';
import type { RunEvent } from './events.ts';
import { type Capture, type Outcome, type SectionRecord, type StepOutline, UNTOUCHED } from './record.ts';
import { carryOut, inWords } from './step.ts';
import { until, untilAsked } from './until.ts';

const SETTLE_PATIENCE = 60_000;

/** What a section is run with. `own` are the outlines of its steps, `number` counts from one. */
export interface SectionOptions {
  readonly own: readonly StepOutline[];
  readonly number: number;
  readonly camera: Camera;
  readonly signal: AbortSignal;
  readonly tell: (event: RunEvent) => Promise<void>;
}

/** A section's record, and the error itself where it failed. */
export interface SectionResult {
  readonly record: SectionRecord;
  readonly failure?: unknown;
}

/** Runs a section: not at all where its own check holds, else step by step until it does. */
export async function runSection(section: Section, options: SectionOptions): Promise<SectionResult> {
  const { settled, title } = section;
  const { own, signal, tell } = options;
  const failed = async (failure: unknown): Promise<SectionResult> => {
    const captures = await pictures(section.settled, 'failure', options).catch(() => []);
    return { record: { title, outcome: 'failed', captures, error: inWords(failure, asMove(section)) }, failure };
  };

  try {
    const beforehand = settled && (await untilAsked(() => settled.check(), signal));
    if (settled && beforehand?.holds) {
      const proof = await proofOf(settled, options);
      await tellUntouched(own, 'already so', tell);
      return { record: { title, outcome: 'already so', proved: beforehand.found, ...proof } };
    }
  } catch (failure) {
    await tellUntouched(own, 'not reached', tell);
    return failed(failure);
  }

  const outcomes: Outcome[] = [];
  for (const [index, outlined] of own.entries()) {
    const step = section.steps[index];
    if (!step || signal.aborted) {
      await tellUntouched(own.slice(index), 'not reached', tell);
      return { record: { title, outcome: 'not reached', captures: [] } };
    }
    await tell({ kind: 'step started', at: new Date().toISOString(), step: outlined });
    const { record, failure } = await carryOut(step, outlined, options);
    await tell({ kind: 'step ended', at: new Date().toISOString(), step: record });
    outcomes.push(record.outcome);
    if (record.outcome === 'failed') {
      await tellUntouched(own.slice(index + 1), 'not reached', tell);
      return { record: { title, outcome: 'failed', captures: [], error: record.error }, failure };
    }
  }

  const outcome = outcomes.every((each) => each === 'already so') ? 'already so' : 'changed';
  if (!settled) return { record: { title, outcome, captures: [] } };
  try {
    const { patience = SETTLE_PATIENCE, pace } = settled;
    const afterwards = await until(() => settled.check(), { patience, signal, pace });
    if (!afterwards.holds) {
      throw new Trouble(
        'step',
        `${title}: wanted ${afterwards.wanted}, found ${afterwards.found} on a fresh page.`,
        afterwards.refused ?? 'The org did not keep what the steps did; read the report and run again.',
      );
    }
    return { record: { title, outcome, proved: afterwards.found, ...(await proofOf(settled, options)) } };
  } catch (failure) {
    return failed(failure);
  }
}

/** Leaves a section out, because the run has failed or was stopped before it. */
export async function leaveOut(
  { title }: Section,
  own: readonly StepOutline[],
  tell: SectionOptions['tell'],
): Promise<SectionResult> {
  await tellUntouched(own, 'not reached', tell);
  return { record: { title, outcome: 'not reached', captures: [] } };
}

/** Tells of steps that were left out, so that the record lists every step of the runbook. */
async function tellUntouched(
  steps: readonly StepOutline[],
  outcome: 'already so' | 'not reached',
  tell: SectionOptions['tell'],
): Promise<void> {
  for (const step of steps) {
    const at = new Date().toISOString();
    const found = outcome === 'already so' ? UNTOUCHED : undefined;
    await tell({
      kind: 'step ended',
      at,
      step: { ...step, outcome, startedAt: at, ms: 0, askedMs: 0, found, deviations: [], captures: [] },
    });
  }
}

async function proofOf(
  settled: Settled,
  options: SectionOptions,
): Promise<Pick<SectionRecord, 'exhibit' | 'captures'>> {
  return { exhibit: settled.exhibit?.(), captures: await pictures(settled, 'after', options) };
}

async function pictures(
  settled: Settled | undefined,
  shows: Capture['shows'],
  { camera, number }: SectionOptions,
): Promise<Capture[]> {
  const page = settled?.screen?.();
  if (!settled || !page) return [];
  const frame = shows === 'after' ? settled.frames?.() : undefined;
  return [await camera.take({ page, frame, seal: settled.seal, shows, of: { section: number } })];
}

function asMove({ settled, title }: Section): Parameters<typeof inWords>[1] {
  return { seal: settled?.seal, tells: { verb: 'read', what: title } };
}
