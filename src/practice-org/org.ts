import { Challenges } from './challenges.ts';
import { Clock } from './clock.ts';
import type { Conditions } from './conditions.ts';
import { Dice } from './dice.ts';
import { type FaultName, Faults } from './faults.ts';
import { longId } from './ids.ts';
import { Ledger } from './ledger.ts';
import { type PracticeMail, verificationMail } from './mail.ts';
import { type PracticeAdmin, type PracticeUser, practiceAdmin } from './people.ts';
import { type Release, releases } from './releases/index.ts';
import { type Session, Sessions } from './sessions.ts';
import { newState, type PracticeState } from './state.ts';

export interface OrgOptions {
  readonly domain: string;
  readonly seed: string;
  /** The time at which the org stands still; the machine's own time where left out. */
  readonly at: Date | undefined;
  /** How many apps there are at first. */
  readonly apps: number;
  /** What the org is like at first. */
  readonly conditions: Conditions;
  readonly deliver: (mail: PracticeMail) => void;
}

/** Origins of the org's hosts, of the shape that Salesforce has: facts 1.1 [C]. */
export interface Addresses {
  readonly myDomain: string;
  readonly setup: string;
}

const mailFaults: readonly FaultName[] = ['mail-late', 'mail-twice', 'mail-junk', 'mail-none'];

/** One practice org while it runs: its state, who is signed in, and whose identity is in question. */
export class Org {
  readonly options: OrgOptions;
  readonly addresses: Addresses;
  readonly admin: PracticeAdmin;
  readonly faults = new Faults();
  state!: PracticeState;
  clock!: Clock;
  dice!: Dice;
  ledger!: Ledger;
  sessions!: Sessions;
  challenges!: Challenges;
  /** Browsers that somebody said not to ask again. */
  trustedDevices!: Set<string>;
  #conditions!: Conditions;

  constructor(options: OrgOptions, addresses: Addresses) {
    this.options = options;
    this.addresses = addresses;
    this.reset();
    this.admin = practiceAdmin(this.state.users, this.dice);
  }

  /** Back to how the org was when it started, with the same ids, codes and tokens to come. */
  reset(): void {
    const { domain, seed, at, apps, conditions } = this.options;
    this.#conditions = conditions;
    this.clock = new Clock(at);
    this.dice = new Dice(seed);
    this.ledger = new Ledger(this.clock);
    this.faults.set(conditions.faults);
    this.state = newState(domain, apps, releases[conditions.release], this.dice);
    this.trustedDevices = new Set();
    this.sessions = new Sessions(this.state.orgId, this.dice, this.clock, () => this.#conditions.sessionMinutes);
    this.challenges = new Challenges(
      { dice: this.dice, clock: this.clock },
      (userId, activity, code) => {
        const user = this.user(userId);
        this.ledger.write({ user: user.username, deed: 'send code', about: user.email, detail: { activity } });
        this.#deliver(verificationMail(user, activity, code, this.clock.date()));
      },
      ({ userId, activity }, accepted) => {
        const { username } = this.user(userId);
        const outcome = accepted ? 'done' : 'refused';
        this.ledger.write({ user: username, deed: 'answer challenge', about: username, outcome, detail: { activity } });
      },
    );
  }

  get conditions(): Conditions {
    return { ...this.#conditions, faults: this.faults.active };
  }

  /** Changes what the org is like. Another release brings its own way to sign in, and locks what it locks. */
  switch(change: Partial<Conditions>): void {
    const release = change.release && releases[change.release];
    this.#conditions = { ...this.#conditions, ...(release ? { signIn: release.signIn } : {}), ...change };
    if (change.faults) this.faults.set(change.faults);
    if (release) this.#become(release);
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

  /** The user who may sign in with these words. */
  signIn(username: string, password: string): PracticeUser | undefined {
    const user = this.userNamed(username);
    const may = user?.active && user.username === this.admin.username && password === this.admin.password;
    if (!may) this.ledger.write({ user: username, deed: 'sign in', about: username, outcome: 'refused' });
    return may ? user : undefined;
  }

  /** Signs a user in to the pages, which the list of users then shows as the last login. */
  openSession(userId: string): string {
    const user = this.user(userId);
    const at = this.clock.date();
    user.lastLogin = at.toLocaleString('en-US', { dateStyle: 'short', timeStyle: 'short' });
    this.ledger.write({ user: user.username, deed: 'sign in', about: user.username });
    return this.sessions.open(userId);
  }

  signedIn(session: Session): PracticeUser {
    return this.user(session.userId);
  }

  /** Ends every session, as signing out elsewhere does. */
  endSessions(): void {
    this.sessions.closeAll();
    this.ledger.write({ user: this.admin.username, deed: 'end sessions', about: 'all sessions' });
  }

  #become(release: Release): void {
    this.state.catalogue = structuredClone(release.catalogue);
    const locked = release.catalogue.security.filter((tick) => tick.locked).map(({ value }) => value);
    for (const { settings } of this.state.apps) {
      if (settings.oauth) settings.oauth.ticked = [...new Set([...settings.oauth.ticked, ...locked])];
    }
  }

  /** On its way a mail may be late, come twice, go to Junk, or not come. */
  #deliver(mail: PracticeMail): void {
    const due = this.faults.take(mailFaults, { is: [], path: '' });
    const is = (name: FaultName) => due.find((fault) => fault.name === name);
    const sent = is('mail-junk') ? { ...mail, folder: 'Junk' } : mail;
    const deliver = () => {
      if (!is('mail-none')) this.options.deliver(sent);
      if (is('mail-twice')) this.options.deliver(sent);
    };
    const late = is('mail-late');
    if (late) setTimeout(deliver, late.value).unref();
    else deliver();
  }
}
