import type { Verdict } from '../runbook/move.ts';
import type { Section, Settled, Step } from '../runbook/runbook.ts';
import { PageLost, Trouble } from '../runbook/trouble.ts';
import { type Besides, besidesOf } from './besides.ts';
import { type Eyes, sealOf } from './camera.ts';
import { tellDifferences } from './differences.ts';
import type { RunEvent } from './events.ts';
import { askedAgain, isByHand, type Lost, lostAsleep } from './lost.ts';
import type { Ahead, Operator } from './operator.ts';
import type { Capture, Outcome, SectionRecord, StepOutline } from './record.ts';
import { pictures, proofOf, whereIs } from './section-pictures.ts';
import { ended, outcomeOf, tellItTookEffect, tellUntouched } from './section-told.ts';
import type { SleepWatch } from './sleep.ts';
import { carryOut, type StepResult, whereOf } from './step.ts';
import { inWords, seenBy } from './step-words.ts';
import { until, untilAsked } from './until.ts';
import { throughTrouble } from './way-out.ts';

const SETTLE_PATIENCE = 60_000;
/** How often a section is begun again after its page was lost. */
const MORE_TIMES = 2;

/** What a section is run with. `own` are the outlines of its steps, `number` counts from one. */
export interface SectionOptions {
  readonly own: readonly StepOutline[];
  readonly number: number;
  readonly eyes: Eyes;
  /** Set where the section before was just looked at from a fresh page, which may serve for this one too. */
  readonly isFresh: boolean;
  /** Its look, where that was begun before its turn. */
  readonly begun?: Promise<Verdict> | undefined;
  /** Set where nothing is used that is found by a weak hint only. */
  readonly strict: boolean;
  /** Aborted where the run is to stop, for whatever reason. */
  readonly signal: AbortSignal;
  /** Aborted where nothing may be done any more, because it could not be told of. */
  readonly broken: AbortSignal;
  readonly operator: Operator;
  readonly sleep: SleepWatch;
  /** Has the run end before its next step, because the operator said so. */
  readonly stop: () => void;
  /** Set where what the sections are about was made by this run. */
  readonly isNew: boolean;
  readonly tell: (event: RunEvent) => Promise<void>;
  /** What was noticed beside the steps since the last time it was asked for. */
  readonly notices: () => readonly string[];
}

/** A section's record, and the error itself where it failed. */
export interface SectionResult {
  readonly record: SectionRecord;
  readonly failure?: unknown;
  /** Set where the operator had something left out. */
  readonly hasSkipped?: boolean;
}

/**
 * Runs a section: not at all where its own check holds, else step by step until it does. Where a page is lost on the
 * way the section begins again with its own check: what took effect before is found by it, and is never done twice.
 */
export async function runSection(section: Section, options: SectionOptions): Promise<SectionResult> {
  const remarks: string[] = [];
  const besides = besidesOf(section.settled);
  let before: Lost | undefined;
  for (let left = section.settled ? MORE_TIMES : 0; ; ) {
    const result = await runOnce(section, options, before, left > 0 && !options.signal.aborted, { remarks, besides });
    if (!('lost' in result)) {
      remarks.push(...(result.record.remarks ?? []), ...options.notices());
      return { ...result, record: { ...result.record, ...(remarks.length > 0 ? { remarks } : {}) } };
    }
    remarks.push(`Begun again from its own check: ${result.lost.what}`);
    if (!result.asked) left -= 1;
    before = result;
  }
}

async function runOnce(
  section: Section,
  options: SectionOptions,
  before: Lost | undefined,
  mayRepeat: boolean,
  { remarks, besides }: { readonly remarks: string[]; readonly besides: Besides },
): Promise<SectionResult | Lost> {
  const { settled, title } = section;
  const { own, signal, broken, tell, eyes, operator } = options;
  /** What of it was left out, and why. */
  const skipped: string[] = [];
  /** `sofar`: how the steps ended that were told of; `untouched` tells of the others, where the section ends here. */
  const failed = async (
    failure: unknown,
    sofar: Pick<Lost, 'ended' | 'unclear'>,
    untouched?: () => Promise<void>,
  ): Promise<SectionResult | Lost> => {
    const error = inWords(failure, asMove(section));
    const seen = await pictures(settled, 'failure', {
      ...options,
      sealedNow: sealOf(failure) ?? before?.lost.seal,
    }).catch(() => ({
      captures: [],
    }));
    const trouble = { section: title, error, captures: seen.captures, where: () => whereIs(settled) };
    const answer = signal.aborted ? undefined : await operator.inTrouble(trouble);
    if (answer && (answer.way === 'try again' || answer.way === 'again' || answer.way === 'done by hand')) {
      return { ...sofar, ...askedAgain(answer.way, error, failure) };
    }
    await untouched?.();
    if (answer?.way === 'skip') return leftOut([`${answer.why} It had failed: ${error}`], seen.captures);
    return { record: { title, outcome: 'failed', readBack: settled?.readBack?.(), ...seen, error }, failure };
  };
  const leftOut = (remarks: readonly string[], captures: readonly Capture[] = []): SectionResult => ({
    record: { title, outcome: 'skipped', readBack: settled?.readBack?.(), captures, remarks },
    hasSkipped: true,
  });
  /** Where it has a page, a fresh one is opened for it, or is there. */
  const look = (of: Settled, isFresh: boolean) => {
    if (of.screen) eyes.acting();
    return of.check({ isFresh });
  };

  try {
    await before?.lost.mend?.();
    const beforehand =
      settled &&
      (await ((before ? undefined : options.begun) ??
        untilAsked(() => look(settled, options.isFresh && !before), signal)));
    if (settled && beforehand?.holds) {
      const proof = await proofOf(settled, options);
      const rest = before ? await besides.after() : undefined;
      remarks.push(...(rest?.remarks ?? []));
      const took = before ? await tellItTookEffect(before, beforehand.found, own, tell) : 'already so';
      const outcome = isByHand(before) ? 'done by hand' : took;
      if (!before) await tellUntouched(own, 'already so', tell);
      const hasSkipped = before?.ended.includes('skipped') === true;
      return { record: { title, outcome, proved: andSo(beforehand.found, rest?.words), ...proof }, hasSkipped };
    }
    await besides.before();
    if (settled && !before) remarks.push(...(await tellDifferences(settled, { ...options, title })));
  } catch (failure) {
    if (mayRepeat && failure instanceof PageLost) {
      const { ended: told = [], unclear } = before ?? {};
      return { ended: told, lost: failure, ...(unclear ? { unclear } : {}) };
    }
    return failed(failure, { ended: [], ...before }, async () => {
      if (before?.unclear) await tell(ended(before.unclear));
      await tellUntouched(own.slice(before ? before.ended.length + (before.unclear ? 1 : 0) : 0), 'not reached', tell);
    });
  }
  if (before) {
    await tell({ kind: 'section again', at: now(), title, because: before.lost.what, unclear: before.unclear });
  }

  const stopBefore = async (index: number): Promise<SectionResult> => {
    await tellUntouched(own.slice(index), 'not reached', tell);
    return { record: { title, outcome: 'not reached', captures: [] } };
  };

  /** What was shown is handed over before the run stops: else it would have to be shown once more, for another code. */
  const mayBegin = (index: number) =>
    !signal.aborted || (!broken.aborted && section.steps[index - 1]?.move.reveals === true);

  const outcomes: Outcome[] = [];
  for (const [index, outlined] of own.entries()) {
    const step = section.steps[index];
    if (!step || !mayBegin(index)) return stopBefore(index);
    try {
      const finishes = section.steps[index - 1]?.move.reveals === true;
      const go = await operator.before({ ...aheadOf(step, outlined), finishes });
      if (go === 'again') return { ...askedAgain('again', ''), ended: outcomes };
      if (go === 'stop') {
        options.stop();
        return stopBefore(index);
      }
    } catch (failure) {
      if (!(failure instanceof Trouble)) throw failure;
      await tell({ kind: 'approval awaited', at: now(), step: outlined });
      return { ...(await stopBefore(index)), failure };
    }
    if (!mayBegin(index)) return stopBefore(index);
    await tell({ kind: 'step started', at: now(), step: outlined });
    // What could not be told of is not done.
    if (!mayBegin(index)) return stopBefore(index);
    const sees = (seen: Parameters<Operator['sees']>[1]) => operator.sees(outlined, seen);
    const carry = (): Promise<StepResult> =>
      carryOut(step, outlined, { ...options, earlier: notLeftOut(section.steps.slice(0, index), outcomes), sees });
    const since = performance.now();
    const first = lostAsleep(await carry(), options.sleep.since(since));
    if (mayRepeat && first.failure instanceof PageLost) {
      return { lost: first.failure, ended: outcomes, unclear: first.record };
    }
    const result = await throughTrouble(first, { step, outlined, carry, ...options });
    if ('again' in result) {
      const { record } = result;
      const lost = record.error === undefined ? {} : { unclear: record };
      return { ...askedAgain(result.again, record.error ?? '', result.failure), ended: outcomes, ...lost };
    }
    const { record, failure } = result;
    await tell(ended(record));
    outcomes.push(record.outcome);
    if (record.outcome === 'skipped') skipped.push(`Step ${record.n} was left out: ${record.remark}`);
    if (record.outcome === 'failed') {
      await tellUntouched(own.slice(index + 1), 'not reached', tell);
      return { record: { title, outcome: 'failed', captures: [], error: record.error }, failure };
    }
  }

  const hasSkipped = skipped.length > 0;
  if (!settled) {
    const remarks = hasSkipped ? { remarks: skipped } : {};
    return { record: { title, outcome: outcomeOf(outcomes), captures: [], ...remarks }, hasSkipped };
  }
  try {
    const { patience = SETTLE_PATIENCE, pace } = settled;
    // What was left out cannot come by waiting.
    const limit = hasSkipped ? 0 : patience;
    const afterwards = await until(() => look(settled, false), { patience: limit, signal, pace });
    if (!afterwards.holds && hasSkipped) {
      return leftOut([...skipped, `Wanted ${afterwards.wanted}, found ${afterwards.found}.`]);
    }
    if (!afterwards.holds) {
      throw new Trouble(
        'step',
        `${title}: wanted ${afterwards.wanted}, found ${afterwards.found} on a fresh page.`,
        (settled.seal ? undefined : afterwards.refused) ??
          'The org did not keep what the steps did; read the report and run again.',
      );
    }
    const proof = await proofOf(settled, options);
    const rest = await besides.after();
    remarks.push(...rest.remarks);
    const leftOutToo = hasSkipped ? { remarks: [...skipped, ...(proof.remarks ?? [])] } : {};
    const proved = andSo(afterwards.found, rest.words);
    return {
      record: { title, outcome: outcomeOf(outcomes), proved, ...proof, ...leftOutToo },
      hasSkipped,
    };
  } catch (failure) {
    if (mayRepeat && failure instanceof PageLost) return { lost: failure, ended: outcomes };
    return failed(failure, { ended: outcomes });
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

/** Steps that were left out stay so. */
function notLeftOut(steps: readonly Step[], outcomes: readonly Outcome[]): readonly Step[] {
  return steps.filter((_, index) => outcomes[index] !== 'skipped');
}

/** What stands ahead, as the operator is told of it. */
function aheadOf({ move }: Step, step: StepOutline): Ahead {
  return {
    step,
    commits: move.keeps === true || move.final === true,
    look: async () => seenBy(move, await move.check()),
    where: () => whereOf(move),
  };
}

function andSo(found: string, words: string | undefined): string {
  return words === undefined ? found : `${found}; ${words}`;
}

function asMove({ settled, title }: Section): Parameters<typeof inWords>[1] {
  return { seal: settled?.seal, tells: { verb: 'read', what: title } };
}

function now(): string {
  return new Date().toISOString();
}
