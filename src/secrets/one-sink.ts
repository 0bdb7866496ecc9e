import type { Credentials } from '../runbook/ports.ts';
import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';

/** What a sink says that it holds: the credentials themselves, or a receipt that tells whether others are the same. */
export type Holding = { readonly credentials: Credentials } | { readonly receipt: string };

/** One place where credentials are handed over. One or several of them make the sink of a run. */
export interface OneSink {
  /** For people and the report, such as `file credentials.json`. */
  readonly name: string;
  /** What it can say later of what it was given; known once it was tried or asked. */
  readonly recalls: 'credentials' | 'receipt' | 'nothing';
  /** The file that it writes, where it is one: its whole path. */
  readonly file?: string | undefined;
  /** Tries it with a dummy value. @throws Trouble of kind `preflight` or `usage` */
  preflight(): Promise<void>;
  /**
   * What it holds for this app of this org; undefined where that is nothing, or where it cannot say.
   * @throws Trouble of kind `preflight` where it holds another app's, which must not be overwritten
   */
  holds(org: string, app: string): Promise<Holding | undefined>;
  /** Hands them over once; returns a reference for the record, never a value. @throws Trouble of kind `step` */
  store(credentials: Credentials): Promise<string>;
}

/** What a sink is made with, besides what its setting says. */
export interface SinkMeans {
  /** Keeps each secret that is read back. */
  readonly secret: (name: string, value: string) => Secret;
  /** All that a program which is started as a sink may see. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A sink holds the credentials of one app; those of another one are not overwritten. @throws Trouble */
export function refuseOther(held: { org: string; app: string }, org: string, app: string, name: string): void {
  if (held.org === org && held.app === app) return;
  throw new Trouble(
    'preflight',
    `The sink ${name} holds the credentials of another app: of ${held.app} in org ${held.org}, not of ${app} in org ${org}.`,
    'Name another one with --sink or in SETUPWRIGHT_SINK, or move what it holds away.',
  );
}
