import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import { newCode, newToken } from './ids.ts';
import type { PracticeUser } from './people.ts';
import type { Session } from './sessions.ts';
import type { Activity } from './state.ts';

const codeLifetime = 24 * 3_600_000;
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
}

export type Verdict = 'right' | 'wrong' | 'locked';

interface Code {
  readonly value: string;
  readonly until: number;
  mistyped: boolean;
}

/** Codes and tries. A code is used again until it expires or is mistyped: identity.md 4. */
export class Challenges {
  readonly #open = new Map<string, Challenge>();
  readonly #codes = new Map<string, Code>();
  readonly #wrongTries = new Map<string, number>();
  readonly #lockedUntil = new Map<string, number>();
  readonly #send: (userId: string, activity: Activity, code: string) => void;
  readonly #tried: (challenge: Challenge, accepted: boolean) => void;

  readonly #dice: Dice;
  readonly #clock: Clock;

  constructor(
    { dice, clock }: { dice: Dice; clock: Clock },
    send: (userId: string, activity: Activity, code: string) => void,
    tried: (challenge: Challenge, accepted: boolean) => void,
  ) {
    this.#dice = dice;
    this.#clock = clock;
    this.#send = send;
    this.#tried = tried;
  }

  open(challenge: Omit<Challenge, 'id'>): Challenge {
    const opened = { ...challenge, id: newToken(this.#dice, 'challenge') };
    this.#open.set(opened.id, opened);
    return opened;
  }

  find(id: string | undefined): Challenge | undefined {
    return id === undefined ? undefined : this.#open.get(id);
  }

  isLocked({ userId }: Challenge): boolean {
    return (this.#lockedUntil.get(userId) ?? 0) > this.#clock.now();
  }

  /** Sends a mail: the same code as before, as long as it is good. */
  sendCode(challenge: Challenge): void {
    if (this.isLocked(challenge)) return;
    const { userId, activity } = challenge;
    const known = this.#codes.get(keyOf(challenge));
    const good = known && known.until > this.#clock.now() && !known.mistyped;
    const code = good
      ? known
      : { value: newCode(this.#dice), until: this.#clock.now() + codeLifetime, mistyped: false };
    this.#codes.set(keyOf(challenge), code);
    this.#send(userId, activity, code.value);
  }

  answer(challenge: Challenge, typed: string): Verdict {
    if (this.isLocked(challenge)) return 'locked';
    const code = this.#codes.get(keyOf(challenge));
    const right = code !== undefined && code.until > this.#clock.now() && code.value === typed;
    this.#tried(challenge, right);
    if (right) {
      this.#open.delete(challenge.id);
      this.#wrongTries.delete(challenge.userId);
      return 'right';
    }
    if (code) code.mistyped = true;
    const wrong = (this.#wrongTries.get(challenge.userId) ?? 0) + 1;
    this.#wrongTries.set(challenge.userId, wrong);
    if (wrong < triesAllowed) return 'wrong';
    this.#wrongTries.delete(challenge.userId);
    this.#lockedUntil.set(challenge.userId, this.#clock.now() + lockLength);
    return 'locked';
  }
}

const keyOf = ({ userId, activity }: Challenge): string => `${userId} ${activity}`;

/** `grace@acme.example` as the page shows it, after the saved page of facts 1.3 [C]: `gr***@**me.example`. */
export function masked({ email }: PracticeUser): string {
  const [name = '', host = ''] = email.split('@');
  const [first = '', ...rest] = host.split('.');
  const hidden = (text: string) => '*'.repeat(text.length);
  const shortHost = hidden(first.slice(0, -2)) + first.slice(-2);
  return `${name.slice(0, 2)}${hidden(name.slice(2))}@${[shortHost, ...rest].join('.')}`;
}
