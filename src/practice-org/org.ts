import type { Addresses } from './addresses.ts';
import { Clock } from './clock.ts';
import type { Conditions } from './conditions/conditions.ts';
import { Faults } from './conditions/faults.ts';
import { Dice } from './dice.ts';
import { totpCode } from './identity/authenticator-app.ts';
import { Challenges } from './identity/challenges.ts';
import { type MethodsAtHand, type NewMethods, noMethods, registered } from './identity/methods.ts';
import { type Session, Sessions } from './identity/sessions.ts';
import { longId } from './ids.ts';
import { Ledger } from './ledger.ts';
import { type PracticeMail, verificationMail } from './mail.ts';
import { type PracticeAdmin, type PracticeUser, practiceAdmin } from './people.ts';
import { Post } from './post.ts';
import { adopt, type Release, releases } from './releases/index.ts';
import { type Edition, newState, type PracticeState } from './state.ts';

export interface OrgOptions {
  readonly domain: string;
  readonly seed: string;
  readonly secrets?: string | undefined;
  /** The time at which the org stands still; the machine's own time where left out. */
  readonly at: Date | undefined;
  /** Whether it is a sandbox, a copy of another org: facts 1.1, 5, 7. */
  readonly sandbox: boolean;
  readonly edition: Edition;
  /** What the admin has registered at first to prove who she is; e-mail where left out. */
  readonly methods: NewMethods | undefined;
  /** How many apps there are at first. */
  readonly apps: number;
  /** What the org is like at first. */
  readonly conditions: Conditions;
  readonly deliver: (mail: PracticeMail) => void;
}

/** One practice org while it runs: its state, who is signed in, and whose identity is in question. */
export class Org {
  readonly options: OrgOptions;
  readonly addresses: Addresses;
  admin!: PracticeAdmin;
  readonly faults = new Faults();
  state!: PracticeState;
  clock!: Clock;
  dice!: Dice;
  ledger!: Ledger;
  sessions!: Sessions;
  challenges!: Challenges;
  post!: Post;
  /** Browsers that somebody said not to ask again. */
  trustedDevices!: Set<string>;
  /** The view of the list of users that each user looked at last, by the user's id. */
  lastUserViews!: Map<string, string>;
  #conditions!: Conditions;
  #life = new AbortController();

  constructor(options: OrgOptions, addresses: Addresses) {
    this.options = options;
    this.addresses = addresses;
    this.reset();
  }

  /** Back to how the org was when it started, with the same ids, codes and tokens to come. */
  reset(): void {
    const { domain, sandbox, edition, methods, seed, secrets, at, apps, conditions, deliver } = this.options;
    this.close();
    this.#life = new AbortController();
    this.#conditions = conditions;
    this.clock = new Clock(at);
    this.dice = new Dice(seed, secrets);
    this.ledger = new Ledger(this.clock);
    this.faults.set(conditions.faults);
    this.post = new Post(this.faults, this.dice, this.life, deliver);
    this.state = newState({ domain, sandbox, edition, apps }, releases[conditions.release], this.dice);
    this.trustedDevices = new Set();
    this.lastUserViews = new Map();
    this.sessions = new Sessions(this.state.orgId, this.dice, this.clock, () => this.#conditions.sessionMinutes);
    this.challenges = new Challenges({
      dice: this.dice,
      clock: this.clock,
      ledger: this.ledger,
      user: (id) => this.user(id),
      mail: (user, activity, code) =>
        this.post.send(verificationMail({ user, activity, code, date: this.clock.date(), sandbox })),
    });
    this.admin = practiceAdmin(this.state.users, this.dice);
    if (methods) this.registerMethods(methods);
  }

  /** Ends when the org is reset or closed: whatever waits until then does not happen to the next one. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  close(): void {
    this.#life.abort();
  }

  get conditions(): Conditions {
    return { ...this.#conditions, faults: this.faults.active };
  }

  /** Changes what the org is like. Another release brings its own way to sign in, and locks what it locks. */
  switch(change: Partial<Conditions>): void {
    const release = change.release && releases[change.release];
    this.#conditions = { ...this.#conditions, ...(release ? { signIn: release.signIn } : {}), ...change };
    if (change.faults) this.faults.set(change.faults);
    if (release) adopt(release, this.state);
  }

  get release(): Release {
    return releases[this.#conditions.release];
  }

  /** The long form of the org's id, as the API gives it. */
  get longOrgId(): string {
    return longId(this.state.orgId);
  }

  user(id: string): PracticeUser {
    const found = this.state.users.find((user) => user.id === id || longId(user.id) === id);
    if (!found) throw new Error(`The practice org has no user ${id}.`);
    return found;
  }

  userNamed(username: string): PracticeUser | undefined {
    return this.state.users.find((user) => user.username.toLowerCase() === username.trim().toLowerCase());
  }

  /** Changes what the admin has registered to prove who she is. @throws Error where a passkey is not one of P-256 */
  registerMethods(methods: NewMethods): void {
    const admin = this.userNamed(this.admin.username);
    if (admin) admin.methods = registered(admin.methods, methods);
  }

  get methods(): MethodsAtHand {
    const { passkeys, salesforceAuthenticator, totp } = this.userNamed(this.admin.username)?.methods ?? noMethods();
    const code = totp && { secret: totp.secret, code: totpCode(totp.secret, this.clock.now()) };
    return { passkeys: passkeys.length, salesforceAuthenticator, totp: code };
  }

  /** The user who may sign in with these words. @param from the host that asks for them */
  signIn(username: string, password: string, from: string): PracticeUser | undefined {
    const user = this.userNamed(username);
    const known = user?.username === this.admin.username && password === this.admin.password;
    if (user?.active && known) return user;
    // guess [I]: facts 8.4, how LoginHistory words a refusal is not public.
    const status = user && !user.active ? 'User is Inactive' : 'Invalid Password';
    this.ledger.write({
      user: username,
      deed: 'sign in',
      about: username,
      outcome: 'refused',
      detail: { status, from },
    });
    return undefined;
  }

  /** Signs a user in to the pages, which the list of users then shows as the last login. */
  openSession(userId: string, from: string): Session {
    const user = this.user(userId);
    const at = this.clock.date();
    user.lastLogin = at.toLocaleString('en-US', { dateStyle: 'short', timeStyle: 'short', timeZone: 'UTC' });
    const detail = { status: 'Success', from };
    this.ledger.write({ user: user.username, deed: 'sign in', about: user.username, detail });
    return this.sessions.start(userId);
  }

  signedIn(session: Session): PracticeUser {
    return this.user(session.userId);
  }

  /** Ends every session, as signing out elsewhere does. */
  endSessions(): void {
    this.sessions.closeAll();
    this.ledger.write({ user: this.admin.username, deed: 'end sessions', about: 'all sessions' });
  }
}
