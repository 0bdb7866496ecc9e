import type { Move, Verdict } from '../runbook/move.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Seen } from './operator.ts';

/** What a check sees of a step, in words. */
export function seenBy({ tells }: Move, verdict: Verdict): Seen {
  const wanted = tells.wanted?.() ?? (verdict.holds ? undefined : verdict.wanted);
  return { holds: verdict.holds, found: verdict.found, wanted };
}

/** An error in words of our own: the browser's own text may hold what a page shows. */
export function inWords(error: unknown, { seal, tells }: Pick<Move, 'seal' | 'tells'>): string {
  const said = inOwnWords(error);
  return error instanceof Trouble || !seal ? said : `${said} The page was sealed (${tells.verb} ${tells.what}).`;
}

/** Does the page itself say that it was not done? */
export function isRefused(verdict: Verdict): boolean {
  return !verdict.holds && verdict.refused !== undefined;
}

/** Is there nothing that could be set? */
export function isNotOffered(verdict: Verdict): boolean {
  return !verdict.holds && verdict.notOffered === true;
}

/** In place of what a page says that may show a secret. */
const SAID_ON_SEALED = 'E_REFUSED: the page said why; that is not told, because the page may show a secret.';

/** Why a step did not come to what is wanted, with the page's own words where it has some and may be quoted. */
export function refusal(what: string, verdict: Extract<Verdict, { holds: false }>, { screen, seal }: Move): Trouble {
  const said = verdict.refused ?? verdict.locked;
  return new Trouble(
    verdict.inTheWay ? 'preflight' : 'step',
    `${what}: wanted ${verdict.wanted}, found ${verdict.found}.`,
    said
      ? seal
        ? SAID_ON_SEALED
        : `The page says: ${said}`
      : `It did not become so in time; the report has ${screen ? 'a picture of the page' : 'the answer'}.`,
  );
}

/** What a step wanted, as it was asked for or as its checks say. */
export function wantedBy(move: Move, before: Verdict | undefined, after: Verdict | undefined): string | undefined {
  if (move.tells.wanted) return move.tells.wanted();
  return [before, after].map((verdict) => (verdict && !verdict.holds ? verdict.wanted : undefined)).find(Boolean);
}

/** That the org has locked a field, in words; undefined where it has not. */
export function lockedNote(before: Verdict | undefined, after: Verdict | undefined): string | undefined {
  const locked = (after ?? before)?.locked;
  return locked === undefined ? undefined : `The org does not let this be changed: ${locked}`;
}
