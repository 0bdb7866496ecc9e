import { execFileSync, spawnSync } from 'node:child_process';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { formatOf } from '../../src/secrets/formats.ts';
import { allOf, credentials, folder, KEY, SECRET, sinkAt } from './support.ts';

const ORG = '00DgL00000AbCdE';
const APP = 'Document AI';

async function somebody(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

for (const format of ['.json', '.env', '.postman_environment.json']) {
  test(`a ${format}.age file is opened by the holder of the key, by Debian's age`, async () => {
    test.skip(spawnSync('age', ['--version']).error !== undefined, 'age is not installed');
    await using place = await folder();
    const { identity, recipient } = await somebody();
    const path = place.at(`c${format}.age`);
    const sink = sinkAt(`age:${recipient}:${path}`);
    await sink.preflight();
    const reference = await sink.store(credentials());

    await writeFile(place.at('key.txt'), `${identity}\n`, { mode: 0o600 });
    const opened = execFileSync('age', ['--decrypt', '-i', place.at('key.txt'), path], { encoding: 'utf8' });
    expect(formatOf(`c${format}`)?.read(opened)).toMatchObject({
      org: ORG,
      app: APP,
      consumerKey: KEY,
      consumerSecret: SECRET,
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(reference).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
    expect((await readdir(place.path)).sort(), 'nothing else is left').toEqual(
      [`c${format}.age`, `c${format}.age.receipt.json`, 'key.txt'].sort(),
    );
    for (const file of [`c${format}.age`, `c${format}.age.receipt.json`]) {
      expect(await readFile(place.at(file), 'utf8')).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
    }
  });
}

test('several recipients can each open it, and a stranger cannot', async () => {
  await using place = await folder();
  const [ann, bob, stranger] = await Promise.all([somebody(), somebody(), somebody()]);
  const path = place.at('c.json.age');
  await sinkAt(`age:${ann.recipient},${bob.recipient}:${path}`).store(credentials());
  const open = async (identity: string) => {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return await decrypter.decrypt(armor.decode(await readFile(path, 'utf8')), 'text');
  };
  expect(await open(ann.identity)).toContain(SECRET);
  expect(await open(bob.identity)).toContain(SECRET);
  await expect(open(stranger.identity)).rejects.toThrow();
});

test('the run that wrote it has its own copy, says so, and a later run has none', async () => {
  await using place = await folder();
  const { recipient } = await somebody();
  const setting = `age:${recipient}:${place.at('c.json.age')}`;
  const first = sinkAt(setting);
  expect(first.name).toContain('(cannot be read back)');
  expect(await first.holds(ORG, APP)).toBeUndefined();
  await first.store(credentials());
  const own = await first.holds(ORG, APP);
  expect(own?.consumerSecret.reveal()).toBe(SECRET);
  expect(own?.from).toMatch(/this run's own copy.*cannot be read back/);
  expect(await first.holds(ORG, 'Billing').catch(() => 'refused')).toBe('refused');
  expect(await sinkAt(setting).holds(ORG, APP)).toBeUndefined();
});

test('a later run that reveals the same leaves the file as it is; another secret replaces it', async () => {
  await using place = await folder();
  const { recipient } = await somebody();
  const path = place.at('c.json.age');
  const setting = `age:${recipient}:${path}`;
  await sinkAt(setting).store(credentials());
  const before = await readFile(path, 'utf8');
  const later = sinkAt(setting);
  await later.preflight();
  expect(await later.store(credentials())).toContain('already');
  expect(await readFile(path, 'utf8')).toBe(before);
  expect(await later.store(credentials({ secret: 'F'.repeat(64) }))).not.toContain('already');
  expect(await readFile(path, 'utf8')).not.toBe(before);
});

for (const [what, spoil] of [
  ['changed', (path: string) => writeFile(path, 'something else')],
  ['gone', (path: string) => rm(path)],
] as const) {
  test(`a file that is ${what} since is written anew, and until then not held`, async () => {
    await using place = await folder();
    const { recipient } = await somebody();
    const path = place.at('c.json.age');
    const sink = sinkAt(`age:${recipient}:${path}`);
    await sink.store(credentials());
    await spoil(path);
    expect(await sink.holds(ORG, APP)).toBeUndefined();
    await sink.preflight();
    expect(await sink.store(credentials())).not.toContain('already');
    expect(await sink.holds(ORG, APP)).toBeDefined();
  });
}

test('a file for other recipients is written anew for those of now', async () => {
  await using place = await folder();
  const [before, now] = await Promise.all([somebody(), somebody()]);
  const path = place.at('c.json.age');
  await sinkAt(`age:${before.recipient}:${path}`).store(credentials());
  expect(await sinkAt(`age:${now.recipient}:${path}`).store(credentials())).not.toContain('already');
  const decrypter = new Decrypter();
  decrypter.addIdentity(now.identity);
  expect(await decrypter.decrypt(armor.decode(await readFile(path, 'utf8')), 'text')).toContain(SECRET);
});

test('a file that nothing is known of, and one of another app, are left alone', async () => {
  await using place = await folder();
  const { recipient } = await somebody();
  const path = place.at('c.json.age');
  const setting = `age:${recipient}:${path}`;
  await writeFile(path, 'of somebody');
  await expect(sinkAt(setting).preflight()).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('receipt.json'),
  });
  expect(await readFile(path, 'utf8')).toBe('of somebody');
  await rm(path);
  await sinkAt(setting).store(credentials({ app: 'Billing' }));
  await expect(sinkAt(setting).holds(ORG, APP)).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('Billing'),
  });
});

const SSH = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPz';
const HIDDEN = 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ';
for (const [what, setting, says] of [
  ['an SSH key', `age:${SSH}:c.json.age`, /SSH key.*command sink/],
  ['a secret key', `age:${HIDDEN}:c.json.age`, /secret key where it takes a recipient/],
  ['no recipient', 'age:c.json.age', /age:RECIPIENT:PATH/],
  ['a path without .age', 'age:age1qqq:c.json', /\.json\.age/],
  ['a path without a format', 'age:age1qqq:c.age', /\.json\.age/],
] as const) {
  test(`${what} is refused with the remedy`, () => {
    let said = '';
    try {
      sinkAt(setting);
    } catch (error) {
      said = String(error);
    }
    expect(said).toMatch(says);
    expect(said).not.toContain(HIDDEN);
  });
}

test('case 40: a recipient that is cut short is refused by the preflight, before anything', async () => {
  await using place = await folder();
  const { recipient } = await somebody();
  const sink = sinkAt(`age:${recipient.slice(0, -3)}:${place.at('c.json.age')}`);
  await expect(sink.preflight()).rejects.toMatchObject({ kind: 'usage' });
  expect(await allOf(sink.preflight())).toContain('age-keygen');
  expect(await readdir(place.path)).toEqual([]);
});
