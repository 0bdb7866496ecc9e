import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Passkey, PasskeyFile } from '../../../src/identity/passkey/file.ts';
import { Secret, SecretBook } from '../../../src/runbook/secret.ts';
import { folder } from '../../machine/support.ts';
import { fileIn, OWNER, passkey } from './support.ts';

const passphrase = new Secret('passphrase', 'correct horse battery staple');
const another = new Secret('passphrase', 'Tr0ub4dor and 3');

/** All that somebody sees who prints an error with everything that it holds. */
async function refusal(refused: Promise<unknown>): Promise<{ error: unknown; all: string }> {
  const error: unknown = await refused.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, all: inspect(error, { depth: 9, showHidden: true }) };
}

for (const [how, options] of [
  ['in clear', {}],
  ['encrypted', { passphrase }],
] as const) {
  test(`what is kept ${how} is read again, and is for its owner alone`, async () => {
    await using box = await folder();
    const kept = passkey();
    const file = fileIn(box.path, options);
    expect(await file.all()).toEqual([]);
    await file.change((before) => [...before, kept]);
    expect(await fileIn(box.path, options).all()).toEqual([kept]);
    if (process.platform !== 'win32') expect((await stat(file.path)).mode & 0o777).toBe(0o600);
    const written = await readFile(file.path, 'utf8');
    expect(written.includes(kept.privateKey)).toBe(!file.isEncrypted);
    expect(written.startsWith('-----BEGIN AGE ENCRYPTED FILE-----')).toBe(file.isEncrypted);
  });
}

test('looking into a file that is not there makes none', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  expect(await file.of(OWNER)).toEqual([]);
  await expect(stat(file.path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('private keys are kept out of what is written from when they are read, and from when they are made', async () => {
  await using box = await folder();
  const [made, read] = [new SecretBook(), new SecretBook()];
  const kept = passkey();
  await fileIn(box.path, { book: made }).change(() => [kept]);
  expect(made.redact(kept.privateKey)).toBe('[SECRET private key of a passkey]');
  await fileIn(box.path, { book: read }).all();
  expect(read.redact(kept.privateKey)).toBe('[SECRET private key of a passkey]');
});

test('the passkeys of a user are those of that user in that org, whatever else the file holds', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  const own = passkey({ username: 'Ada@Acme.example' });
  const others: Passkey[] = [
    passkey({ username: 'bob@acme.example' }),
    passkey({ username: 'ada@acme.example.evil' }),
    passkey({ org: 'https://acme.my.salesforce.com.evil.example' }),
    passkey({ org: 'http://acme.my.salesforce.com' }),
  ];
  await file.change(() => [...others, own]);
  expect(await file.of(OWNER)).toEqual([own]);
});

test('files that are something else are refused, and left as they are, without a word of theirs', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  const whole = { format: 'setupwright passkeys', version: 1, passkeys: [passkey()] };
  const [key] = whole.passkeys;
  const foreign: readonly unknown[] = [
    { format: 'setupwright session', url: OWNER.url, username: OWNER.username, cookies: [] },
    { ...whole, version: 2 },
    { ...whole, more: 'S3CR3T' },
    { ...whole, passkeys: [{ ...key, signCount: -1 }] },
    { ...whole, passkeys: [{ ...key, signCount: 1.5 }] },
    { ...whole, passkeys: [{ ...key, privateKey: 'S3CR3T with blanks' }] },
    { ...whole, passkeys: [{ ...key, privateKey: undefined }] },
    [key],
    'S3CR3T',
    null,
  ];
  for (const content of foreign) {
    const text = JSON.stringify(content);
    await writeFile(file.path, text, { mode: 0o600 });
    for (const use of [() => file.all(), () => file.change((before) => before)]) {
      const { error, all } = await refusal(use());
      expect(error, text).toMatchObject({
        kind: 'usage',
        message: `${file.path} is not a file of passkeys. Name another in SALESFORCE_PASSKEY_FILE.`,
      });
      expect(all).not.toContain('S3CR3T');
      expect(all).not.toContain(key?.privateKey);
    }
    expect(await readFile(file.path, 'utf8')).toBe(text);
  }
});

test('a damaged file, one that others can read, one that does not open: none of them tells a key', async () => {
  await using box = await folder();
  const kept = passkey();
  const file = fileIn(box.path);
  await file.change(() => [kept]);
  const whole = await readFile(file.path, 'utf8');
  const refusals: unknown[] = [];
  const refuse = async (other: PasskeyFile) => {
    const { error, all } = await refusal(other.all());
    for (const part of [kept.privateKey, kept.publicKey, passphrase.reveal(), another.reveal()])
      expect(all).not.toContain(part);
    refusals.push(error);
  };
  await writeFile(file.path, whole.slice(0, -20));
  await refuse(file);
  await writeFile(file.path, whole);
  if (process.platform !== 'win32') {
    await chmod(file.path, 0o640);
    await refuse(file);
    await chmod(file.path, 0o600);
  }
  await fileIn(box.path, { passphrase }).change((before) => before);
  await refuse(file);
  await refuse(fileIn(box.path, { passphrase: another }));
  for (const refused of refusals) expect(refused).toMatchObject({ name: 'Trouble', kind: 'usage' });
  expect(await fileIn(box.path, { passphrase }).all()).toEqual([kept]);
});

test('who holds the file shows neither keys nor the passphrase', async () => {
  await using box = await folder();
  const kept = passkey();
  const file = fileIn(box.path, { passphrase });
  await file.change(() => [kept]);
  await file.all();
  const shown = inspect(file, { depth: 9, showHidden: true }) + JSON.stringify(file);
  expect(shown).not.toContain(kept.privateKey);
  expect(shown).not.toContain(passphrase.reveal());
});
