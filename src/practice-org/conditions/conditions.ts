import type { ReleaseName, SignIn } from '../releases/index.ts';
import type { Fault } from './faults.ts';
import type { InterruptionName } from './interruptions.ts';

/** How the base components of the pages were released: their feature gates, and the kind of shadow they live in. */
export const gatings = ['open', 'closed'] as const;
export const shadows = ['synthetic', 'native'] as const;

/** What a practice org is like at the moment; each can be switched while it runs. */
export interface Conditions {
  readonly release: ReleaseName;
  readonly gates: (typeof gatings)[number];
  readonly shadow: (typeof shadows)[number];
  /** What the sign-in page asks for first. */
  readonly signIn: SignIn;
  /** Whether the identity is verified after the password, in a browser that was not seen before. */
  readonly challengeAtSignIn: boolean;
  readonly interruptions: readonly InterruptionName[];
  readonly faults: readonly Fault[];
  /** How long a session lasts, in minutes of the org's time. */
  readonly sessionMinutes: number;
}
