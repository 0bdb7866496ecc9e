import type { Seal } from './move.ts';

/**
 * What kind of end an error means; `src/cli/exit-codes.ts` gives each its exit code.
 * `usage`: what the user typed or set · `preflight`: the world before anything was changed · `step`: a step failed ·
 * `person`: only a person can go on · `evidence`: the record could not be kept · `locked`: another run holds what this
 * one needs · `interrupted`: stopped by a signal.
 */
export type TroubleKind = 'usage' | 'preflight' | 'step' | 'person' | 'evidence' | 'locked' | 'interrupted';

/** An error made for the person who reads it: what happened and where, and the remedy, in one line. */
export class Trouble extends Error {
  readonly kind: TroubleKind;
  /** Set where the page at which it was met may show or hold a secret: what of it may be pictured. */
  readonly seal: Seal | undefined;

  constructor(kind: TroubleKind, what: string, remedy: string, cause?: unknown, seal?: Seal) {
    super(oneLine(`${what} ${remedy}`), cause === undefined ? undefined : { cause });
    this.name = 'Trouble';
    this.kind = kind;
    this.seal = seal;
  }
}

/**
 * A page that leads nowhere any more: what was typed into it is gone, and whether what was pressed last took effect is
 * not known. The section that it belonged to can be begun again, from its own check.
 */
export class PageLost extends Trouble {
  readonly what: string;
  /** What has to be done before a fresh page can be opened, such as signing in again. */
  readonly mend: (() => Promise<unknown>) | undefined;

  constructor(
    what: string,
    { mend, cause, seal }: { mend?: () => Promise<unknown>; cause?: unknown; seal?: Seal } = {},
  ) {
    super('step', what, 'What was typed there is lost; run again.', cause, seal);
    this.what = oneLine(what);
    this.mend = mend;
  }
}

/** Text of a page or a server in one line, in which nothing steers a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim();
}
