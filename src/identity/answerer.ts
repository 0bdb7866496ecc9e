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
  /**
   * Gets ready before the press that may set a challenge off.
   * @param since by the org's clock: what was written earlier belongs to an earlier challenge
   * @param signal fires when the run is to stop
   */
  ready(since: Date, signal: AbortSignal): Promise<Ready>;
}

/** An answerer that knows what was there before the challenge. */
export interface Ready extends AsyncDisposable {
  /**
   * An answer; asked once more, another one.
   * @throws Trouble of kind `person` where there is none
   */
  answer(challenge: Challenge, signal: AbortSignal): Promise<Answer>;
}
