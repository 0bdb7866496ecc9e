import type { Section } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Camera } from './camera.ts';
import type { Reader, RunEvent, RunFacts } from './events.ts';
import type { RunOutcome, StepOutline } from './record.ts';
import { runSection, tellUntouched } from './section.ts';

/** What a run needs besides its sections. */
export interface RunOptions {
  readonly facts: RunFacts;
  readonly camera: Camera;
  readonly readers: readonly Reader[];
  readonly signal: AbortSignal;
}

/** How a run ended; `failure` is the error that ended it. */
export interface RunResult {
  readonly outcome: RunOutcome;
  readonly failure?: unknown;
}

/** The steps of all sections, numbered through from one. */
export function outline(sections: readonly Section[]): StepOutline[] {
  return sections
    .flatMap((section) => section.steps.map((step) => ({ section, step })))
    .map(({ section, step }, index) => ({
      n: index + 1,
      section: section.title,
      items: step.items,
      says: step.says,
      verb: step.move.tells.verb,
      what: step.move.tells.what,
    }));
}

/**
 * Runs the sections in their order. The first failure ends the run, an abort ends it at the next step; every step is
 * told of, reached or not. A reader that fails fails the run at its end.
 */
export async function run(sections: readonly Section[], options: RunOptions): Promise<RunResult> {
  const { facts, camera, readers, signal } = options;
  const readerFailures: Trouble[] = [];
  const tell = async (event: RunEvent) => {
    for (const reader of readers) {
      try {
        await reader.hear(event);
      } catch (error) {
        readerFailures.push(
          new Trouble('evidence', `The ${reader.name} could not be kept at "${event.kind}".`, 'See its cause.', error),
        );
      }
    }
  };

  const steps = outline(sections);
  await tell({ kind: 'run started', at: new Date().toISOString(), run: facts, steps });
  let failure: unknown;
  for (const [index, section] of sections.entries()) {
    const own = steps.filter((step) => step.section === section.title);
    await tell({ kind: 'section started', at: new Date().toISOString(), title: section.title });
    if (failure !== undefined || signal.aborted) {
      await tellUntouched(own, 'not reached', tell);
      const record = { title: section.title, outcome: 'not reached', captures: [] } as const;
      await tell({ kind: 'section ended', at: new Date().toISOString(), section: record });
      continue;
    }
    const result = await runSection(section, { own, number: index + 1, camera, signal, tell });
    failure = result.failure;
    await tell({ kind: 'section ended', at: new Date().toISOString(), section: result.record });
  }
  failure ??= readerFailures[0];
  const outcome: RunOutcome = signal.aborted ? 'interrupted' : failure === undefined ? 'converged' : 'failed';
  await tell({ kind: 'run ended', at: new Date().toISOString(), outcome });
  failure ??= readerFailures[0];
  return { outcome, failure };
}
