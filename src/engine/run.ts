import type { AuditTrail } from '../runbook/audit.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import type { Section } from '../runbook/runbook.ts';
import { atOnce } from '../runbook/side-by-side.ts';
import { Trouble } from '../runbook/trouble.ts';
import { besidePages } from './beside.ts';
import { type Camera, eyesOf } from './camera.ts';
import type { Reader, RunEvent, RunFacts } from './events.ts';
import { NOBODY, type Operator } from './operator.ts';
import type { RunOutcome, StepOutline, StepRecord } from './record.ts';
import { leaveOut, runSection, type SectionResult } from './section.ts';
import { type SleepWatch, watchSleep } from './sleep.ts';

/** What a run needs besides its sections. */
export interface RunOptions {
  readonly facts: RunFacts;
  readonly camera: Camera;
  readonly readers: readonly Reader[];
  readonly signal: AbortSignal;
  /** Set where nothing is used that is found by another than its best known name only. */
  readonly strict?: boolean;
  /** The person at the wheel; nobody where left out. */
  readonly operator?: Operator | undefined;
  /** Notices that the machine slept; one of its own where left out. */
  readonly sleep?: SleepWatch | undefined;
  /** Hands over, once, what was noticed beside the steps since it was asked last. */
  readonly notices: () => readonly string[];
  /** Hands over, once, which challenges were met since it was asked last. */
  readonly challenges: () => readonly ChallengeRecord[];
  /**
   * Reads what the org itself says of these minutes: after the last section, or beside it where nothing was changed at
   * all. Left out where it says nothing.
   */
  readonly auditTrail?: (() => Promise<AuditTrail>) | undefined;
}

/** How a run ended; `failure` is the error that ended it. */
export interface RunResult {
  readonly outcome: RunOutcome;
  readonly failure?: unknown;
  /** Set where a reader missed something, whatever else failed: the first. */
  readonly missed?: Trouble | undefined;
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
  const { facts, camera, readers, notices, challenges, operator = NOBODY, sleep = watchSleep() } = options;
  const readerFailures: Trouble[] = [];
  const broken = new AbortController();
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, broken.signal, stopped.signal]);
  const tellReaders = async (event: RunEvent) => {
    for (const reader of readers) {
      try {
        await reader.hear(event);
      } catch (error) {
        if (reader.stops) broken.abort();
        readerFailures.push(
          new Trouble(
            'evidence',
            `The ${reader.name} could not be kept at "${event.kind}": ${inOwnWords(error)}`,
            remedyOf(error),
            error,
          ),
        );
      }
    }
  };
  const tellAnswers = async () => {
    for (const answer of operator.answers()) await tellReaders({ kind: 'operator answered', at: now(), answer });
  };
  let hasKept = false;
  const tell = async (event: RunEvent) => {
    if (stepTold(event)?.commits) hasKept = true;
    for (const challenge of challenges()) await tellReaders({ kind: 'challenge met', at: now(), challenge });
    await tellAnswers();
    await tellReaders(event);
  };

  const steps = outline(sections);
  await tell({ kind: 'run started', at: now(), run: facts, steps });
  const eyes = eyesOf(camera);
  let failure: unknown;
  let reached = 0;
  let begun = 0;
  let isFresh = false;
  let isWhole = true;
  let isNew = false;
  /** Whether all was as wanted so far: then what needs no page is begun beside the pages. */
  let isUntouched = true;
  let trail: Promise<AuditTrail> | undefined;
  const beside = besidePages(sections, signal);
  for (const [index, section] of sections.entries()) {
    const own = steps.slice(begun, begun + section.steps.length);
    begun += own.length;
    await tell({ kind: 'section started', at: now(), title: section.title });
    if (isUntouched && index > 0 && !signal.aborted) {
      beside.begin();
      // Read anew where the last section changes something.
      if (index === sections.length - 1) trail = options.auditTrail && atOnce(options.auditTrail());
    }
    const early = beside.of(section);
    // Nothing of it goes on beside the look that counts.
    if (!isUntouched && !signal.aborted) await early?.catch(() => undefined);
    const result: SectionResult =
      failure === undefined && !signal.aborted
        ? await runSection(section, {
            own,
            number: index + 1,
            eyes,
            isFresh,
            strict: options.strict === true,
            signal,
            broken: broken.signal,
            operator: answersTold(operator, tellAnswers),
            stop: () => stopped.abort(),
            sleep,
            tell,
            isNew,
            notices,
            begun: isUntouched ? early : undefined,
          })
        : await leaveOut(section, own, tell);
    failure ??= hasKept ? startedAlready(result.failure) : result.failure;
    isFresh = section.settled?.screen !== undefined && result.record.proved !== undefined;
    if (result.record.outcome !== 'not reached') reached += 1;
    if (result.hasSkipped) isWhole = false;
    if (result.record.outcome !== 'already so') isUntouched = false;
    if (result.record.subjectId !== undefined && result.record.outcome !== 'already so') isNew = true;
    // It was not begun, and somebody has to do something first.
    if (result.record.outcome === 'not reached' && result.failure !== undefined) stopped.abort();
    await tell({ kind: 'section ended', at: now(), section: result.record });
  }

  sleep.end();
  if (!signal.aborted) await beside.end();
  if (reached > 0 && options.auditTrail) {
    const sofar = await trail;
    const counts = isUntouched && sofar !== undefined && sofar.unread === undefined;
    const read = counts ? sofar : await options.auditTrail();
    await tell({ kind: 'audit trail read', at: now(), trail: read });
  }
  failure ??= readerFailures[0];
  const isStopped =
    failure === undefined ? reached < sections.length : options.signal.aborted || stopped.signal.aborted;
  const ended: RunOutcome = failure !== undefined ? 'failed' : isWhole ? 'converged' : 'incomplete';
  const outcome = isStopped ? 'interrupted' : ended;
  const error = failure instanceof Trouble ? failure.message : undefined;
  await tell({ kind: 'run ended', at: now(), outcome, error });
  // What could not be kept at the very end makes a run that went well fail all the same.
  const [missed] = readerFailures;
  if (failure !== undefined || missed === undefined) return { outcome, failure, missed };
  return { outcome: 'failed', failure: missed, missed };
}

/** The step of which an event tells how it ended. */
function stepTold(event: RunEvent): StepRecord | undefined {
  if (event.kind === 'step ended') return event.step;
  return event.kind === 'section again' ? event.unclear : undefined;
}

/** An operator of whose answers is told before anything comes of them. */
function answersTold(operator: Operator, tell: () => Promise<void>): Operator {
  return {
    before: async (ahead) => {
      const go = await operator.before(ahead);
      await tell();
      return go;
    },
    inTrouble: async (trouble) => {
      const way = await operator.inTrouble(trouble);
      await tell();
      return way;
    },
    sees: (step, seen) => operator.sees(step, seen),
    answers: () => operator.answers(),
  };
}

/** A trouble of before the start is one of a step once the org may have kept something. */
function startedAlready(failure: unknown): unknown {
  if (!(failure instanceof Trouble) || failure.kind !== 'preflight') return failure;
  return new Trouble('step', failure.message, '', failure.cause);
}

function now(): string {
  return new Date().toISOString();
}

/** What to do where a reader failed: a Trouble says so in its own words. */
function remedyOf(error: unknown): string {
  if (error instanceof Trouble) return '';
  return (error as NodeJS.ErrnoException).syscall === undefined ? 'Run again.' : 'Check the disk and run again.';
}
