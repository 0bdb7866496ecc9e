import type { Verdict } from '../runbook/move.ts';
import type { Settled } from '../runbook/runbook.ts';
import { atOnce } from '../runbook/side-by-side.ts';
import { untilAsked } from './until.ts';

/** What of a section tells how it is looked at. */
interface Looked {
  readonly settled?: (Pick<Settled, 'check'> & { readonly screen?: unknown }) | undefined;
}

/** The look at the first section that needs no page, which takes its time beside those that do. */
export interface Beside {
  /** Begins it, if it was not begun; what it fails with is told at its turn. */
  begin(): void;
  /** What was begun for this section. */
  of(section: Looked): Promise<Verdict> | undefined;
  /** Waits for what was begun: nothing of it goes on behind the rest. */
  end(): Promise<void>;
}

/** The first section has to be looked at in any case: nothing is begun beside it. */
export function besidePages(sections: readonly Looked[], signal: AbortSignal): Beside {
  const needsNoPage = sections.slice(1).find(({ settled }) => settled && !settled.screen);
  let begun: Promise<Verdict> | undefined;
  return {
    begin: () => {
      const { settled } = needsNoPage ?? {};
      if (settled) begun ??= atOnce(untilAsked(() => settled.check(), signal));
    },
    of: (section) => (section === needsNoPage ? begun : undefined),
    end: async () => {
      await begun?.catch(() => undefined);
    },
  };
}
