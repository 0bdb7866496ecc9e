import type { Secret } from './secret.ts';

/** What a product may ask for to have an identity proved (identity facts). */
export type ChallengeKind =
  | 'e-mailed code'
  | 'authenticator code'
  | 'passkey'
  | 'passkey enrolment'
  | 'push'
  | 'locked'
  | 'unknown';

/** When it is asked for. */
export type Occasion = 'sign-in' | 'reveal' | 'enrolment';

/** A demand to prove an identity, as a product recognised it. */
export interface Challenge {
  readonly kind: ChallengeKind;
  readonly occasion: Occasion;
  /** Origin and path of its page; the query is left out, because it may hold tokens. */
  readonly page: string;
  /** Has another code sent; left out where the page does not offer it. */
  readonly sendAgain?: (() => Promise<void>) | undefined;
}

/** The mail that a code was read from. */
export interface MailReference {
  readonly folder: string;
  readonly uid: number;
  /** The time in its Date header, as ISO 8601. */
  readonly written: string;
}

/** What a challenge is answered with: a code to type, or a press of the page's button, after which the browser answers. */
export type Answer =
  | { readonly code: Secret; readonly mail?: MailReference | undefined }
  | { readonly code?: undefined; readonly mail?: undefined; readonly press: true };

/** An answer, and who gives it. */
export type Attempt = Answer & { readonly by: string };

/** What a run tells about a challenge: never with what it was answered. */
export interface ChallengeRecord {
  readonly at: string;
  readonly occasion: Occasion;
  readonly kind: ChallengeKind;
  readonly page: string;
  readonly outcome: 'answered' | 'not answered';
  /** Who gave the answer, or the last one where none was right. */
  readonly by?: string | undefined;
  readonly mail?: MailReference | undefined;
  /** How many answers were sent, the right one among them. */
  readonly tries: number;
  readonly ms: number;
}

/** Proves the identity of a run's user to a product's pages. */
export interface Identity {
  /** Who can answer, in the order in which they are asked; for the record. */
  readonly answerers: readonly string[];
  /** Proves that each could answer, without a challenge. @throws Trouble of kind `preflight` */
  preflight(): Promise<void>;
  /**
   * To be called before the press that may set a challenge off: takes the turn of this user on this machine, and notes
   * what is in the mailbox already. What was expected before is ended.
   * @throws Trouble of kind `locked` where another run keeps the turn
   */
  expect(signal: AbortSignal): Promise<Expectation>;
}

/** A challenge that may come; ended when it was answered or none came. */
export interface Expectation extends AsyncDisposable {
  /**
   * Answers, one after the other, as long as one may be tried: asking for the next says that the one before was not
   * accepted. At most two come from programs until one is; a person may try until the product has enough.
   * @throws Trouble of kind `person`, with the remedy, where nobody has another answer
   */
  answers(challenge: Challenge, signal: AbortSignal): AsyncIterable<Attempt>;
  /** The last answer was accepted: what was rejected before does not count any more. */
  accepted(): void;
  /** What came of the last answer is not known: from now on only people are asked. */
  onlyPeople(): void;
}
