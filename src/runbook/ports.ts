import type { BrowserContext } from 'playwright';
import type { Secret } from './secret.ts';

/** Who runs against what. */
export interface Target {
  /** Origin of the org's My Domain, such as `https://acme.my.salesforce.com`. */
  readonly url: string;
  readonly username: string;
  readonly password: Secret;
}

/** Where a run is signed in, by the org's own word, and with which username, by the settings'. */
export interface SignedIn {
  readonly org: string;
  readonly username: string;
}

/** A code that proves identity, with where it came from in words (never the code). */
export interface ReceivedCode {
  readonly code: Secret;
  readonly origin: string;
}

/** Waits for codes that arrive after it was armed. */
export interface CodeWait extends AsyncDisposable {
  /**
   * The next code that is meant for this user and was not there when the wait was armed.
   * @throws Trouble of kind `person` when none came in time; it says what was seen and why it was refused.
   */
  next(signal?: AbortSignal): Promise<ReceivedCode>;
}

/** Where one-time codes come from. */
export interface CodeSource {
  readonly name: string;
  /** Proves that codes could be read, without waiting for one. @throws Trouble of kind `preflight` */
  preflight(): Promise<void>;
  /** Notes what is there already. Call it before the click that has the code sent. */
  arm(): Promise<CodeWait>;
}

/** What a runbook hands over: the OAuth credentials of one app in one org. */
export interface Credentials {
  readonly org: string;
  readonly app: string;
  readonly tokenUrl: string;
  readonly consumerKey: Secret;
  readonly consumerSecret: Secret;
}

/** Where found secrets are handed over. */
export interface Sink {
  /** For people and the report, such as `file credentials.json`. */
  readonly name: string;
  /** Proves that a secret could be handed over, before anything is changed. @throws Trouble */
  preflight(): Promise<void>;
  /** The credentials held for this app of this org, if any. */
  holds(org: string, app: string): Promise<Credentials | undefined>;
  /** Hands them over and reads them back; returns a reference for the record, never a value. @throws Trouble */
  store(credentials: Credentials): Promise<string>;
}

/** What a run lends to a product's pages and a runbook's steps. */
export interface Surroundings {
  readonly target: Target;
  readonly sink: Sink;
  readonly codes: CodeSource;
  /** What the org said of itself after signing in; throws before. */
  signedIn(): SignedIn;
  /** The browser; throws where there is none, as when a manual is printed. */
  browser(): BrowserContext;
  /** Keeps a secret the moment it is known, so that nothing written later can show it. */
  secret(name: string, value: string): Secret;
  /** May a password, a code or a secret be sent to this origin, such as `https://acme.my.salesforce.com`? */
  allowsOrigin(origin: string): boolean;
  /** Tells for the record what was done beside the steps, such as closing a banner; the step at hand shows it. */
  notice(text: string): void;
  /** Has something ended when the run ends, however it ends. */
  defer(cleanUp: () => Promise<void>): void;
  /** Fires when the run is to stop. */
  readonly signal: AbortSignal;
}
