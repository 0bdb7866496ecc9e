import type { Agreed } from '../engine/events.ts';
import { plan } from '../engine/plan.ts';
import { hasChanges } from '../engine/record.ts';
import type { Brush } from '../operator/paint.ts';
import { showSection, showSum } from '../operator/plan-lines.ts';
import { type Ask, THE_TERMINAL } from '../operator/terminal.ts';
import type { Section } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { EarlierRun } from '../runbook/undo.ts';
import { movedSince, type Plan } from './plan-file.ts';
import { beyondPlan } from './within-plan.ts';

/** How somebody agrees to what a run will do. */
export interface Agreement {
  /** Given beforehand, whatever it is. */
  readonly yes: boolean;
  /** A plan that was agreed to. */
  readonly plan?: Pick<Plan, 'at' | 'sections'> | undefined;
  /** What the run that this one goes on with did of that plan, by a section's title; left out where the plan is new. */
  readonly left?: EarlierRun['of'] | undefined;
  /** Set where all of the org is looked at and shown before anything is done, also where nobody is asked: it may be refused. */
  readonly looksFirst?: true | undefined;
  /** What a person should know before they agree, a sentence each. */
  readonly tells?: readonly string[] | undefined;
}

/** Refuses what nobody will agree to, before anything else is done. @throws Trouble of kind `person` */
export function refuseUnagreed({ yes, plan }: Agreement, ask: Ask | undefined): void {
  if (!yes && !plan && !ask) throw nobodyAgrees();
}

function nobodyAgrees(): Trouble {
  const remedy = 'Give --yes, or --plan FILE with a plan that was agreed to. Nothing was changed.';
  return new Trouble('person', 'Nobody is there to agree to what the run would change.', remedy);
}

/** What the record should tell of how a run came to be allowed: in words, or that a person agreed. */
export interface Allowed {
  readonly remark?: string;
  readonly agreed?: Agreed;
  /** How the org was seen, where a plan binds the run. */
  readonly planned?: Pick<Plan, 'at' | 'sections'>;
}

/** That the person at the terminal agreed to something just now. */
export function agreedAtTheTerminal(what: string, why: string): Allowed {
  return { agreed: { at: new Date().toISOString(), by: THE_TERMINAL, what, why } };
}

interface Asking {
  readonly brush: Brush;
  /** Undefined where nobody can be asked. */
  readonly ask: Ask | undefined;
  readonly signal: AbortSignal;
  /** Set where nothing is read that is found by a weak name only. */
  readonly strict: boolean;
  /** How long what was shown counts as what there is, in milliseconds: half a minute where left out. */
  readonly staleMs?: number;
}

/**
 * Goes on where what a run will do is agreed to: by --yes, by a plan that still holds, or by a person who is shown what
 * would change. Where nothing would, nobody is asked.
 * @returns what the record should tell of it
 * @throws Trouble of kind `person` where nobody agrees, of kind `preflight` where the org has moved since the plan, or
 *   since what the person was shown
 */
export async function agree(
  sections: readonly Section[],
  { yes, plan: agreed, left, looksFirst, tells = [] }: Agreement,
  { brush, ask, signal, strict, staleMs = 30_000 }: Asking,
): Promise<Allowed> {
  const look = () => plan(sections, { signal, strict, tell: () => undefined });
  if (agreed) {
    const { at } = agreed;
    const now = await look();
    const moved = left ? beyondPlan(agreed.sections, now, left) : movedSince(agreed, now);
    if (moved === undefined) {
      return {
        remark: `${left ? 'Gone on with' : 'Carried out'} as planned at ${at}.`,
        planned: { at, sections: now },
      };
    }
    throw new Trouble('preflight', `The org has moved since the plan of ${at}: ${moved}.`, 'Plan again.');
  }
  if (yes && !looksFirst) return {};
  if (!yes && !ask) throw nobodyAgrees();
  const now = await plan(sections, { signal, strict, tell: (section) => showSection(section, brush) });
  showSum(now, brush);
  if (!hasChanges(now)) return {};
  for (const text of tells) brush.print(brush.paint('yellow', brush.clean(text)));
  if (yes || !ask) return {};
  const shownAt = performance.now();
  const answer = (await ask('Carry this out? [y/N] ', signal)).trim();
  if (!/^y(es)?$/i.test(answer)) throw new Trouble('person', 'Not agreed to.', 'Nothing was changed.');
  if (performance.now() - shownAt > staleMs) {
    const moved = movedSince({ sections: now }, await look());
    if (moved !== undefined) {
      throw new Trouble('preflight', `The org has moved while the question stood: ${moved}.`, 'Run again.');
    }
  }
  return agreedAtTheTerminal('agreed to the plan as it was shown', 'a run asks before it changes anything');
}
