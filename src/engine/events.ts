import type { AuditTrail } from '../runbook/audit.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import type { ReadBack } from '../runbook/move.ts';
import type { Guide } from '../runbook/runbook.ts';
import type { SignedIn } from '../runbook/target.ts';
import type { OperatorAnswer } from './operator.ts';
import type { PlannedSection, RunOutcome, SectionRecord, StepOutline, StepRecord } from './record.ts';

/** Something that a person agreed to, or typed, before the first step. */
export interface Agreed {
  readonly at: string;
  /** By which way, such as `the terminal`. */
  readonly by: string;
  readonly what: string;
  /** Why they were asked. */
  readonly why: string;
}

/** What is known of a run when it starts. */
export interface RunFacts {
  readonly id: string;
  readonly startedAt: string;
  readonly runbook: {
    readonly id: string;
    readonly title: string;
    readonly version: string;
    readonly product: string;
    /** SHA-256 over its files as they were carried out, in hex. */
    readonly sha256?: string | undefined;
  };
  readonly guide: Guide;
  readonly target: SignedIn & {
    readonly url: string;
    /** Of org, in words: what cannot be told apart from a production org counts as one. */
    readonly kind?: string | undefined;
  };
  /** How far the org's clock is ahead of this machine's, in milliseconds; left out where the org did not tell. */
  readonly clockOffsetMs?: number | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The run that it takes back; left out where it takes none back. */
  readonly undoes?: { readonly run: string } | undefined;
  /** The run that it goes on with, where that one ended; left out where it begins by itself. */
  readonly resumes?: { readonly run: string } | undefined;
  /** What the org was seen as where a plan was agreed to, of that time: no run that goes on with this one does more. */
  readonly planned?: { readonly at: string; readonly sections: readonly PlannedSection[] } | undefined;
  readonly sink: string;
  /** Set where nothing was used that is found by a weak name only. */
  readonly strict?: true | undefined;
  /** Before which steps an approval is asked for; left out where before none. */
  readonly approve?: 'commits' | 'each' | undefined;
  /** What a person agreed to before the first step; empty where nobody was asked. */
  readonly agreed?: readonly Agreed[] | undefined;
  /** Who can prove the user's identity, in the order in which they are asked. */
  readonly answerers: readonly string[];
  /** The challenges that were met while signing in. */
  readonly challenges: readonly ChallengeRecord[];
  /** What was noticed while signing in, such as a page that was gone around. */
  readonly remarks: readonly string[];
  readonly tool: {
    readonly version: string;
    /** Of the clone that it runs from; left out where it does not run from one. */
    readonly commit?: string | undefined;
    readonly node: string;
    readonly browser: string;
    readonly host: string;
    /** Who is signed in to the machine. */
    readonly user?: string | undefined;
  };
}

/** Everything that a run tells, in the order in which it happens. Progress and evidence are readers of it. */
export type RunEvent =
  | {
      readonly kind: 'run started';
      readonly at: string;
      readonly run: RunFacts;
      readonly steps: readonly StepOutline[];
    }
  | { readonly kind: 'section started'; readonly at: string; readonly title: string }
  /** What a section is about to change, of something that the run has not made itself: the settings that differ. */
  | {
      readonly kind: 'differences found';
      readonly at: string;
      readonly title: string;
      readonly rows: readonly ReadBack[];
    }
  /** Its page was lost: what was told of its steps is void, they are carried out once more. */
  | {
      readonly kind: 'section again';
      readonly at: string;
      readonly title: string;
      readonly because: string;
      /** The step at which its page was lost, where what came of it is not known. */
      readonly unclear?: StepRecord | undefined;
    }
  | { readonly kind: 'step started'; readonly at: string; readonly step: StepOutline }
  | { readonly kind: 'step ended'; readonly at: string; readonly step: StepRecord }
  /** Told as soon as it is over, before what happens next. */
  | { readonly kind: 'challenge met'; readonly at: string; readonly challenge: ChallengeRecord }
  /** Told as soon as it was given, before what comes of it. */
  | { readonly kind: 'operator answered'; readonly at: string; readonly answer: OperatorAnswer }
  /** The run ends before this step: an approval is needed, and nobody is there to give it. */
  | { readonly kind: 'approval awaited'; readonly at: string; readonly step: StepOutline }
  | { readonly kind: 'section ended'; readonly at: string; readonly section: SectionRecord }
  /** After the last section: what the org itself says of the run's minutes. */
  | { readonly kind: 'audit trail read'; readonly at: string; readonly trail: AuditTrail }
  | {
      readonly kind: 'run ended';
      readonly at: string;
      readonly outcome: RunOutcome;
      readonly error?: string | undefined;
    };

/** Reads what a run tells. A reader that throws fails the run at its end. */
export interface Reader {
  readonly name: string;
  /** Set where nothing may be done that it has not heard of: one that throws then ends the run before the next step. */
  readonly stops?: true;
  hear(event: RunEvent): Promise<void> | void;
}

/** For the end of a switch over events or outcomes: a new kind breaks the build where it is not handled. */
export function unhandled(kind: never): never {
  throw new Error(`Not handled: ${JSON.stringify(kind)}`);
}
