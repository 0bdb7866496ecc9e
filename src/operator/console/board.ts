import { type Reader, type RunEvent, type RunFacts, unhandled } from '../../engine/events.ts';
import type { OperatorAnswer } from '../../engine/operator.ts';
import type { Outcome, RunOutcome, SectionRecord, StepOutline, StepRecord } from '../../engine/record.ts';
import { challengeInWords } from '../../runbook/challenge-words.ts';

/** A step as the console shows it: what is planned, and what became of it. */
export interface BoardStep extends StepOutline {
  readonly ended?: StepRecord | undefined;
}

/** A section as the console shows it. */
export interface BoardSection {
  readonly title: string;
  readonly steps: readonly BoardStep[];
  readonly isCurrent: boolean;
  readonly ended?: SectionRecord | undefined;
  /** That it was begun again, and why. */
  readonly again: readonly string[];
}

/** What a run has told so far, for the console. */
export class Board implements Reader {
  readonly name = 'operator console';
  readonly #clean: <T>(data: T) => T;
  readonly #watchers = new Set<() => void>();
  #steps: readonly StepOutline[] = [];
  readonly #ended = new Map<number, StepRecord>();
  readonly #sections = new Map<string, SectionRecord>();
  readonly #again = new Map<string, string[]>();
  readonly #said: string[] = [];
  readonly #answers: OperatorAnswer[] = [];
  #section: string | undefined;
  #step: StepOutline | undefined;
  #facts: RunFacts | undefined;
  #over: { readonly at: string; readonly outcome: RunOutcome; readonly error?: string | undefined } | undefined;

  /** @param clean takes secrets out of what is told */
  constructor(clean: <T>(data: T) => T) {
    this.#clean = clean;
  }

  get facts(): RunFacts | undefined {
    return this.#facts;
  }

  /** How the run ended, once it has. */
  get over() {
    return this.#over;
  }

  /** The step under way. */
  get step(): StepOutline | undefined {
    return this.#step;
  }

  /** Challenges, in sentences. */
  get said(): readonly string[] {
    return this.#said;
  }

  get answers(): readonly OperatorAnswer[] {
    return this.#answers;
  }

  get sections(): readonly BoardSection[] {
    return [...new Set(this.#steps.map(({ section }) => section))].map((title) => ({
      title,
      steps: this.#steps
        .filter(({ section }) => section === title)
        .map((step) => ({ ...step, ended: this.#ended.get(step.n) })),
      isCurrent: this.#section === title && !this.#over,
      ended: this.#sections.get(title),
      again: this.#again.get(title) ?? [],
    }));
  }

  /** How many steps ended in which way. */
  get counts(): ReadonlyMap<Outcome, number> {
    const counts = new Map<Outcome, number>();
    for (const { outcome } of this.#ended.values()) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    return counts;
  }

  /** Whether the run has taken a picture of this name. */
  hasPicture(file: string): boolean {
    return [...this.#ended.values(), ...this.#sections.values()].some(({ captures }) =>
      captures.some((capture) => capture.file === file),
    );
  }

  /** Calls back whenever something was told. */
  watch(watcher: () => void): void {
    this.#watchers.add(watcher);
  }

  hear(event: RunEvent): void {
    this.#take(this.#clean(event));
    for (const watcher of this.#watchers) watcher();
  }

  #take(event: RunEvent): void {
    switch (event.kind) {
      case 'run started':
        this.#facts = event.run;
        this.#steps = event.steps;
        this.#said.push(...event.run.remarks, ...event.run.challenges.map(challengeInWords));
        return;
      case 'section started':
        this.#section = event.title;
        return;
      case 'section again': {
        const untold = this.#steps.filter(({ section }) => section === event.title);
        for (const { n } of untold) this.#ended.delete(n);
        this.#again.set(event.title, [...(this.#again.get(event.title) ?? []), event.because]);
        this.#step = undefined;
        return;
      }
      case 'step started':
        this.#step = event.step;
        return;
      case 'step ended':
        this.#step = undefined;
        this.#ended.set(event.step.n, event.step);
        return;
      case 'challenge met':
        this.#said.push(challengeInWords(event.challenge));
        return;
      case 'operator answered':
        this.#answers.push(event.answer);
        return;
      case 'approval awaited':
      case 'audit trail read':
      case 'differences found':
        return;
      case 'section ended':
        this.#sections.set(event.section.title, event.section);
        return;
      case 'run ended':
        this.#over = event;
        return;
      default:
        unhandled(event);
    }
  }
}
