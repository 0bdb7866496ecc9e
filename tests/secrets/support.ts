import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials, Sink } from '../../src/runbook/ports.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import type { SinkMeans } from '../../src/secrets/one-sink.ts';
import { sink as sinkFor } from '../../src/secrets/sink.ts';

export const KEY = '3MVG9.a_key-of.the.app_0123456789';
export const SECRET = 'A1B2C3D4E5F60718293A4B5C6D7E8F90';

/** Keeps secrets as a run does. */
export function keeping(): (name: string, value: string) => ReturnType<SecretBook['keep']> {
  const book = new SecretBook();
  return (name, value) => book.keep(name, value);
}

/** The credentials of an app, but for what a test changes. */
export function credentials(change: Partial<Record<'org' | 'app' | 'key' | 'secret', string>> = {}): Credentials {
  const keep = keeping();
  return {
    org: change.org ?? '00DgL00000AbCdE',
    app: change.app ?? 'Document AI',
    tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token',
    consumerKey: keep('consumer key', change.key ?? KEY),
    consumerSecret: keep('consumer secret', change.secret ?? SECRET),
  };
}

/** What a sink of a test is made with: this environment, and a book of its own. */
export const means = (): SinkMeans => ({ secret: keeping(), environment: { PATH: process.env['PATH'] } });

/** A sink of one or several settings, which does not wait between attempts. */
export function sinkAt(setting: string | readonly string[], fallback?: string): Sink {
  return sinkFor({ sinks: [setting].flat(), fallback }, means(), { pausesMs: [0, 0, 0] });
}

export function fileSinkAt(path: string): Sink {
  return sinkAt(`file:${path}`);
}

/** A folder for one test, gone at its end. */
export async function folder(): Promise<AsyncDisposable & { at(name: string): string; readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'setupwright-sink-'));
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** Everything that an error would show to somebody who prints it with all that it holds. */
export async function allOf(refused: Promise<unknown>): Promise<string> {
  const error: unknown = await refused.then(
    () => {
      throw new Error('It was not refused');
    },
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, error.cause instanceof Error ? error.cause.stack : String(error.cause)].join(
    '\n',
  );
}
