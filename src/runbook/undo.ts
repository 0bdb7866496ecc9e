import { type AuditRow, type AuditTrail, namesAny } from './audit.ts';
import { timeInWords } from './challenge-words.ts';
import type { ReadBack } from './move.ts';
import type { Runbook, Settled, Span } from './runbook.ts';
import { Trouble } from './trouble.ts';

/** What an earlier run did in one of its sections, as its journal tells. */
export interface SectionDone {
  /** Whether the org was made to keep something; also where that is not known, because the run died or failed at it. */
  readonly kept: boolean;
  /** By the label of each field that was changed: what would have to be asked for to bring it back. */
  readonly was: ReadonlyMap<string, unknown>;
  /** The settings as the run left them; undefined where it did not come to read them back. */
  readonly left?: readonly ReadBack[] | undefined;
  /** The id by which the org knows what the section was about, as far as the run came to see it. */
  readonly subjectId?: string | undefined;
}

/** An earlier run of a runbook, for the sections that take back what it changed. */
export interface EarlierRun {
  readonly id: string;
  /** The id of the org that it ran against. */
  readonly org: string;
  /** When it began, by the org's clock. */
  readonly since: Date;
  /** May this row of the org's audit trail be of it, or of a run that is known to go on with it or to take it back? */
  mayHaveMade(row: AuditRow): boolean;
  /** What it did in the section of this title. */
  of(section: string): SectionDone;
}

/** What is asked of the org's audit trail. */
interface AskedOfTrail {
  /** By which it may name what the earlier run was about. */
  readonly names: readonly string[];
  read(span: Span): Promise<AuditTrail>;
  /** Told once where it cannot be read. */
  notice(text: string): void;
}

/**
 * A check that nobody else has touched what an earlier run made, as far as the org's audit trail tells: it sees what the
 * run never looked at, too. Which words the org writes there is not known, so a row can only be a reason against, and a
 * trail without one, or that cannot be read, is none for anything.
 */
export function untouchedSince(earlier: EarlierRun, { names, read, notice }: AskedOfTrail): Pick<Settled, 'check'> {
  let told = false;
  return {
    check: async () => {
      const { rows, unread } = await read({ from: earlier.since, to: new Date() });
      if (!rows) {
        const why = `The audit trail of the org was not read: ${unread ?? 'it did not answer.'}`;
        if (!told) notice(`${why} What others changed since that run, beyond its own settings, is not known.`);
        told = true;
        return { holds: true, found: 'the audit trail of the org was not read' };
      }
      const others = rows.filter((row) => namesAny(row, names) && !earlier.mayHaveMade(row));
      const [first] = others;
      if (!first) return { holds: true, found: 'the audit trail of the org names no other change since' };
      const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
      return {
        holds: false,
        wanted: 'no other change',
        found: `its audit trail has another change that names it, of ${timeInWords(first.at)}, by ${first.by}: "${first.display}"${more}`,
      };
    },
  };
}

/**
 * A check of a section that takes something back: as `done` says, but where that does not hold the org must be as the
 * earlier run left it, as far as `left` looks, else the section is refused with a Trouble of kind `preflight`.
 * @param left what must still be so, asked on the page that `done` has opened
 * @param untouched asked last: see {@link untouchedSince}
 */
export function unlessMovedOn(
  done: Settled,
  left: readonly Pick<Settled, 'check'>[],
  untouched?: Pick<Settled, 'check'>,
): Settled {
  return {
    ...done,
    check: async (now) => {
      const verdict = await done.check(now);
      if (verdict.holds) return verdict;
      let found = `${verdict.found}, as that run left it`;
      for (const each of untouched ? [...left, untouched] : left) {
        const still = await each.check({ isFresh: true });
        if (each === untouched) found = `${found}; ${still.found}`;
        if (still.holds) continue;
        throw new Trouble(
          'preflight',
          `The org has moved on since that run: ${still.found}.`,
          'What the run changed is not taken back over what came after it; do it by hand.',
        );
      }
      return { ...verdict, found };
    },
  };
}

/**
 * The runbook that takes back what an earlier run of this one changed, with the same inputs: it is run as any other.
 * @throws Trouble of kind `usage` where the runbook does not say how
 */
export function inReverse(runbook: Runbook, earlier: EarlierRun): Runbook {
  const { undo } = runbook;
  if (!undo) {
    throw new Trouble(
      'usage',
      `The runbook ${runbook.id} does not say how it is undone.`,
      'Take back by hand what its report tells.',
    );
  }
  return {
    ...runbook,
    title: `Undo: ${runbook.title}`,
    summary: `Takes back what a run of ${runbook.id} changed.`,
    guide: { title: `What the run ${earlier.id} changed, taken back`, source: 'the journal of that run', items: [] },
    ready: async (_inputs, { signedIn }) => {
      const { org } = signedIn();
      if (org === earlier.org) return;
      throw new Trouble(
        'preflight',
        `That run was against the org ${earlier.org}, and this is ${org}.`,
        'Nothing was changed.',
      );
    },
    sections: (inputs, surroundings) => undo(inputs, surroundings, earlier),
  };
}
