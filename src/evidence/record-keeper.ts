import { type Reader, type RunEvent, type RunFacts, unhandled } from '../engine/events.ts';
import type { Outcome, RunOutcome, SectionRecord, StepRecord } from '../engine/record.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import { report } from './report/report.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/** Gathers a run's events into one record; at the end writes it as `run.json` and as `report.html`. */
export class RecordKeeper implements Reader {
  readonly name = 'report';
  readonly #folder: RunFolder;
  readonly #sections: SectionRecord[] = [];
  readonly #challenges: ChallengeRecord[] = [];
  #steps: StepRecord[] = [];
  #facts: RunFacts | undefined;
  #record: RunRecord | undefined;

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  /** The whole record, once the run has ended and its report is written. */
  get record(): RunRecord | undefined {
    return this.#record;
  }

  async hear(event: RunEvent): Promise<void> {
    switch (event.kind) {
      case 'run started':
        this.#facts = event.run;
        this.#challenges.push(...event.run.challenges);
        return;
      case 'step ended':
        this.#steps.push(event.step);
        return;
      case 'challenge met':
        this.#challenges.push(event.challenge);
        return;
      case 'section again':
        this.#steps = this.#steps.filter(({ section }) => section !== event.title);
        return;
      case 'section ended':
        this.#sections.push(event.section);
        return;
      case 'run ended':
        return this.#close(event.outcome, event.at);
      case 'section started':
      case 'step started':
        return;
      default:
        return unhandled(event);
    }
  }

  async #close(outcome: RunOutcome, endedAt: string): Promise<void> {
    if (!this.#facts) throw new Error('A run ended that had not started');
    const counts: Partial<Record<Outcome, number>> = {};
    for (const step of this.#steps) counts[step.outcome] = (counts[step.outcome] ?? 0) + 1;
    const record: RunRecord = {
      run: this.#facts,
      outcome,
      endedAt,
      ms: Date.parse(endedAt) - Date.parse(this.#facts.startedAt),
      counts,
      askedMs: this.#steps.reduce((sum, step) => sum + step.askedMs, 0),
      challenges: this.#challenges,
      sections: this.#sections,
      steps: this.#steps,
    };
    await this.#folder.json('run.json', record);
    await this.#folder.page('report.html', record, report);
    this.#record = record;
  }
}
