import type { Practice } from '../support/practice.ts';
import { afterTheKill, atTheEnd, extraCodes, type Finding } from './findings.ts';
import type { Moment, Victim } from './moments.ts';
import { Trial } from './trial.ts';

/** A trial: a run that was killed, and what is wrong after another has gone on. */
export interface Killed {
  readonly findings: readonly Finding[];
  /** False where the run had ended before the moment came, or there was nobody to kill. */
  readonly killed: boolean;
  /** Set where the run had ended before the moment came. */
  readonly wasOver: boolean;
  readonly extraCodes: number;
  /** The lines of the killed run's output. */
  readonly reached: string;
}

/** How a run ends by itself whose browser was killed: a step failed, or it had not started yet. */
const ENDS_WITHOUT_BROWSER: readonly (number | null)[] = [0, 1, 4, 5];

/** Kills a run at a moment, goes on once, and looks at everything that is left. */
export async function killAndGoOn(place: Practice, moment: Moment, victim: Victim): Promise<Killed> {
  try {
    return await killed(place, moment, victim);
  } catch (error) {
    // One trial that cannot be judged must not end the sweep.
    const findings = [{ kind: 'not converged', says: String(error) }] as const;
    return { findings, killed: false, wasOver: false, extraCodes: 0, reached: '(not known)' };
  }
}

async function killed(place: Practice, moment: Moment, victim: Victim): Promise<Killed> {
  await using trial = await Trial.in(place);
  const { killed: wasKilled, wasOver, code, out, err } = await trial.killAt(moment, trial.run('first'), victim);
  const { findings, mustTell } = await afterTheKill(trial);
  const wholeLines = `${out}${err}`.trim().split('\n');
  if ((victim === 'browser' || victim === 'renderer') && !ENDS_WITHOUT_BROWSER.includes(code)) {
    findings.push({ kind: 'not converged', says: `Without its browser it ended with ${code}: ${wholeLines.at(-1)}` });
  }
  findings.push(...(await atTheEnd(trial, await trial.goOn('first', 'second'), mustTell)));
  const reached = wholeLines.at(-1) ?? '';
  return { findings, killed: wasKilled, wasOver, extraCodes: extraCodes(trial.org), reached };
}
