import type { Page } from 'playwright';
import type { Move, Remark, Seal, Verdict } from '../runbook/move.ts';
import type { Step } from '../runbook/runbook.ts';
import { sideBySide } from '../runbook/side-by-side.ts';
import { Trouble } from '../runbook/trouble.ts';
import { type Eyes, sealOf } from './camera.ts';
import type { Seen, Where } from './operator.ts';
import type { Capture, Outcome, StepOutline, StepRecord } from './record.ts';
import { inWords, isNotOffered, isRefused, lockedNote, refusal, seenBy, wantedBy } from './step-words.ts';
import { until, untilAsked } from './until.ts';
import { useWeakHint } from './weak-names.ts';

const FIELD_PATIENCE = 30_000;
const UNLOCK_PATIENCE = 5_000;
/** How often all fields of a form are gone through before it is sent off. */
const ROUNDS = 3;
/** How often a field is set again that does not show its value: a page may be drawn anew while one types. */
const MORE_TIMES = 2;
const KEPT_WITHIN = 5_000;
/** How long words of refusal that were there before the act may be those of before. */
const STALE_WITHIN = 5_000;

/** A step's record, and the error itself where it failed. */
export interface StepResult {
  readonly record: StepRecord;
  readonly failure?: unknown;
}

/** What a step is carried out with. */
interface StepOptions {
  readonly eyes: Eyes;
  readonly signal: AbortSignal;
  readonly notices: () => readonly string[];
  /** The steps of its section before it. */
  readonly earlier: readonly Step[];
  /** Set where nothing is used that is found by a weak hint only. */
  readonly strict: boolean;
  readonly sees?: (seen: Seen) => void;
}

/** Carries out one step: asks its check, acts where it does not hold, and asks it again for the proof. */
export async function carryOut(
  { move, deviation }: Step,
  outline: StepOutline,
  { eyes, signal, notices, earlier, strict, sees }: StepOptions,
): Promise<StepResult> {
  const patience = move.patience ?? FIELD_PATIENCE;
  const startedAt = new Date();
  // The record's own clock, which may be set back meanwhile.
  const since = () => Math.max(0, Date.now() - startedAt.getTime());
  const captures: Capture[] = [];
  let askedMs = 0;
  let before: Verdict | undefined;
  let after: Verdict | undefined;
  let remark: string | undefined;
  let acted = false;
  let proof = move.check;
  const setAgain: string[] = [];
  const noticed: string[] = [];
  const noPicture: string[] = [];

  const take = async (shows: Capture['shows'], sealedNow?: Seal) => {
    const shot = shotOf(move, shows);
    if (!shot) return;
    const taken = await eyes.take({ ...shot, sealedNow, shows, of: { step: outline.n } });
    if ('rejected' in taken) noPicture.push(taken.rejected);
    else captures.push(taken);
  };
  /** What was cleared away while looking changes the page as well. */
  const notice = () => {
    const now = notices();
    if (now.length > 0) eyes.acting();
    noticed.push(...now);
  };
  const end = (outcome: Outcome, failure?: unknown): StepResult => {
    notice();
    const words = [deviation, lockedNote(before, after), ...setAgain, ...noticed];
    const hasShown = move.reveals === true && (acted || before?.holds === true);
    const record: StepRecord = {
      ...outline,
      outcome,
      startedAt: startedAt.toISOString(),
      ms: since(),
      askedMs,
      wanted: wantedBy(move, before, after),
      found: before?.found,
      ...(acted && before?.was !== undefined ? { was: before.was } : {}),
      proved: after?.found,
      deviations: words.filter((text) => text !== undefined),
      remark: [remark, ...noPicture].filter(Boolean).join(' ') || undefined,
      exhibit: move.exhibit?.(),
      captures,
      // What came of it is not known where it failed, unless the page itself says so: the org may have kept it.
      ...((move.keeps && acted && !(after && isRefused(after))) || hasShown ? { commits: true } : {}),
      error: failure === undefined ? undefined : inWords(failure, move),
    };
    return { record, failure };
  };

  try {
    before = await untilAsked(move.check, signal);
    askedMs = since();
    if (isNotOffered(before)) {
      before = await until(move.check, { patience, signal, enough: (now) => !isNotOffered(now) });
    }
    sees?.(seenBy(move, before));
    if (!before.holds && before.locked !== undefined && !isNotOffered(before)) {
      // A page that has just gone into edit mode unlocks its fields one after the other.
      const unlocked = (now: Verdict) => now.holds || now.locked === undefined;
      before = await until(move.check, { patience: UNLOCK_PATIENCE, signal, enough: unlocked });
    }
    const moved = await move.moved?.();
    if (moved !== undefined) noticed.push(useWeakHint(move, moved, { strict, acts: !before.holds }));
    if (!before.holds) {
      if (isNotOffered(before) || before.locked !== undefined) throw refusal(outline.what, before, move);
      if (move.act) {
        if (move.keeps) setAgain.push(...(await restore(earlier, signal, eyes)));
        notice();
        await take('before');
        acted = true;
        remark = await act(move, eyes);
        proof = sinceActing(move.check, before.refused);
        for (let left = move.tells.verb === 'set' ? MORE_TIMES : 0; left > 0; left -= 1) {
          after = await until(proof, { patience: Math.min(KEPT_WITHIN, patience), signal });
          if (after.holds || after.refused !== undefined) break;
          setAgain.push(await setOnceMore(move, after, eyes));
          after = undefined;
        }
      }
      after ??= await until(proof, { patience, signal, pace: move.pace });
      if (!after.holds) throw refusal(outline.what, after, move);
    }
    await move.complete?.();
    notice();
    await take('after');
    return end(before.holds || !move.act ? 'already so' : 'changed');
  } catch (failure) {
    // A picture of the failure is welcome, but must not hide the failure itself.
    await take('failure', sealOf(failure)).catch(() => undefined);
    return end('failed', failure);
  }
}

/** How long a page is waited for that shows what was done by hand. */
const BY_HAND_PATIENCE = 3_000;

/** A step that failed and that a person says to have done: its check is asked, and decides. */
export async function doneByHand({ move }: Step, failed: StepRecord, { eyes, signal }: ByHand): Promise<StepResult> {
  try {
    eyes.acting();
    const now = await until(move.check, { patience: BY_HAND_PATIENCE, signal });
    if (!now.holds) throw new Trouble('step', `${failed.what}: wanted ${now.wanted}, found ${now.found}.`, '');
    await move.complete?.();
    const shot = shotOf(move, 'after');
    const taken = shot && (await eyes.take({ ...shot, shows: 'after', of: { step: failed.n } }));
    const captures = taken && !('rejected' in taken) ? [...failed.captures, taken] : failed.captures;
    const deviations = [...failed.deviations, `setupwright could not do it: ${failed.error}`];
    const { error: _, ...step } = failed;
    const commits = move.keeps || move.reveals ? { commits: true as const } : {};
    const endedAt = new Date().toISOString();
    return {
      record: { ...step, ...commits, outcome: 'done by hand', proved: now.found, endedAt, deviations, captures },
    };
  } catch (failure) {
    return { record: { ...failed, error: inWords(failure, move) }, failure };
  }
}

/** What a step that was done by hand is looked at with. */
type ByHand = Pick<StepOptions, 'eyes' | 'signal'>;

/** Where what a step acts on is to be seen, if its page is open. */
export function whereOf(move: Move): Where | undefined {
  try {
    const frame = move.actsOn?.() ?? move.frames?.();
    const page = frame?.page() ?? move.screen?.();
    return page && !page.isClosed() ? { page, frame } : undefined;
  } catch {
    return undefined;
  }
}

/** Does what a move does. Where that does not come through, what the check says of the page is the better word. */
async function act(move: Move, eyes: Eyes): Promise<Remark> {
  if (!move.leavesPage) eyes.acting();
  // Sealed before its page is opened: nothing is pictured openly from here on, however the act ends.
  const page = move.seal && pageOf(move);
  if (move.seal && page) eyes.seal(page, move.seal);
  try {
    return await move.act?.();
  } catch (error) {
    if (error instanceof Trouble) throw error;
    await move.check().catch((better) => {
      if (better instanceof Trouble) throw better;
    });
    throw error;
  }
}

/** A check after an act: for a while the very words that the page refused something with before are no answer to it. */
function sinceActing(check: Move['check'], refusedBefore: string | undefined): Move['check'] {
  if (refusedBefore === undefined) return check;
  const from = performance.now();
  return async () => {
    const verdict = await check();
    if (verdict.holds || verdict.refused !== refusedBefore || performance.now() - from > STALE_WITHIN) return verdict;
    const { refused: _, ...notYet } = verdict;
    return notYet;
  };
}

/**
 * Sets again what has lost its value since it was set: a form may forget one field when another changes.
 * @returns what was set again, in words
 * @throws Trouble where a field does not keep its value
 */
async function restore(steps: readonly Step[], signal: AbortSignal, eyes: Eyes): Promise<string[]> {
  const words: string[] = [];
  const moves = steps.map(({ move }) => move).filter(({ tells }) => tells.verb === 'set');
  for (let left = ROUNDS; ; left -= 1) {
    const looks = await sideBySide(moves.map(async (move) => ({ move, found: await untilAsked(move.check, signal) })));
    const lost = looks.filter(({ move, found }) => isLost(found, move));
    if (lost.length === 0) return words;
    for (const { move } of lost) {
      // What was set again before it may have brought it back, or taken it away.
      const found = await untilAsked(move.check, signal);
      if (!isLost(found, move)) continue;
      if (left <= 0) throw refusal(move.tells.what, found, move);
      words.push(await setOnceMore(move, found, eyes));
      const now = await until(move.check, { patience: move.patience ?? FIELD_PATIENCE, signal });
      if (!now.holds) throw refusal(move.tells.what, now, move);
    }
  }
}

function isLost(found: Verdict, { mayVanish }: Move): found is Extract<Verdict, { holds: false }> {
  return !found.holds && !(mayVanish && isNotOffered(found));
}

/** Sets a field once more. @returns that it was, in words */
async function setOnceMore(move: Move, { found }: Verdict, eyes: Eyes): Promise<string> {
  await act(move, eyes);
  return `${move.tells.what} had lost its value (found ${found}) and was set again.`;
}

/** What to picture. The control is pictured before it goes away; the seal is for what opens behind it. */
function shotOf(move: Move, shows: Capture['shows']) {
  if (shows === 'before') {
    const frame = move.actsOn?.();
    if (!frame) return undefined;
    const page = frame.page();
    return { page, frame, seal: page === pageOf(move) ? move.seal : undefined };
  }
  const page = move.screen?.();
  if (!page) return undefined;
  if (shows === 'after') return { page, frame: move.frames?.(), seal: move.seal };
  // What was to be acted on, if it is still there.
  const where = whereOf(move);
  return { page, frame: where?.page === page ? where.frame : undefined, seal: move.seal };
}

/** The page that a move shows, where it is open by now. */
function pageOf(move: Move): Page | undefined {
  try {
    return move.screen?.();
  } catch {
    return undefined;
  }
}
