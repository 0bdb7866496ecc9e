import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { type IdentityOptions, identityOf } from '../../src/cli/identity.ts';
import { SECRETS } from '../../src/cli/secret-setting.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { speechOf } from '../../src/cli/speech.ts';
import type { Prover } from '../../src/identity/prover.ts';
import type { Challenge } from '../../src/runbook/identity.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

const TOTP_SECRET = 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP';
const MAILBOX = {
  IMAP_HOST: 'imap.acme.example',
  IMAP_USER: 'robot@acme.example',
  IMAP_PASSWORD: 'staple of the mailbox',
};
const ALL = {
  ...MAILBOX,
  SALESFORCE_TOTP_SECRET: TOTP_SECRET,
  SALESFORCE_PASSKEY_FILE: 'passkeys.json',
  SALESFORCE_CODE_COMMAND: 'op read code',
};
const NAMES = ['mailbox', 'totp', 'passkey', 'command', 'person'];

async function identity(values: Record<string, string>, change: Partial<IdentityOptions> = {}): Promise<Prover> {
  const book = new SecretBook();
  const write = () => true;
  return identityOf({
    settings: await readSettings(values, (name, value) => book.keep(name, value)),
    target: { url: 'https://acme.my.salesforce.com', username: 'ada@acme.example' },
    book,
    browser: () => {
      throw new Error('The browser was asked');
    },
    clock: { ahead: 0, ask: async () => 0 },
    headed: false,
    input: false,
    speech: speechOf({ write }, { write }),
    say: () => undefined,
    enrols: false,
    ...change,
  });
}

/** By the names of the settings. */
async function whoAnswers(values: Record<string, string>, change: Partial<IdentityOptions> = {}): Promise<string[]> {
  const starts = ['robot@', 'authenticator', 'passkey in', 'program', 'a person'];
  return (await identity(values, change)).answerers.map((name) => {
    const at = starts.findIndex((start) => name.includes(start));
    return NAMES[at] ?? name;
  });
}

test('nothing is set, nobody answers', async () => {
  expect(await whoAnswers({})).toEqual([]);
});

test('everybody who can answer does, programs before a person', async () => {
  expect(await whoAnswers(ALL)).toEqual(['mailbox', 'totp', 'passkey', 'command']);
  expect(await whoAnswers(ALL, { headed: true, input: true })).toEqual(NAMES);
});

test('the settings give the order, name each once, and leave out whom they do not name', async () => {
  const asked = (SETUPWRIGHT_ANSWERERS: string) =>
    whoAnswers({ ...ALL, SETUPWRIGHT_ANSWERERS }, { headed: true, input: true });
  expect(await asked('person, command passkey,totp,mailbox')).toEqual([...NAMES].reverse());
  expect(await asked('totp')).toEqual(['totp']);
  expect(await asked('totp,mailbox,totp')).toEqual(['totp', 'mailbox']);
});

for (const [name, needs] of [
  ['mailbox', 'IMAP_HOST'],
  ['totp', 'SALESFORCE_TOTP_SECRET'],
  ['passkey', 'SALESFORCE_PASSKEY_FILE'],
  ['command', 'SALESFORCE_CODE_COMMAND'],
] as const) {
  test(`${name} that is named and not set is refused`, async () => {
    await expect(identity({ SETUPWRIGHT_ANSWERERS: `person,${name}` })).rejects.toMatchObject({
      kind: 'usage',
      message: `SETUPWRIGHT_ANSWERERS is not usable: it names ${name}, but ${needs} is not set. .env.example explains it.`,
    });
  });
}

test('a name that is none is refused, with those that are', async () => {
  await expect(identity({ SETUPWRIGHT_ANSWERERS: 'totp,pigeon' })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/SETUPWRIGHT_ANSWERERS .*mailbox, totp, passkey, command, person/),
  });
});

test('a person is asked only where there is one: neither without a window and a terminal, nor unasked for', async () => {
  const named = { SETUPWRIGHT_ANSWERERS: 'person' };
  expect(await whoAnswers(named, { headed: true, input: true })).toEqual(['person']);
  expect(await whoAnswers(named, { headed: true, input: false })).toEqual([]);
  // The error output of a pipe is no terminal, whatever the keyboard is.
  expect(await whoAnswers(named, { headed: false, input: true })).toEqual([]);
});

test('a new passkey is made only where one is to be enrolled', async () => {
  const browser = () => ({ credentials: {} }) as ReturnType<IdentityOptions['browser']>;
  const { answerers } = await identity(ALL, { enrols: true, browser });
  expect(answerers[0]).toBe('a new passkey');
  expect((await identity(ALL)).answerers).not.toContain('a new passkey');
});

test('a secret that is unusable is refused in one line, without it; where it is not asked for it is not looked at', async () => {
  const bad = { ...MAILBOX, SALESFORCE_TOTP_SECRET: 'correct horse 0189' };
  const refused = await identity(bad).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/^SALESFORCE_TOTP_SECRET is not usable/),
  });
  expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain('horse');
  expect(await whoAnswers({ ...bad, SETUPWRIGHT_ANSWERERS: 'mailbox' })).toEqual(['mailbox']);
});

test('who proves identities shows no secret', async () => {
  const shown = inspect(await identity(ALL), { depth: 9, showHidden: true });
  for (const secret of [TOTP_SECRET, TOTP_SECRET.replaceAll(' ', ''), MAILBOX.IMAP_PASSWORD])
    expect(shown).not.toContain(secret);
});

test('a program sees none of our secrets', async () => {
  test.skip(process.platform === 'win32', 'the program of this test is a script of a Unix shell');
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-identity-'));
  const program = join(folder, 'program');
  await writeFile(program, "#!/bin/sh\nenv | grep -q 'S3CR3T' && exit 9\necho 481516\n");
  await chmod(program, 0o700);
  const before = { ...process.env };
  try {
    for (const name of SECRETS) process.env[name] = 'S3CR3T-of-a-test';
    await using expectation = await (await identity({ SALESFORCE_CODE_COMMAND: program })).expect(
      new AbortController().signal,
    );
    const challenge: Challenge = { kind: 'authenticator code', occasion: 'sign-in', page: '' };
    const answers = expectation.answers(challenge, new AbortController().signal);
    for await (const { code } of answers) {
      expect(code?.reveal()).toBe('481516');
      break;
    }
  } finally {
    for (const name of SECRETS) delete process.env[name];
    Object.assign(process.env, before);
    await rm(folder, { recursive: true });
  }
});

test('one user is proved by one run at a time, whatever the case of the name; another user beside', async () => {
  const signal = new AbortController();
  const waits: string[] = [];
  const url = 'https://turns-of-a-test.my.salesforce.com';
  const of = (username: string) =>
    identity({}, { target: { url, username }, say: (line) => waits.push(line) }).then((prover) =>
      prover.expect(signal.signal),
    );
  await using _ = await of('Ada@acme.example');
  await using __ = await of('bob@acme.example');
  expect(waits).toEqual([]);
  const second = of('ada@ACME.example');
  await expect.poll(() => waits.length).toBe(1);
  expect(waits[0]).toMatch(/^Waiting for another run to prove the identity of this user: /);
  signal.abort();
  await expect(second).rejects.toMatchObject({ kind: 'interrupted' });
});
