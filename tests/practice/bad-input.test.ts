import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Practice, practice } from '../support/practice.ts';

let org: Practice;
test.beforeAll(async () => {
  org = await practice();
});
test.afterAll(async () => org.close());

interface Case {
  readonly title: string;
  readonly code: number;
  readonly says: RegExp;
  readonly more?: readonly string[];
  readonly settings?: Readonly<Record<string, string | undefined>>;
  readonly before?: () => Promise<void> | void;
}

const CASES: readonly Case[] = [
  {
    title: 'a missing setting',
    code: 64,
    says: /SALESFORCE_USERNAME is not set/,
    settings: { SALESFORCE_USERNAME: undefined },
  },
  { title: 'a malformed setting', code: 64, says: /IMAP_PORT is not usable/, settings: { IMAP_PORT: 'imap' } },
  {
    title: 'a missing password',
    code: 64,
    says: /SALESFORCE_PASSWORD .*is not set/,
    settings: { SALESFORCE_PASSWORD: undefined },
  },
  {
    title: 'an org that is no Salesforce host',
    code: 64,
    says: /SALESFORCE_URL is not usable/,
    settings: { SALESFORCE_URL: 'https://acme.my.salesforce.example' },
  },
  {
    title: 'an input of the wrong shape',
    code: 64,
    says: /input contactEmail is not usable/,
    more: ['--set', 'contactEmail=nobody'],
  },
  {
    title: 'a sink in the folder of the evidence',
    code: 64,
    says: /sub\/c\.json would stand in evidence, the folder of the evidence/,
    more: ['--out', 'evidence', '--sink', 'file:evidence/sub/c.json'],
  },
  {
    title: 'a password in the address of a time stamp authority',
    code: 64,
    says: /SETUPWRIGHT_TIMESTAMP_URL is not usable: it must hold no username and no password/,
    settings: { SETUPWRIGHT_TIMESTAMP_URL: 'https://user:hunter2hunter2@tsa.example/tsr' },
  },
  {
    title: 'an address of a time stamp authority that is none',
    code: 64,
    says: /SETUPWRIGHT_TIMESTAMP_URL is not usable/,
    settings: { SETUPWRIGHT_TIMESTAMP_URL: 'tsa.example/tsr' },
  },
  { title: 'an input that does not exist', code: 64, says: /input appname is not known/, more: ['--set', 'appname=X'] },
  { title: 'an unknown option', code: 64, says: /unknown option '--head'/, more: ['--head'] },
  {
    title: 'a sink of an unknown kind',
    code: 64,
    says: /sink of the kind "vault" is not known/,
    more: ['--sink', 'vault:x'],
  },
  {
    title: 'an org that cannot be reached',
    code: 4,
    says: /org at http:\/\/acme\.my\.salesforce\.localhost:9 cannot be reached/,
    settings: {
      SALESFORCE_URL: 'http://acme.my.salesforce.localhost:9',
      SETUPWRIGHT_ALLOW_ORIGINS: 'http://acme.my.salesforce.localhost:9',
    },
  },
  {
    title: 'a wrong password',
    code: 4,
    says: /refuses the sign-in: the username or the password is wrong/,
    settings: { SALESFORCE_PASSWORD: 'not the password' },
  },
  {
    title: 'a mailbox that refuses the login',
    code: 4,
    says: /mail server .* refused the login/,
    settings: { IMAP_PASSWORD: 'not the password' },
  },
  { title: 'a mailbox that cannot be reached', code: 4, says: /refused/i, settings: { IMAP_PORT: '9' } },
  {
    title: 'a sink inside a git work tree that does not ignore it',
    code: 4,
    says: /git work tree that does not ignore it/,
    more: ['--sink', 'file:tracked/credentials.json'],
    before: () => void execFileSync('git', ['init', '--quiet', join(org.folder, 'tracked')]),
  },
  {
    title: 'a sink that holds the credentials of another app',
    code: 4,
    says: /holds the credentials of another app/,
    more: ['--sink', 'file:taken.json'],
    before: () =>
      writeFile(
        join(org.folder, 'taken.json'),
        JSON.stringify({
          org: '00D000000000001',
          app: 'Other',
          tokenUrl: 'https://x.example/t',
          consumerKey: 'k',
          consumerSecret: 's',
        }),
      ),
  },
];

for (const { title, code, says, more, settings, before } of CASES) {
  test(`${title} ends the run with ${code} and one clear line before anything is made`, async () => {
    await before?.();
    const apps = org.org.state().apps;
    const out = title.replace(/\W+/g, '-');
    const ended = await org.run(['--out', out, ...(more ?? [])], settings ? { settings } : {});
    expect(ended.err).toMatch(says);
    expect(
      ended.err
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('setupwright: ') || line.startsWith('error: ')),
    ).toHaveLength(1);
    expect(ended.err).not.toMatch(/\n\s+at /);
    expect(ended.err).not.toContain(org.org.admin.password);
    expect(ended.err).not.toContain('not the password');
    expect(ended.code).toBe(code);
    expect(org.org.state().apps).toEqual(apps);
    expect(existsSync(join(org.folder, out))).toBe(false);
  });
}
