import type { Answer, Challenge, ChallengeKind } from '../runbook/identity.ts';

/** Somebody or something that answers challenges of some kinds. */
export interface Answerer {
  /** For people and the record, such as `mailbox robot@acme.example at imap.acme.example`. */
  readonly name: string;
  readonly kinds: readonly ChallengeKind[];
  /** Set for a person, who may try as often as the product lets them. */
  readonly isPerson?: true;
  /** Proves that it could answer, without a challenge. @throws Trouble of kind `preflight` */
  preflight(): Promise<void>;
  /** Gets ready before the press that may set a challenge off. @param orgTime the org's own time */
  ready(orgTime: Date): Promise<Ready>;
}

/** An answerer that knows what was there before the challenge. */
export interface Ready extends AsyncDisposable {
  /**
   * An answer; asked once more, another one.
   * @throws Trouble of kind `person` where there is none
   */
  answer(challenge: Challenge, signal: AbortSignal): Promise<Answer>;
}
