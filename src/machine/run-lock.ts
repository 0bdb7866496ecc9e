import { Trouble } from '../runbook/trouble.ts';
import { describe, type Owner } from './owner.ts';
import { runOf } from './scratch-note.ts';
import { type Turn, takeTurn } from './turn.ts';

/** What a run has for itself while it lasts. */
export interface LockedThing {
  /** Id of the org, of 15 or 18 characters. */
  readonly org: string;
  /** The org's address. */
  readonly url: string;
  /** What of it, such as an app by its name. */
  readonly subject: string;
}

/**
 * Takes a thing of an org for one run, until it is given back or the process ends in any way: the system frees it then,
 * so that no lock is ever stale. Runs on other machines, and mostly those in other containers, are not seen.
 * @param run the id of the run, which any program of this machine may read
 * @throws Trouble of kind `locked` that says who has it since when, `interrupted` at the signal, `preflight` where this
 * machine keeps no turns
 */
export async function lockRun(thing: LockedThing, run: string, signal: AbortSignal): Promise<Turn> {
  let owner: Owner | undefined;
  try {
    const waiting = (other: Owner | undefined) => {
      owner = other;
    };
    return await takeTurn(nameOf(thing), { what: `run ${run}`, patienceMs: 0, signal, waiting });
  } catch (error) {
    if (!(error instanceof Trouble) || error.kind !== 'locked') throw error;
    const other = owner && (await runOf(owner.pid));
    const where = other ? `; its evidence goes to ${other.folder}` : '';
    throw new Trouble(
      'locked',
      `Another run has ${thing.subject} of the org ${thing.org}: ${describe(owner)}${where}.`,
      'Nothing was changed. Run again when it is done, or end it.',
      error,
    );
  }
}

/** One org by one name. Servers with a port of their own are no orgs of Salesforce's, and may share the id of one. */
function nameOf({ org, url, subject }: LockedThing): string {
  const FIRST_15_TELL_ORGS_APART = 15;
  const server = new URL(url).port;
  return ['run', org.slice(0, FIRST_15_TELL_ORGS_APART), server, subject.toLowerCase()].join('\n');
}
