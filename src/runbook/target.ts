import type { Cookie } from 'playwright';
import type { Secret } from './secret.ts';

/** How the user of a run signs in. */
export type SignInWay =
  | { readonly by: 'password'; readonly password: Secret }
  /** By an address that opens a session once. @throws Trouble of kind `preflight` where there is none */
  | { readonly by: 'session URL'; next(): Promise<Secret> }
  /** By the person, in the browser window, however that org wants it. */
  | { readonly by: 'hand' };

/** Cookies of an earlier sign-in, kept between runs. */
export interface SavedSession {
  /** Proves that a session could be kept, before anything is spent on one. @throws Trouble */
  preflight(): Promise<void>;
  /** Empty where nothing is kept for this org and user. */
  read(): Promise<readonly Cookie[]>;
  write(cookies: readonly Cookie[]): Promise<void>;
}

/** Who runs against what. */
export interface Target {
  /** Origin of the org's My Domain, such as `https://acme.my.salesforce.com`. */
  readonly url: string;
  /** Who must be signed in. */
  readonly username: string;
  /** The id that the org must have, of 15 or 18 characters, where the settings say one. */
  readonly orgId?: string | undefined;
  readonly signIn: SignInWay;
  /** Left out where no session is kept. */
  readonly savedSession?: SavedSession | undefined;
}

/** Where a run is signed in, and as whom, by the org's own word as far as it gives it. */
export interface SignedIn {
  readonly org: string;
  readonly username: string;
  /** The way that was taken, in words: `password`, `kept session`, ... */
  readonly signedInBy: string;
  readonly orgName?: string | undefined;
  /** Undefined where the org does not say. */
  readonly sandbox?: boolean | undefined;
  readonly edition?: string | undefined;
  /** Where the org lives, as its product calls it. */
  readonly instance?: string | undefined;
  readonly userId?: string | undefined;
  /** Of the user, such as `en_US`. */
  readonly language?: string | undefined;
}
