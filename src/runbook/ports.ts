import type { BrowserContext } from 'playwright';
import type { ChallengeRecord, Identity } from './identity.ts';
import type { Secret } from './secret.ts';
import type { SignedIn, Target } from './target.ts';

/** What a runbook hands over: the OAuth credentials of one app in one org. */
export interface Credentials {
  readonly org: string;
  readonly app: string;
  readonly tokenUrl: string;
  readonly consumerKey: Secret;
  readonly consumerSecret: Secret;
}

/** Credentials that a sink holds, and whose copy of them this is. */
export interface Held extends Credentials {
  /** Such as `read back from file credentials.json`; a sink that cannot be read back leaves the run its own copy. */
  readonly from: string;
}

/** Where found secrets are handed over: one place or several. */
export interface Sink {
  /** For people and the report, such as `file credentials.json`; where a fallback took over, it says so from then on. */
  readonly name: string;
  /** The files that it writes: whole paths. */
  readonly files: readonly string[];
  /** Proves that a secret could be handed over, before anything is changed. @throws Trouble */
  preflight(): Promise<void>;
  /** The credentials held for this app of this org; undefined where there are none, or where that cannot be told. */
  holds(org: string, app: string): Promise<Held | undefined>;
  /** Whether it was seen, where `holds` found none, that there are none: what cannot be read back may be there all the same. */
  sawNone(): boolean;
  /** Hands them over and reads them back; returns a reference for the record, never a value. @throws Trouble */
  store(credentials: Credentials): Promise<string>;
}

/** What a run lends to a product's pages and a runbook's steps. */
export interface Surroundings {
  readonly target: Target;
  readonly sink: Sink;
  /** Proves the user's identity where the org asks for it. */
  readonly identity: Identity;
  /** What the org said of itself after signing in; throws before. */
  signedIn(): SignedIn;
  /** The browser; throws where there is none, as when a manual is printed. */
  browser(): BrowserContext;
  /** Keeps a secret the moment it is known, so that nothing written later can show it. */
  secret(name: string, value: string): Secret;
  /** May a password, a code or a secret be sent to this origin, such as `https://acme.my.salesforce.com`? */
  allowsOrigin(origin: string): boolean;
  /** Tells the person at once, where one is there to read it. */
  say(line: string): void;
  /** Whether a person works in the pages at this moment: then nothing in them is answered for them. */
  handsOff?(): boolean;
  /** Tells for the record what was done beside the steps, such as closing a banner; the step at hand shows it. */
  notice(text: string): void;
  /** Tells for the record that a challenge was met, and how it ended. */
  met(challenge: ChallengeRecord): void;
  /** Has something ended when the run ends, however it ends. */
  defer(cleanUp: () => Promise<void>): void;
  /** Fires when the run is to stop. */
  readonly signal: AbortSignal;
}
