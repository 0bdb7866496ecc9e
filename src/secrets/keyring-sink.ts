import { randomUUID } from 'node:crypto';
import type { AsyncEntry } from '@napi-rs/keyring';
import { Trouble } from '../runbook/trouble.ts';
import { JSON_FORMAT, kept, type PlainCredentials, plain, same } from './formats.ts';
import { type OneSink, refuseOther, type SinkMeans } from './one-sink.ts';

/** Under which service the entries stand in the keyring. */
const SERVICE = 'setupwright';
/** A keyring that is locked may ask somebody who is not there, in milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * Hands credentials over to the user's keyring: the Secret Service of Linux, the Keychain of macOS, the Credential
 * Manager of Windows. It needs the optional package @napi-rs/keyring.
 * @param name the account of the entry; its service is `setupwright`
 * @throws Trouble of kind `usage` where the name cannot be one
 */
export function keyringSink(name: string, { secret }: SinkMeans): OneSink {
  if (!/^[\w.@ -]{1,64}$/.test(name)) {
    throw new Trouble(
      'usage',
      `The sink keyring:${name} has no usable name.`,
      'Give it 1 to 64 letters, digits, blanks and . @ _ -',
    );
  }
  const read = async (): Promise<PlainCredentials | undefined> => {
    const text = await inTime(name, (await entry(name, name)).getPassword());
    if (text === null) return undefined;
    try {
      return JSON_FORMAT.read(text);
    } catch {
      throw new Trouble(
        'preflight',
        `The keyring's entry ${name} exists and does not hold credentials.`,
        'Name another one, or remove it.',
      );
    }
  };

  return {
    name: `keyring ${name}`,
    recalls: 'credentials',
    preflight: async () => {
      const probe = await entry(name, `${name} (preflight ${process.pid})`);
      const dummy = `not a secret ${randomUUID()}`;
      await inTime(name, probe.setPassword(dummy));
      const readBack = await inTime(name, probe.getPassword());
      await inTime(name, probe.deletePassword());
      if (readBack !== dummy) throw notGivenBack('preflight', name);
      await read();
    },
    holds: async (org, app) => {
      const held = await read();
      if (!held) return undefined;
      refuseOther(held, org, app, `keyring:${name}`);
      return { credentials: kept(held, secret) };
    },
    store: async (credentials) => {
      const wanted = plain(credentials);
      await inTime(name, (await entry(name, name)).setPassword(JSON_FORMAT.write(wanted)));
      const held = await read();
      if (!held || !same(held, wanted)) throw notGivenBack('step', name);
      return `keyring entry ${name} of ${SERVICE} (read back and equal)`;
    },
  };
}

async function entry(name: string, account: string): Promise<AsyncEntry> {
  let Entry: typeof AsyncEntry;
  try {
    ({ AsyncEntry: Entry } = await import('@napi-rs/keyring'));
  } catch (error) {
    throw new Trouble(
      'preflight',
      `The sink keyring:${name} needs the package @napi-rs/keyring, which cannot be loaded here.`,
      'Install it (npm install @napi-rs/keyring), or name another sink.',
      error,
    );
  }
  try {
    // Without a word the package falls back to the kernel's keyring, which forgets everything when the machine restarts.
    return new Entry(SERVICE, account, { linux: { store: 'secret-service' } });
  } catch {
    throw noKeyring(name);
  }
}

/** What the keyring answers, in time. Its own words are left out: nobody knows what they may quote. */
async function inTime<T>(name: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(noKeyring(name)), PATIENCE_MS);
  });
  try {
    return await Promise.race([
      answer.catch(() => {
        throw noKeyring(name);
      }),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function noKeyring(name: string): Trouble {
  return new Trouble(
    'preflight',
    `The keyring for the sink keyring:${name} does not answer.`,
    'Run it in a session that has one and where it is unlocked (on Linux a D-Bus session with a Secret Service), or name another sink.',
  );
}

function notGivenBack(kind: 'preflight' | 'step', name: string): Trouble {
  return new Trouble(kind, `The keyring does not give back what the sink keyring:${name} wrote.`, 'Name another sink.');
}
