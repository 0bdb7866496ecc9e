import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { usualTotpSecret } from '../../src/practice-org/index.ts';
import { fakeCli, opening, sessionUrl } from '../support/fake-cli.ts';
import { deeds } from '../support/ledger.ts';
import { type Practice, practice } from '../support/practice.ts';

let org: Practice;
test.afterEach(async () => org.close());

/** How the org says that its challenges were answered, in order. */
const answered = () =>
  deeds(org.org, 'answer challenge').map(
    ({ detail }) => `${detail['activity']} ${detail['method']} ${detail['status']}`,
  );

test('a passkey is enrolled when somebody says so, and then signs in and reveals by itself', async () => {
  org = await practice({ interruptions: ['passkey-enrolment'], challengeAtSignIn: true });
  const settings = { SALESFORCE_PASSKEY_FILE: 'passkeys.json' };
  const passkey = (...args: string[]) => org.setupwright(['passkey', ...args], { settings });

  const unasked = await passkey('enrol', '--no-input');
  expect(unasked.code).toBe(3);
  expect(unasked.err).toBe('setupwright: A passkey is enrolled only when somebody says so. Give --yes.\n');
  expect(org.org.ledger()).toEqual([]);

  const enrolled = await passkey('enrol', '--yes', '--no-input');
  expect(enrolled.err).toBe('');
  expect(enrolled.code).toBe(0);
  expect(enrolled.out).toMatch(/whoever has passkeys\.json/);
  expect(org.org.methods().passkeys).toBe(1);
  const file = join(org.folder, 'passkeys.json');
  expect((await stat(file)).mode & 0o077).toBe(0);

  // Without the mailbox: nothing but the passkey can answer.
  const others = { IMAP_HOST: undefined, IMAP_PORT: undefined, IMAP_USER: undefined, IMAP_PASSWORD: undefined };
  const ended = await org.run(['--no-input', '--yes', '--out', 'run'], { settings: { ...settings, ...others } });
  expect(ended.out).toContain('converged');
  expect(ended.code).toBe(0);
  expect(deeds(org.org, 'register method')).toHaveLength(1);
  expect(answered()).toEqual([
    'Login Email Succeeded',
    'Login BuiltInAuthenticator Succeeded',
    'ExternalClientApp BuiltInAuthenticator Succeeded',
  ]);
  const record = await org.record('run');
  expect(record.run.answerers).toEqual(['passkey in the file passkeys.json']);
  expect(record.challenges.map(({ occasion, kind, by }) => [occasion, kind, by])).toEqual([
    ['sign-in', 'passkey', 'passkey in the file passkeys.json'],
    ['reveal', 'passkey', 'passkey in the file passkeys.json'],
  ]);

  const { privateKey, id } = JSON.parse(await readFile(file, 'utf8')).passkeys[0];
  const said = [enrolled.out, ended.out, await readFile(join(org.folder, 'run', 'report.html'), 'utf8')].join();
  expect(said).not.toContain(privateKey);
  const listed = await passkey('list');
  expect(listed.out).toContain(id);
  expect(listed.out).not.toContain(privateKey);
  expect(listed.out).toMatch(/last used \d{4}-\d\d-\d\d, count 2/);
  expect((await passkey('remove', id)).code).toBe(0);
  expect((await passkey('list')).out).toBe('passkeys.json holds no passkey.\n');
});

// By parts: tests/salesforce/sign-in-ways.test.ts and challenges.test.ts.
test('an org of the Salesforce CLI is signed in to by its session URL, and the reveal takes an authenticator code', {
  tag: '@sweep',
}, async () => {
  org = await practice({ methods: { totpSecret: usualTotpSecret } });
  const { org: at, folder } = org;
  await using cli = await fakeCli(opening(await sessionUrl(at), at.admin.username, at.orgId));
  const before = at.ledger().length;
  // What the CLI knows need not be set.
  const settings = { SALESFORCE_URL: undefined, SALESFORCE_USERNAME: undefined, SALESFORCE_PASSWORD: undefined };
  const { code, out, err } = await org.run(['--no-input', '--yes', '--out', 'run'], {
    settings: { ...settings, SALESFORCE_CLI_ORG: 'acme-uat', PATH: cli.PATH },
  });
  expect(err).toBe('');
  expect(out).toContain('converged');
  expect(code).toBe(0);
  expect(await cli.calls()).toHaveLength(1);
  expect(before).toBeGreaterThan(0);
  expect(answered()).toEqual(['ExternalClientApp Totp Succeeded']);
  expect(deeds(at, 'send code')).toEqual([]);
  const written = await Promise.all(
    ['report.html', 'run.json', 'journal.jsonl'].map((file) => readFile(join(folder, 'run', file), 'utf8')),
  );
  expect([out, ...written].join()).not.toMatch(/otp=|frontdoor/);
  const { target } = (await org.record('run')).run;
  expect(target).toMatchObject({ username: at.admin.username, orgName: at.orgName, sandbox: false, language: 'en_US' });
});

test('a program that prints the code is asked where the settings say so first; a mailbox that is not asked is not touched', {
  tag: '@sweep',
}, async () => {
  org = await practice({ signIn: 'identifier-first', challengeAtSignIn: true, sandbox: true });
  const program = join(org.folder, 'code.mjs');
  // What a person would do: look into the mailbox, here by the control page of the practice org.
  await writeFile(
    program,
    `const mails = await (await fetch('${org.org.controlUrl}/mails')).json();
     console.log(/Code: (\\d{6})/.exec(mails[0].text)[1]);`,
  );
  const { code, out } = await org.run(['--no-input', '--yes', '--out', 'run'], {
    settings: { SALESFORCE_CODE_COMMAND: `${process.execPath} ${program}`, SETUPWRIGHT_ANSWERERS: 'command' },
  });
  expect(out).toContain('converged');
  expect(code).toBe(0);
  expect(answered()).toEqual(['Login Email Succeeded', 'ExternalClientApp Email Succeeded']);
  expect(org.mailbox.messages().map(({ flags }) => flags)).toEqual([[], []]);
  expect((await org.record('run')).run.target.sandbox).toBe(true);
});

test('an org that is not the one of the settings, or another user, ends with 4 before anything is changed', async () => {
  org = await practice();
  const other = await org.run([], { settings: { SALESFORCE_ORG_ID: '00D000000000001' } });
  expect(other.code).toBe(4);
  expect(other.err).toMatch(
    /^setupwright: Signed in to the org 00D\w+, not to 00D000000000001\. Nothing was changed\. .*\n$/,
  );
  expect(deeds(org.org, 'create app')).toEqual([]);
});
