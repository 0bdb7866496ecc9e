import {
  A_SIGNAL,
  type Ahead,
  type AnswerKind,
  type Go,
  type InTrouble,
  type Operator,
  type OperatorAnswer,
  type Seen,
  type WayOut,
  type Where,
} from '../engine/operator.ts';
import type { Capture, StepOutline } from '../engine/record.ts';
import { Trouble } from '../runbook/trouble.ts';

/** Before which steps an approval is asked for: none, those that make the org keep or show something, or each. */
export type Approve = 'never' | 'commits' | 'each';

/** What the person is asked at this moment. */
export interface Question {
  /** Its number among all questions of the run: an answer to an earlier one is none to this. */
  readonly id: number;
  readonly occasion: 'paused' | 'approval' | 'trouble' | 'taken over';
  readonly section: string;
  readonly step?: StepOutline | undefined;
  readonly seen?: Seen | undefined;
  readonly error?: string | undefined;
  /** What the pages looked like, where something failed. */
  readonly captures?: readonly Capture[] | undefined;
  readonly answers: readonly AnswerKind[];
}

/** What a person says, and by which way. */
export interface Said {
  readonly answer: AnswerKind;
  readonly by: string;
  readonly why?: string | undefined;
  /** Which question it answers, where its way was shown one; the one at hand where left out. */
  readonly question?: number | undefined;
  /** With `run until`: the step before which to pause. */
  readonly until?: number | undefined;
}

/** Where the run stands, as ways to the person show it. */
export interface Standing {
  readonly question?: Question | undefined;
  /** What will happen before the next step, where somebody has asked for it. */
  readonly due?: 'pause' | 'take over' | 'stop' | undefined;
  /** What the step at hand has found before it acts. */
  readonly sees?: { readonly step: StepOutline; readonly seen: Seen } | undefined;
}

export interface WheelOptions {
  /** Whether anybody can answer. Where nobody can, trouble ends the run, and a missing approval too. */
  readonly isAnswered: boolean;
  readonly approve: Approve;
  /** What was approved beforehand: all steps up to this one, and in whose words. */
  readonly approved?: { readonly upTo: number; readonly words: string } | undefined;
  /** Set to pause before the first step, and before each one after it until something else is said. */
  readonly stepByStep?: boolean;
  readonly signal: AbortSignal;
  /** Shows the person where something is, in the org's page; hands back what takes away what it drew there. */
  readonly show?: (where: Where) => Promise<() => Promise<void>>;
}

const AT_A_PAUSE = ['go on', 'one step', 'run until', 'take over', 'stop'] as const;
const IN_TROUBLE = ['try again', 'done by hand', 'skip', 'take over', 'stop'] as const;
const WHILE_GOING = ['pause', 'take over', 'stop', 'one step', 'run until', 'go on'] as const;

interface Waiting {
  readonly question: Question;
  readonly since: number;
  readonly where: () => Where | undefined;
  readonly settle: (said: Said) => void;
}

/**
 * The wheel that a person steers a run by, from as many places as they like: the first answer counts. While an answer is
 * waited for, the run stands still and no patience of it is used up.
 */
export class Wheel implements Operator {
  readonly #options: WheelOptions;
  readonly #given: OperatorAnswer[] = [];
  readonly #watchers = new Set<(standing: Standing) => void>();
  #waiting: Waiting | undefined;
  #mode: 'going' | 'stepping' | { readonly until: number };
  #due: Standing['due'];
  #asked = 0;
  #sees: Standing['sees'];
  #hide: () => Promise<void> = async () => undefined;

  constructor(options: WheelOptions) {
    this.#options = options;
    this.#mode = options.stepByStep ? 'stepping' : 'going';
  }

  get standing(): Standing {
    return { question: this.#waiting?.question, due: this.#due, sees: this.#sees };
  }

  /** Calls back now and whenever the standing changes. @returns what ends that */
  watch(watcher: (standing: Standing) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.standing);
    return () => void this.#watchers.delete(watcher);
  }

  /** A person says something. @returns why it does not count, in a sentence; undefined where it does */
  say(said: Said): string | undefined {
    if (said.question !== undefined && said.question !== this.#waiting?.question.id) {
      return 'That was answered already; look at what is asked now.';
    }
    const answers: readonly AnswerKind[] = this.#waiting?.question.answers ?? WHILE_GOING;
    if (!answers.includes(said.answer)) {
      return `"${said.answer}" is no answer now; there are: ${answers.join(', ')}.`;
    }
    if (said.answer === 'skip' && !said.why?.trim()) return 'A step is left out for a reason only: say why.';
    if (said.answer === 'run until' && !Number.isInteger(said.until)) return 'Say the number of the step to run until.';
    if (this.#waiting) this.#waiting.settle(said);
    else this.#whileGoing(said);
    return undefined;
  }

  /** Shows where that is what the person is asked about. @returns why it cannot be shown; undefined where it is */
  async show(): Promise<string | undefined> {
    const where = this.#waiting?.where();
    if (!where || !this.#options.show) return 'There is nothing to show now.';
    await this.#hide();
    this.#hide = await this.#options.show(where);
    return undefined;
  }

  async before({ step, commits, finishes, look, where }: Ahead): Promise<Go> {
    this.#sees = undefined;
    if (this.#due === 'stop' && !finishes) return 'stop';
    const mayNeed = this.#mayNeedApproval(commits);
    const pauses = this.#due === 'pause' || this.#pausesAt(step.n);
    const seen = mayNeed || pauses ? await look().catch(() => undefined) : undefined;
    // Where it is so already, nothing will be done.
    const needsApproval = mayNeed && !seen?.holds && !this.#isApproved(step);
    if (this.#due === 'take over') return this.#takenOver(step.section, step, where);
    if (!needsApproval && !pauses) return 'go on';
    this.#change(undefined);
    const answers: readonly AnswerKind[] = needsApproval ? ['approve', ...AT_A_PAUSE.slice(3)] : AT_A_PAUSE;
    const occasion = needsApproval ? 'approval' : 'paused';
    const { answer, until } = await this.#ask({ occasion, section: step.section, step, seen, answers }, where);
    if (answer === 'stop') return 'stop';
    if (answer === 'take over') return this.#takenOver(step.section, step, where);
    // Where a pause was due here, too, it has been.
    if (answer !== 'approve') this.#goBy(answer, until);
    else if (this.#mode !== 'stepping' && this.#pausesAt(step.n)) this.#mode = 'going';
    return 'go on';
  }

  async inTrouble({ section, step, error, captures, where }: InTrouble): Promise<WayOut> {
    if (!this.#options.isAnswered || this.#due === 'stop') return { way: 'stop' };
    if (this.#due === 'take over') return this.#wayOfTakeOver(section, step, where);
    this.#change(undefined);
    const { answer, why } = await this.#ask(
      { occasion: 'trouble', section, step, error, captures, answers: IN_TROUBLE },
      where,
    );
    if (answer === 'skip') return { way: 'skip', why: why ?? '' };
    if (answer === 'take over') return this.#wayOfTakeOver(section, step, where);
    return { way: answer === 'try again' || answer === 'done by hand' ? answer : 'stop' };
  }

  async #wayOfTakeOver(section: string, step: StepOutline | undefined, where: InTrouble['where']): Promise<WayOut> {
    return { way: (await this.#takenOver(section, step, where)) === 'again' ? 'again' : 'stop' };
  }

  sees(step: StepOutline, seen: Seen): void {
    this.#sees = { step, seen };
    this.#tell();
  }

  answers(): readonly OperatorAnswer[] {
    return this.#given.splice(0);
  }

  /** What was approved beforehand is told of, also where nothing else needs an approval. */
  #mayNeedApproval(commits: boolean): boolean {
    const { approve, approved } = this.#options;
    return approve === 'each' || (commits && (approve === 'commits' || approved !== undefined));
  }

  /** @throws Trouble where it is not, and nobody can give the approval */
  #isApproved(step: StepOutline): boolean {
    const { approve, approved, isAnswered } = this.#options;
    if (approved && (step.n <= approved.upTo || approve === 'never')) {
      const to = `may step ${step.n}, ${step.says}, be carried out?`;
      this.#note({ answer: 'approve', by: 'the command line', why: approved.words }, to, step.n, 0);
      return true;
    }
    if (isAnswered) return false;
    throw new Trouble(
      'person',
      `Step ${step.n}, ${step.says}, needs an approval, and nobody is there to give it.`,
      'Have it approved and go on with "setupwright resume FOLDER --approved-by WHO".',
    );
  }

  #pausesAt(n: number): boolean {
    return this.#mode === 'stepping' || (this.#mode !== 'going' && n >= this.#mode.until);
  }

  #goBy(answer: AnswerKind, until: number | undefined): void {
    if (answer === 'one step') this.#mode = 'stepping';
    else if (answer === 'run until' && until !== undefined) this.#mode = { until };
    else this.#mode = 'going';
  }

  #whileGoing(said: Said): void {
    if (said.answer === 'pause' || said.answer === 'take over' || said.answer === 'stop') {
      this.#note(said, 'while the run went on', undefined, 0);
      this.#change(said.answer);
      return;
    }
    this.#goBy(said.answer, said.until);
    this.#change(undefined);
  }

  /** The person works in the org's pages until they hand the wheel back. */
  async #takenOver(section: string, step: StepOutline | undefined, where: () => Where | undefined): Promise<Go> {
    this.#change(undefined);
    const shown = where();
    if (shown) await this.#options.show?.({ page: shown.page });
    const { answer } = await this.#ask(
      { occasion: 'taken over', section, step, answers: ['hand back', 'stop'] },
      where,
    );
    return answer === 'hand back' ? 'again' : 'stop';
  }

  async #ask(asked: Omit<Question, 'id'>, where: () => Where | undefined): Promise<Said> {
    const { signal } = this.#options;
    this.#asked += 1;
    const question = { ...asked, id: this.#asked };
    const since = performance.now();
    let stop: () => void = () => undefined;
    const said = await new Promise<Said>((settle) => {
      const end = (answer: Said) => {
        // The first answer counts.
        this.#waiting = undefined;
        settle(answer);
      };
      this.#waiting = { question, since, where, settle: end };
      stop = () => end({ answer: 'stop', by: A_SIGNAL });
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      this.#tell();
    });
    signal.removeEventListener('abort', stop);
    // No picture has what was drawn for the person.
    await this.#hide();
    this.#note(said, inWords(question), question.step?.n, performance.now() - since);
    this.#tell();
    return said;
  }

  #note({ answer, by, why }: Said, to: string, step: number | undefined, waitedMs: number): void {
    const at = new Date().toISOString();
    const words = why?.trim() ? { why: why.trim() } : {};
    this.#given.push({ at, answer, by, to, step, ...words, waitedMs: Math.round(waitedMs) });
  }

  #change(due: Standing['due']): void {
    this.#due = due;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher(this.standing);
  }
}

/** What a person is asked, for the record. */
function inWords({ occasion, section, step, error }: Question): string {
  const what = step ? `step ${step.n}, ${step.says}` : `the section "${section}"`;
  switch (occasion) {
    case 'paused':
      return `paused before ${what}`;
    case 'approval':
      return `may ${what}, be carried out?`;
    case 'trouble':
      return `${what}, had failed: ${error}`;
    case 'taken over':
      return `working in the org's pages at ${what}`;
  }
}
