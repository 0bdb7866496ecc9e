import { type Reader, type RunEvent, type RunFacts, unhandled } from '../engine/events.ts';
import type { OperatorAnswer } from '../engine/operator.ts';
import type { Outcome, RunOutcome, SectionRecord, StepRecord } from '../engine/record.ts';
import type { AuditTrail } from '../runbook/audit.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import { matchAudit } from './audit-match.ts';
import { interventionsIn } from './interventions.ts';
import { junit } from './report/junit.ts';
import { report } from './report/report.ts';
import { summary } from './report/summary.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';
import { RUN_SCHEMA } from './schema.ts';
import { Tries } from './tries.ts';

/** Gathers a run's events into one record; at the end writes it as data, as the report, and in the forms of CI. */
export class RecordKeeper implements Reader {
  readonly name = 'report';
  readonly #folder: RunFolder;
  readonly #seal: string | undefined;
  readonly #timeStamp: RunRecord['timeStamp'];
  readonly #sections: SectionRecord[] = [];
  readonly #challenges: ChallengeRecord[] = [];
  readonly #answers: OperatorAnswer[] = [];
  readonly #tries = new Tries<StepRecord>();
  #facts: RunFacts | undefined;
  #auditTrail: AuditTrail | undefined;
  #awaits: number | undefined;
  #record: RunRecord | undefined;

  /**
   * @param seal how the folder will be sealed once everything is in it, in a sentence for the report
   * @param timeStamp whom a time stamp will be asked of
   */
  constructor(folder: RunFolder, seal?: string, timeStamp?: RunRecord['timeStamp']) {
    this.#folder = folder;
    this.#seal = seal;
    this.#timeStamp = timeStamp;
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
        this.#tries.ended(event.step);
        return;
      case 'challenge met':
        this.#challenges.push(event.challenge);
        return;
      case 'operator answered':
        this.#answers.push(event.answer);
        return;
      case 'approval awaited':
        this.#awaits = event.step.n;
        return;
      case 'section again':
        this.#tries.again(event.title, event.unclear);
        return;
      case 'section ended':
        this.#sections.push(event.section);
        return;
      case 'run ended':
        return this.#close(event.outcome, event.at);
      case 'audit trail read':
        this.#auditTrail = event.trail;
        return;
      case 'section started':
      case 'differences found':
      case 'step started':
        return;
      default:
        return unhandled(event);
    }
  }

  async #close(outcome: RunOutcome, endedAt: string): Promise<void> {
    if (!this.#facts) throw new Error('A run ended that had not started');
    const counts: Partial<Record<Outcome, number>> = {};
    for (const step of this.#tries.steps) counts[step.outcome] = (counts[step.outcome] ?? 0) + 1;
    const trail = this.#auditTrail;
    const waitedMs = this.#answers.reduce((sum, answer) => sum + answer.waitedMs, 0);
    const record: RunRecord = {
      schema: RUN_SCHEMA,
      run: this.#facts,
      outcome,
      endedAt,
      // By a clock that may have been set back meanwhile.
      ms: Math.max(0, Date.parse(endedAt) - Date.parse(this.#facts.startedAt)),
      counts,
      ...(this.#awaits === undefined ? {} : { awaitsApprovalOf: this.#awaits }),
      ...(waitedMs > 0 ? { waitedMs } : {}),
      askedMs: this.#tries.steps.reduce((sum, step) => sum + step.askedMs, 0),
      challenges: this.#challenges,
      interventions: interventionsIn(this.#facts, this.#challenges, this.#tries.steps, this.#answers),
      sections: this.#sections,
      steps: this.#tries.steps,
      auditTrail: trail && { ...trail, ...matchAudit(trail, this.#tries.steps, this.#facts) },
      seal: this.#seal,
      timeStamp: this.#timeStamp,
    };
    await this.#folder.json('run.json', record);
    await this.#folder.page('report.html', record, report);
    await this.#folder.page('junit.xml', record, junit);
    await this.#folder.page('summary.md', record, summary);
    this.#record = record;
  }
}
