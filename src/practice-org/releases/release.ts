import type { Catalogue } from '../shape.ts';

export type SignIn = 'password' | 'identifier-first';

/** What one release of Salesforce shows and offers. */
export interface Release {
  readonly name: string;
  /** As the API calls it. */
  readonly api: { readonly label: string; readonly version: string };
  readonly signIn: SignIn;
  readonly catalogue: Catalogue;
  /** The refresh-token policy of an app that nobody has edited. */
  readonly firstRefreshTokenPolicy: string;
  /** Labels of the Setup tree that this release does not have yet, or no longer. */
  readonly lacks: readonly string[];
  /** A heading over the sign-in form, where there is one. */
  readonly signInHeading: string | undefined;
}
