import type { RunFacts } from '../engine/events.ts';
import { A_SIGNAL, type OperatorAnswer } from '../engine/operator.ts';
import type { StepRecord } from '../engine/record.ts';
import { A_PERSON, ASKED_FOR, SOMEBODY } from '../runbook/challenge-words.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import type { Intervention } from './run-record.ts';

/** Where a person had a hand in a run, or may have had, by what its record says: before it, at the sign-in, a challenge, or a step. */
export function interventionsIn(
  { target, startedAt, agreed = [] }: RunFacts,
  challenges: readonly ChallengeRecord[],
  steps: readonly StepRecord[],
  answers: readonly OperatorAnswer[] = [],
): Intervention[] {
  const isOfStep = ({ answer }: OperatorAnswer) => answer === 'done by hand' || answer === 'skip';
  /** What the operator last said of a step that a person did or left out. */
  const saidOf = (n: number) =>
    answers.findLast((each) => each.step === n && (isOfStep(each) || each.answer === 'take over'));
  /** Why a person took over they say when they hand back. */
  const whyOf = ({ answer, at, step, why }: OperatorAnswer) =>
    why ??
    (answer === 'take over'
      ? answers.find((each) => each.answer === 'hand back' && each.step === step && each.at >= at)?.why
      : undefined);
  const told = new Set(
    steps.filter(({ outcome }) => outcome === 'done by hand' || outcome === 'skipped').map(({ n }) => saidOf(n)),
  );
  return [
    ...agreed.map(({ at, by, what, why }) => ({ at, who: `${A_PERSON}, by ${by}`, what, why })),
    ...answers
      .filter((each) => !told.has(each) || !isOfStep(each))
      .map((each) => ({
        at: each.at,
        who: each.by === A_SIGNAL ? `nobody: ${each.by}` : `${A_PERSON}, by ${each.by}`,
        what: `said "${each.answer}": ${each.to}${each.waitedMs >= 1000 ? `; the run had waited ${Math.round(each.waitedMs / 1000)} s` : ''}`,
        why: whyOf(each) ?? 'not told',
      })),
    ...(target.signedInBy === 'by hand'
      ? [
          {
            at: startedAt,
            who: A_PERSON,
            what: 'signed in, in the browser window',
            why: 'the settings name no password',
          },
        ]
      : []),
    ...challenges
      .filter(({ by }) => by === A_PERSON || by === SOMEBODY)
      .map(({ at, kind, occasion, outcome, by = A_PERSON }) => ({
        at,
        who: by,
        what: `${outcome === 'answered' ? 'answered' : 'tried to answer'} the challenge "${kind}" at the ${occasion}`,
        why:
          by === SOMEBODY
            ? 'the page was left without an answer of a program; by whom is not known'
            : `the org asked for ${ASKED_FOR[kind]}, and no program had the answer`,
      })),
    ...steps
      .filter(({ outcome }) => outcome === 'done by hand' || outcome === 'skipped')
      .map(({ n, says, outcome, startedAt, remark, deviations }) => {
        const said = saidOf(n);
        return {
          at: said?.at ?? startedAt,
          who: [A_PERSON, said?.by].filter(Boolean).join(', by '),
          what: `${outcome === 'skipped' ? 'left out' : 'did'} step ${n}, ${says}`,
          why: (said && whyOf(said)) ?? remark ?? (deviations.join(' ') || 'not told'),
        };
      }),
  ].sort((a, b) => a.at.localeCompare(b.at));
}
