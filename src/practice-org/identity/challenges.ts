import type { Clock } from '../clock.ts';
import type { Dice } from '../dice.ts';
import { newToken } from '../ids.ts';
import type { Ledger, LedgerEntry } from '../ledger.ts';
import type { PracticeUser } from '../people.ts';
import type { Activity } from '../state.ts';
import { acceptsTotp } from './authenticator-app.ts';
import { EmailedCodes } from './emailed-codes.ts';
import type { MethodName } from './methods.ts';
import type { Session } from './sessions.ts';

const triesAllowed = 3;
// guess [I]: facts 1.3, the length of the lock is not public.
const lockLength = 15 * 60_000;

/** A demand to prove one's identity, open in one browser tab. */
export interface Challenge {
  readonly id: string;
  readonly userId: string;
  readonly activity: Activity;
  readonly returnTo: string;
  /** The session that wants more; missing while somebody signs in. */
  readonly session: Session | undefined;
  /** The host where the user gave their password. */
  readonly from: string;
  /** Where Salesforce Authenticator was asked: what the user said there. */
  push?: 'waiting' | 'approved' | 'denied';
  /** What a passkey has to sign. */
  nonce?: string;
}

export type Verdict = 'right' | 'wrong' | 'locked';

/** How a try ended, as VerificationHistory calls it: facts 8.4 [D]. */
type Failure = 'FailedInvalidCode' | 'FailedGeneralError' | 'Denied';

interface Around {
  readonly dice: Dice;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly user: (id: string) => PracticeUser;
  /** Mails a code. */
  readonly mail: (user: PracticeUser, activity: Activity, code: string) => void;
}

/** Whose identity is in question, and how often they failed to prove it: three times, then a lock, facts I4 [D]. */
export class Challenges {
  readonly #around: Around;
  readonly #codes: EmailedCodes;
  readonly #open = new Map<string, Challenge>();
  readonly #wrongTries = new Map<string, number>();
  readonly #lockedUntil = new Map<string, number>();

  constructor(around: Around) {
    this.#around = around;
    this.#codes = new EmailedCodes(around.dice, around.clock);
  }

  open(demand: Omit<Challenge, 'id' | 'push' | 'nonce'>): Challenge {
    const opened: Challenge = { ...demand, id: newToken(this.#around.dice, 'challenge') };
    this.#open.set(opened.id, opened);
    return opened;
  }

  find(id: string | undefined): Challenge | undefined {
    return id === undefined ? undefined : this.#open.get(id);
  }

  /** Gives up asking, because the answer is known. */
  close({ id }: Challenge): void {
    this.#open.delete(id);
  }

  isLocked({ userId }: Challenge): boolean {
    return (this.#lockedUntil.get(userId) ?? 0) > this.#around.clock.now();
  }

  /** Mails the code, the same as before as long as it is good. False where nothing was sent. */
  sendCode(challenge: Challenge): boolean {
    const user = this.#around.user(challenge.userId);
    const code = this.isLocked(challenge) ? undefined : this.#codes.next(challenge);
    const outcome = code === undefined ? 'refused' : 'done';
    this.#write(challenge, 'send code', 'Email', code === undefined ? 'FailedGeneralError' : 'Initiated', outcome);
    if (code !== undefined) this.#around.mail(user, challenge.activity, code);
    return code !== undefined;
  }

  answerByMail(challenge: Challenge, code: string): Verdict {
    const right = this.#codes.accepts(challenge, code);
    return this.settle(challenge, 'Email', right || 'FailedInvalidCode');
  }

  answerByTotp(challenge: Challenge, code: string): Verdict {
    const { methods } = this.#around.user(challenge.userId);
    const right = acceptsTotp(methods, code, this.#around.clock.now());
    return this.settle(challenge, 'Totp', right || 'FailedInvalidCode');
  }

  /** Asks the user's Salesforce Authenticator, and again after it was denied. */
  push(challenge: Challenge): void {
    if (challenge.push && challenge.push !== 'denied') return;
    challenge.push = 'waiting';
    this.#write(challenge, 'send code', 'SalesforceAuthenticator', 'InProgress', 'done');
  }

  /** What came of asking Salesforce Authenticator; undefined as long as nobody has answered. */
  answerByPush(challenge: Challenge): Verdict | undefined {
    const { push } = challenge;
    if (push === undefined || push === 'waiting') return undefined;
    return this.settle(challenge, 'SalesforceAuthenticator', push === 'approved' || 'Denied');
  }

  /** What the user says to the newest question of Salesforce Authenticator; false where none waits. */
  answerPush(answer: 'approved' | 'denied'): boolean {
    const waiting = [...this.#open.values()].findLast(({ push }) => push === 'waiting');
    if (waiting) waiting.push = answer;
    return waiting !== undefined;
  }

  /** What a passkey has to sign now, in place of what it had to sign before. */
  renewNonce(challenge: Challenge): string {
    challenge.nonce = newToken(this.#around.dice, 'nonce');
    return challenge.nonce;
  }

  /** Notes how a try ended. A challenge is answered once. */
  settle(challenge: Challenge, method: MethodName, outcome: true | Failure): Verdict {
    const { userId } = challenge;
    if (this.isLocked(challenge)) return this.#refuse(challenge, method, 'FailedTooManyAttempts', 'locked');
    if (outcome === true) {
      this.#write(challenge, 'answer challenge', method, 'Succeeded', 'done');
      this.#open.delete(challenge.id);
      this.#wrongTries.delete(userId);
      return 'right';
    }
    const wrong = (this.#wrongTries.get(userId) ?? 0) + 1;
    this.#wrongTries.set(userId, wrong);
    if (wrong < triesAllowed) return this.#refuse(challenge, method, outcome, 'wrong');
    this.#wrongTries.delete(userId);
    this.#lockedUntil.set(userId, this.#around.clock.now() + lockLength);
    return this.#refuse(challenge, method, 'FailedTooManyAttempts', 'locked');
  }

  #refuse(challenge: Challenge, method: MethodName, status: string, verdict: Verdict): Verdict {
    this.#write(challenge, 'answer challenge', method, status, 'refused');
    return verdict;
  }

  #write(
    { userId, activity }: Challenge,
    deed: LedgerEntry['deed'],
    method: MethodName,
    status: string,
    outcome: LedgerEntry['outcome'],
  ): void {
    const { username, email } = this.#around.user(userId);
    const about = method === 'Email' && deed === 'send code' ? email : username;
    this.#around.ledger.write({ user: username, deed, about, outcome, detail: { activity, method, status } });
  }
}

/** `grace@acme.example` as the page shows it, after the saved page of facts 1.3 [C]: `gr***@**me.example`. */
export function masked({ email }: PracticeUser): string {
  const [name = '', host = ''] = email.split('@');
  const [first = '', ...rest] = host.split('.');
  const hidden = (text: string) => '*'.repeat(text.length);
  const shortHost = hidden(first.slice(0, -2)) + first.slice(-2);
  return `${name.slice(0, 2)}${hidden(name.slice(2))}@${[shortHost, ...rest].join('.')}`;
}
