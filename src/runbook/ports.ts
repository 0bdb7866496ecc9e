import type { Secret } from './secret.ts';

/** Who runs against what. The password is missing where the operator signs in by hand. */
export interface Target {
  /** Origin of the org, such as `https://acme.my.salesforce.com`. */
  readonly url: string;
  readonly username: string;
  readonly password: Secret;
}

/** What the org says of itself after signing in. */
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
