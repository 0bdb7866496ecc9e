import type { Exhibit, ReadBack } from '../runbook/move.ts';

/** How a step or a section ended. */
export type Outcome = 'already so' | 'changed' | 'done by hand' | 'skipped' | 'failed' | 'not reached';

/** How a run ended. */
export type RunOutcome = 'converged' | 'failed' | 'incomplete' | 'interrupted';

/** How a reader is to take an end: it went well, nothing had to be done, worth a look, bad, or nothing to see. */
export type Tone = 'good' | 'calm' | 'warn' | 'bad' | 'faint';

/** The tone of each outcome, wherever it is shown. */
export const TONES: Readonly<Record<Outcome | RunOutcome, Tone>> = {
  changed: 'good',
  converged: 'good',
  'already so': 'calm',
  'done by hand': 'calm',
  skipped: 'warn',
  'not reached': 'faint',
  incomplete: 'warn',
  interrupted: 'warn',
  failed: 'bad',
};

/** A picture as the evidence keeps it. */
export interface Capture {
  /** Its number among all captures of the run, counted from one. */
  readonly n: number;
  /** File name inside the run's `screenshots/` folder. */
  readonly file: string;
  /** SHA-256 of the PNG's bytes, in hex. */
  readonly sha256: string;
  readonly shows: 'before' | 'after' | 'failure';
  readonly at: string;
  /** The org's own time, by the Date header of its last answer to this page; ISO 8601. Left out where it told none. */
  readonly orgDate?: string | undefined;
  /** Title of the page; empty where it has none or may not be told. */
  readonly title: string;
  /** Address without query and fragment, which may hold tokens. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** Where the field stands in the picture, in pixels. */
  readonly frame?:
    | { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    | undefined;
  /** Set where all but headings was hidden before the picture was taken, which was proved of its pixels. */
  readonly sealed?: true | undefined;
  /** Why something is hidden, or how often a picture was rejected before this one. */
  readonly note?: string | undefined;
}

/** What the plan of a run knows of a step before it is reached. */
export interface StepOutline {
  readonly n: number;
  readonly section: string;
  readonly items: readonly number[];
  readonly says: string;
  readonly verb: string;
  readonly what: string;
}

/** What is found of a step whose section was settled: its own check was not asked. */
export const UNTOUCHED = 'settled: see the proof of the section';

/** What became of a step. */
export interface StepRecord extends StepOutline {
  readonly outcome: Outcome;
  readonly startedAt: string;
  /** Whole duration, and the part of it that the check before acting took, in milliseconds. */
  readonly ms: number;
  /** When it ended, where a person was waited for on the way, which is not in `ms`. */
  readonly endedAt?: string | undefined;
  readonly askedMs: number;
  readonly wanted?: string | undefined;
  /** What was found before acting. */
  readonly found?: string | undefined;
  /** The same of a field as data: what would have to be asked for to bring it back. Only where it was changed. */
  readonly was?: unknown;
  /** What was found after acting: the proof. */
  readonly proved?: string | undefined;
  readonly deviations: readonly string[];
  readonly remark?: string | undefined;
  readonly exhibit?: Exhibit | undefined;
  readonly captures: readonly Capture[];
  /** Set where the step made the org keep, change or show something: its audit trail may have a row of it. */
  readonly commits?: true | undefined;
  readonly error?: string | undefined;
}

/** What became of a section. */
export interface SectionRecord {
  readonly title: string;
  readonly outcome: Outcome;
  /** What its own check, from a fresh page, found at the end. */
  readonly proved?: string | undefined;
  /** The id by which the org knows what the section is about. */
  readonly subjectId?: string | undefined;
  /** The settings as a fresh page shows them, each beside what is wanted. */
  readonly readBack?: readonly ReadBack[] | undefined;
  readonly exhibit?: Exhibit | undefined;
  readonly captures: readonly Capture[];
  /** What was noticed beside its steps: that it was begun again, and why. */
  readonly remarks?: readonly string[] | undefined;
  readonly error?: string | undefined;
}

/**
 * Whether a section has anything to do. What follows from a section that is still to be done cannot be known, and where
 * what decides cannot be seen from here, a run does it and a look cannot tell.
 */
export type PlannedState = 'as wanted' | 'to be done' | 'not seen' | 'not known yet';

/** What a plan says of a section. */
export interface PlannedSection {
  readonly title: string;
  readonly state: PlannedState;
  readonly wanted?: string | undefined;
  readonly found: string;
  /** The id by which the org knows what was found; left out where it has none. */
  readonly subjectId?: string | undefined;
  /** The settings, each as wanted and as found; none where the section has no settings. */
  readonly rows: readonly ReadBack[];
}

/** Whether a run would change something. */
export function hasChanges(planned: readonly PlannedSection[]): boolean {
  return planned.some(({ state }) => state !== 'as wanted');
}

/** Whether something is seen that is not as wanted: what cannot be told is no drift. */
export function hasDrifted(planned: readonly PlannedSection[]): boolean {
  return planned.some(({ state }) => state === 'to be done');
}
