import type { RunFacts } from '../engine/events.ts';
import type { StepRecord } from '../engine/record.ts';
import { A_PERSON, ASKED_FOR } from '../runbook/challenge-words.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import type { Intervention } from './run-record.ts';

/** Where a person had a hand in a run, by what its record says: at the sign-in, a challenge, or a step. */
export function interventionsIn(
  { target, startedAt }: RunFacts,
  challenges: readonly ChallengeRecord[],
  steps: readonly StepRecord[],
): Intervention[] {
  return [
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
      .filter(({ by }) => by === A_PERSON)
      .map(({ at, kind, occasion, outcome }) => ({
        at,
        who: A_PERSON,
        what: `${outcome === 'answered' ? 'answered' : 'tried to answer'} the challenge "${kind}" at the ${occasion}`,
        why: `the org asked for ${ASKED_FOR[kind]}, and no program had the answer`,
      })),
    ...steps
      .filter(({ outcome }) => outcome === 'done by hand' || outcome === 'skipped')
      .map(({ n, says, outcome, startedAt: at, remark, deviations }) => ({
        at,
        who: A_PERSON,
        what: `${outcome === 'skipped' ? 'left out' : 'did'} step ${n}, ${says}`,
        why: remark ?? (deviations.join(' ') || 'not told'),
      })),
  ].sort((a, b) => a.at.localeCompare(b.at));
}
