import type { Clock } from '../clock.ts';
import type { InterruptionName } from '../conditions/interruptions.ts';
import type { Dice } from '../dice.ts';
import { newSessionId, newToken } from '../ids.ts';

export interface Session {
  readonly userId: string;
  readonly openedAt: number;
  /** Whether it began with an access token, and not with a sign-in. */
  readonly byToken: boolean;
  /** Until then the consumer details open without another code. */
  verifiedUntil: number;
  /** Interruptions that were answered in this session and do not come again. */
  readonly answered: Set<InterruptionName>;
  /** What a passkey that is being enrolled has to sign. */
  nonce?: string;
}

/** Who is signed in. One session has a session id for each host, handed over by one-time passwords: facts 1.1 [C]. */
export class Sessions {
  readonly #orgId: string;
  readonly #dice: Dice;
  readonly #clock: Clock;
  readonly #minutes: () => number;
  readonly #bySid = new Map<string, Session>();
  readonly #byOneTimePassword = new Map<string, Session>();

  /** @param minutes how long a session lasts */
  constructor(orgId: string, dice: Dice, clock: Clock, minutes: () => number) {
    this.#orgId = orgId;
    this.#dice = dice;
    this.#clock = clock;
    this.#minutes = minutes;
  }

  start(userId: string): Session {
    return { userId, openedAt: this.#clock.now(), byToken: false, verifiedUntil: 0, answered: new Set() };
  }

  /** A new session id: each host has its own. */
  issue(session: Session): string {
    const sid = newSessionId(this.#dice, this.#orgId);
    this.#bySid.set(sid, session);
    return sid;
  }

  /** An access token: the id of a session of its own. */
  issueToken(userId: string): string {
    return this.issue({ ...this.start(userId), byToken: true });
  }

  find(sid: string | undefined): Session | undefined {
    const session = sid === undefined ? undefined : this.#bySid.get(sid);
    return session && this.#lasts(session) ? session : undefined;
  }

  oneTimePassword(session: Session): string {
    const password = newToken(this.#dice, 'one-time password');
    this.#byOneTimePassword.set(password, session);
    return password;
  }

  /** The session behind a one-time password, once. */
  redeem(password: string | undefined): Session | undefined {
    if (password === undefined) return undefined;
    const session = this.#byOneTimePassword.get(password);
    this.#byOneTimePassword.delete(password);
    return session && this.#lasts(session) ? session : undefined;
  }

  close(session: Session): void {
    for (const handles of [this.#bySid, this.#byOneTimePassword]) {
      for (const [handle, each] of handles) if (each === session) handles.delete(handle);
    }
  }

  /** Ends every session, as a sign-out elsewhere or an admin does. */
  closeAll(): void {
    this.#bySid.clear();
    this.#byOneTimePassword.clear();
  }

  #lasts({ openedAt }: Session): boolean {
    return this.#clock.now() < openedAt + this.#minutes() * 60_000;
  }
}
