import { newSessionId, newToken } from './ids.ts';

export interface Session {
  readonly userId: string;
  /** Until then the consumer details open without another code. */
  verifiedUntil: number;
}

/** Who is signed in. One session has a session id for each host, handed over by one-time passwords: facts 1.1 [C]. */
export class Sessions {
  readonly #orgId: string;
  readonly #bySid = new Map<string, Session>();
  readonly #byOneTimePassword = new Map<string, Session>();

  constructor(orgId: string) {
    this.#orgId = orgId;
  }

  /** A new session id; without a session, of a new one. */
  issue(session: Session): string {
    const sid = newSessionId(this.#orgId);
    this.#bySid.set(sid, session);
    return sid;
  }

  open(userId: string): string {
    return this.issue({ userId, verifiedUntil: 0 });
  }

  find(sid: string | undefined): Session | undefined {
    return sid === undefined ? undefined : this.#bySid.get(sid);
  }

  oneTimePassword(session: Session): string {
    const password = newToken();
    this.#byOneTimePassword.set(password, session);
    return password;
  }

  /** The session behind a one-time password, once. */
  redeem(password: string | undefined): Session | undefined {
    if (password === undefined) return undefined;
    const session = this.#byOneTimePassword.get(password);
    this.#byOneTimePassword.delete(password);
    return session;
  }

  close(session: Session): void {
    for (const [sid, each] of this.#bySid) if (each === session) this.#bySid.delete(sid);
  }
}
