import { Challenges } from './challenges.ts';
import { longId } from './ids.ts';
import { type PracticeMail, verificationMail } from './mail.ts';
import { type PracticeAdmin, type PracticeUser, practiceAdmin } from './people.ts';
import { type Session, Sessions } from './sessions.ts';
import { newState, type PracticeState } from './state.ts';

export type SignIn = 'password' | 'identifier-first';

export interface OrgOptions {
  readonly domain: string;
  readonly signIn: SignIn;
  readonly challengeAtSignIn: boolean;
  readonly latencyMs: number;
  readonly deliver: (mail: PracticeMail) => void;
}

/** Origins of the two hosts, of the shape that Salesforce has: facts 1.1 [C]. */
export interface Addresses {
  readonly myDomain: string;
  readonly setup: string;
}

/** One practice org while it runs: its state, who is signed in, and whose identity is in question. */
export class Org {
  state: PracticeState;
  readonly options: OrgOptions;
  readonly addresses: Addresses;
  readonly admin: PracticeAdmin;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  /** Browsers that somebody said not to ask again. */
  readonly trustedDevices = new Set<string>();

  constructor(options: OrgOptions, addresses: Addresses) {
    this.options = options;
    this.addresses = addresses;
    this.state = newState(options.domain);
    this.admin = practiceAdmin(this.state.users);
    this.sessions = new Sessions(this.state.orgId);
    this.challenges = new Challenges(
      (userId, activity, code) => {
        this.state.mailsSent += 1;
        options.deliver(verificationMail(this.user(userId), activity, code));
      },
      ({ userId, activity }, accepted) => {
        this.state.codesTried.push({ username: this.user(userId).username, activity, accepted });
      },
    );
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
    return user?.active && user.username === this.admin.username && password === this.admin.password ? user : undefined;
  }

  /** Signs a user in to the pages, which the list of users then shows as the last login. */
  openSession(userId: string): string {
    this.user(userId).lastLogin = new Date().toLocaleString('en-US', { dateStyle: 'short', timeStyle: 'short' });
    return this.sessions.open(userId);
  }

  signedIn(session: Session): PracticeUser {
    return this.user(session.userId);
  }
}
