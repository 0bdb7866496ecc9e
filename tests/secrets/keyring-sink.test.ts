import { expect, test } from '@playwright/test';
import { keyring, noKeyringHere } from './keyring.ts';
import { allOf, credentials, KEY, SECRET, sinkAt } from './support.ts';

const ORG = '00DgL00000AbCdE';
const APP = 'Document AI';
const VALUES = new RegExp(`${KEY}|${SECRET}`);

test.describe('with a keyring', () => {
  // The package looks once in a process where the keyring is.
  test.describe.configure({ mode: 'serial' });
  const absent = noKeyringHere();
  test.skip(absent !== undefined, absent);
  let session: AsyncDisposable | undefined;
  test.beforeAll(async () => {
    session = await keyring();
  });
  test.afterAll(async () => session?.[Symbol.asyncDispose]());

  test('what is stored is there for the next run, and for nobody who asks for another app', async () => {
    const sink = sinkAt('keyring:document-ai');
    await sink.preflight();
    expect(await sink.holds(ORG, APP)).toBeUndefined();
    const reference = await sink.store(credentials());
    expect(reference).toMatch(/keyring entry document-ai of setupwright \(read back and equal\)/);
    expect(reference).not.toMatch(VALUES);
    const later = sinkAt('keyring:document-ai');
    await later.preflight();
    const held = await later.holds(ORG, APP);
    expect(held?.consumerKey.reveal()).toBe(KEY);
    expect(held?.consumerSecret.reveal()).toBe(SECRET);
    await expect(later.holds(ORG, 'Billing')).rejects.toMatchObject({ kind: 'preflight' });
    await later.store(credentials({ secret: 'F'.repeat(64) }));
    expect((await later.holds(ORG, APP))?.consumerSecret.reveal()).toBe('F'.repeat(64));
  });

  test('the preflight leaves nothing in the keyring', async () => {
    await sinkAt('keyring:other').preflight();
    const { findCredentials } = (await import('@napi-rs/keyring')) as unknown as {
      findCredentials(service: string): { account: string }[];
    };
    expect(findCredentials('setupwright').map(({ account }) => account)).toEqual(['document-ai']);
  });

  test('an entry that is something else is left alone, and not quoted', async () => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    const entry = new AsyncEntry('setupwright', 'taken', { linux: { store: 'secret-service' } });
    await entry.setPassword(`a note: ${SECRET}`);
    expect(await allOf(sinkAt('keyring:taken').preflight())).toMatch(
      /entry taken exists and does not hold credentials/,
    );
    expect(await allOf(sinkAt('keyring:taken').preflight())).not.toMatch(VALUES);
    expect(await entry.getPassword()).toBe(`a note: ${SECRET}`);
  });
});

for (const name of ['', 'x'.repeat(65), 'a/b', 'a\nb']) {
  test(`the name "${name.slice(0, 10)}" is refused`, () => {
    expect(() => sinkAt(`keyring:${name}`)).toThrow(/sink/);
  });
}
