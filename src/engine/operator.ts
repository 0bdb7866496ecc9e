import type { Locator, Page } from 'playwright';
import type { Capture, StepOutline } from './record.ts';

/** What an operator may answer. */
export const ANSWERS = [
  'pause',
  'go on',
  'one step',
  'run until',
  'approve',
  'try again',
  'done by hand',
  'skip',
  'take over',
  'hand back',
  'stop',
] as const;
export type AnswerKind = (typeof ANSWERS)[number];

/** By what a question was answered that a signal to the process took back. */
export const A_SIGNAL = 'a signal';

/** An answer as the record keeps it. */
export interface OperatorAnswer {
  readonly at: string;
  readonly answer: AnswerKind;
  /** By which way it came, such as `the terminal`. */
  readonly by: string;
  /** What it was an answer to, in words. */
  readonly to: string;
  /** The step that it was about; left out where it was about a section or the run. */
  readonly step?: number | undefined;
  /** In the operator's own words, where they gave any. */
  readonly why?: string | undefined;
  /** How long the run stood still for it, in milliseconds; nothing of it counts against any patience. */
  readonly waitedMs: number;
}

/** What a step's own check sees. */
export interface Seen {
  readonly holds: boolean;
  readonly wanted?: string | undefined;
  readonly found: string;
}

/** Where something is to be seen: a page, and what of it. */
export interface Where {
  readonly page: Page;
  readonly frame?: Locator | undefined;
}

/** A step that comes next. */
export interface Ahead {
  readonly step: StepOutline;
  /** Set where it makes the org keep or show something. */
  readonly commits: boolean;
  /** Set where it finishes what the step before has begun, such as handing over what is shown: a stop waits for it. */
  readonly finishes?: boolean;
  /** Asks its check. Looks only. */
  look(): Promise<Seen>;
  /** What it will act on, where that is to be seen by now. */
  where(): Where | undefined;
}

/** A step that failed, or a whole section where no step is named. */
export interface InTrouble {
  readonly section: string;
  readonly step?: StepOutline | undefined;
  readonly error: string;
  /** What its pages looked like. */
  readonly captures?: readonly Capture[];
  where(): Where | undefined;
}

/** May a step begin? `again`: the section begins again with its own check, because a person has worked in its pages. */
export type Go = 'go on' | 'again' | 'stop';

/** What becomes of trouble. */
export type WayOut =
  | { readonly way: 'try again' | 'done by hand' | 'again' | 'stop' }
  | { readonly way: 'skip'; readonly why: string };

/** The person at the wheel, as the engine knows them. Nothing is done while an answer is waited for. */
export interface Operator {
  /** Asked before each step. @throws Trouble of kind `person` where an approval is needed and nobody can give it */
  before(ahead: Ahead): Promise<Go>;
  /** Asked where a step or a section has failed. */
  inTrouble(trouble: InTrouble): Promise<WayOut>;
  /** Told what a step has found before it acts. */
  sees(step: StepOutline, seen: Seen): void;
  /** Hands over, once, what was answered since it was asked last. */
  answers(): readonly OperatorAnswer[];
}

/** Nobody is there: everything goes on as long as it goes well. */
export const NOBODY: Operator = {
  before: async () => 'go on',
  inTrouble: async () => ({ way: 'stop' }),
  sees: () => undefined,
  answers: () => [],
};
