import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readSettings, required, type Settings } from '../../src/cli/settings.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

const PASSWORD = 'correct horse battery';
const MAIL_PASSWORD = 'staple of the mailbox';

const SOUND: Readonly<Record<string, string>> = {
  SALESFORCE_URL: 'https://acme.my.salesforce.com',
  SALESFORCE_USERNAME: 'grace@acme.example',
  SALESFORCE_PASSWORD: PASSWORD,
  IMAP_HOST: 'imap.acme.example',
  IMAP_USER: 'grace@acme.example',
  IMAP_PASSWORD: MAIL_PASSWORD,
  SETUPWRIGHT_SINK: 'file:credentials.json',
};

type Change = Readonly<Record<string, string | undefined>>;

function settings(change: Change = {}): Promise<Settings> {
  const book = new SecretBook();
  return readSettings({ ...SOUND, ...change }, (name, value) => book.keep(name, value));
}

async function refusal(change: Change): Promise<Trouble> {
  const error: unknown = await settings(change).catch((thrown: unknown) => thrown);
  if (!(error instanceof Trouble)) throw new Error(`The settings were not refused but gave ${String(error)}`);
  return error;
}

test('sound settings are taken, with their defaults', async () => {
  const taken = await settings();
  expect(taken).toMatchObject({
    SALESFORCE_URL: 'https://acme.my.salesforce.com',
    IMAP_SECURITY: 'tls',
    IMAP_SENDER_DOMAIN: 'salesforce.com',
    SETUPWRIGHT_ALLOW_ORIGINS: [],
  });
  expect(taken.SALESFORCE_PASSWORD?.reveal()).toBe(PASSWORD);
  expect(taken.IMAP_PASSWORD?.reveal()).toBe(MAIL_PASSWORD);
});

for (const [how, value] of [
  ['missing', undefined],
  ['empty', ''],
] as const) {
  for (const name of ['SETUPWRIGHT_SINK', 'SALESFORCE_URL', 'SALESFORCE_USERNAME'] as const) {
    test(`${name} is named where it is needed and ${how}`, async () => {
      const taken = await settings({ [name]: value });
      expect(() => required(taken, name)).toThrow(new RegExp(`^${name} is not set\\.`));
    });
  }
}

const malformed: ReadonlyArray<readonly [what: string, change: Readonly<Record<string, string>>]> = [
  ['an org without its scheme', { SALESFORCE_URL: 'acme.my.salesforce.com' }],
  ['an org by ftp', { SALESFORCE_URL: 'ftp://acme.my.salesforce.com' }],
  ['an org by http', { SALESFORCE_URL: 'http://acme.my.salesforce.com' }],
  ['an org on a port of its own', { SALESFORCE_URL: 'https://acme.my.salesforce.com:8443' }],
  ['a port that is a word', { IMAP_PORT: 'imaps' }],
  ['port 0', { IMAP_PORT: '0' }],
  ['a port beyond the last', { IMAP_PORT: '65536' }],
  ['half a port', { IMAP_PORT: '143.5' }],
  ['an unknown security', { IMAP_SECURITY: 'ssl' }],
  ['no security away from loopback', { IMAP_SECURITY: 'none' }],
  ['a blank username', { SALESFORCE_USERNAME: '   ' }],
  ['an allowed origin that is a host only', { SETUPWRIGHT_ALLOW_ORIGINS: 'login.acme.example' }],
  ['an allowed origin by http', { SETUPWRIGHT_ALLOW_ORIGINS: 'https://a.example http://b.example' }],
  ['an allowed origin that only looks like loopback', { SETUPWRIGHT_ALLOW_ORIGINS: 'http://localhost.evil.example' }],
  ['a sink that may see a password', { SETUPWRIGHT_SINK_ENV: 'VAULT_ADDR,IMAP_PASSWORD' }],
  ['a sink that may see an assignment', { SETUPWRIGHT_SINK_ENV: 'A=b' }],
  ['a short password', { SALESFORCE_PASSWORD: 'xyzzy' }],
  ['a short mailbox password', { IMAP_PASSWORD: 'xyzzy' }],
];

for (const [what, change] of malformed) {
  const [[name = '', value = ''] = []] = Object.entries(change);
  test(`${what} is refused by the setting's name, without its value`, async () => {
    const { kind, message } = await refusal(change);
    expect(kind).toBe('usage');
    expect(message).toMatch(new RegExp(`^${name} is not usable: .+\\.env\\.example explains it\\.$`));
    // Shorter ones, and `none`, are words that the message needs for itself.
    if (value.trim().length > 4) expect(message).not.toContain(value);
    expect(message).not.toContain('\n');
  });
}

for (const [what, url] of [
  ['the login page of all orgs', 'https://login.salesforce.com'],
  ['a Lightning host', 'https://acme.lightning.force.com'],
  ['a Setup host', 'https://acme.my.salesforce-setup.com'],
  ['a site', 'https://acme.my.site.com'],
] as const) {
  test(`${what} is no My Domain`, async () => {
    expect((await refusal({ SALESFORCE_URL: url })).message).toContain("it must be the org's My Domain");
  });
}

test('a host that only looks like My Domain is refused as not of Salesforce', async () => {
  const { message } = await refusal({ SALESFORCE_URL: 'https://acme.my.salesforce.com.evil.example' });
  expect(message).toContain('it is not a host of Salesforce');
  expect(message).not.toContain('evil');
});

test('an org of one keeps is taken once its origin is allowed, http on loopback only', async () => {
  const url = 'http://acme.my.salesforce.localhost:40123';
  expect((await refusal({ SALESFORCE_URL: url })).message).toContain('SETUPWRIGHT_ALLOW_ORIGINS');
  const taken = await settings({
    SALESFORCE_URL: `${url}/`,
    SETUPWRIGHT_ALLOW_ORIGINS: `${url}/, https://x.example/y`,
  });
  expect(taken.SALESFORCE_URL).toBe(url);
  expect(taken.SETUPWRIGHT_ALLOW_ORIGINS).toEqual([url, 'https://x.example']);
});

for (const host of ['localhost', '127.0.0.1', '127.8.9.10', 'mail.localhost']) {
  test(`a mailbox at ${host} may be read without security`, async () => {
    expect((await settings({ IMAP_SECURITY: 'none', IMAP_HOST: host })).IMAP_HOST).toBe(host);
  });
}

for (const host of ['localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '0.0.0.0']) {
  test(`a mailbox at ${host} may not be read without security`, async () => {
    expect((await refusal({ IMAP_SECURITY: 'none', IMAP_HOST: host })).message).toContain('IMAP_SECURITY');
  });
}

test('a mailbox at ::1 may be read without security', async () => {
  expect((await settings({ IMAP_SECURITY: 'none', IMAP_HOST: '::1' })).IMAP_HOST).toBe('::1');
});

test.describe('a secret', () => {
  let folder = '';
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'setupwright-settings-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  const fromFile = async (content: string) => {
    const file = join(folder, 'password');
    await writeFile(file, content);
    return settings({ SALESFORCE_PASSWORD: undefined, SALESFORCE_PASSWORD_FILE: file });
  };

  test('comes from a file, without the line break at its end', async () => {
    expect((await fromFile(`${PASSWORD}\n`)).SALESFORCE_PASSWORD?.reveal()).toBe(PASSWORD);
  });

  test('of a file may begin with a blank', async () => {
    expect((await fromFile(`  ${PASSWORD}\r\n`)).SALESFORCE_PASSWORD?.reveal()).toBe(`  ${PASSWORD}`);
  });

  test('of a file may end with a blank', async () => {
    expect((await fromFile(`${PASSWORD} \n`)).SALESFORCE_PASSWORD?.reveal()).toBe(`${PASSWORD} `);
  });

  test('comes from a program and its arguments, without a shell', async () => {
    const script = join(folder, 'vault.mjs');
    await writeFile(script, 'console.log("from the vault:", process.argv.slice(2).join("|"))');
    const command = `${process.execPath} ${script} get $HOME;x`;
    const taken = await settings({ IMAP_PASSWORD: undefined, IMAP_PASSWORD_COMMAND: command });
    expect(taken.IMAP_PASSWORD?.reveal()).toBe('from the vault: get|$HOME;x');
  });

  test('that a failing program prints is not shown', async () => {
    const script = join(folder, 'vault.mjs');
    await writeFile(script, `console.log('${PASSWORD}'); console.error('${PASSWORD}'); process.exit(3);`);
    const { message, cause } = await refusal({
      SALESFORCE_PASSWORD: undefined,
      SALESFORCE_PASSWORD_COMMAND: `${process.execPath} ${script}`,
    });
    expect(message).toContain('SALESFORCE_PASSWORD_COMMAND is not usable: the program failed');
    expect(`${message}${String(cause)}`).not.toContain(PASSWORD);
  });

  const broken: ReadonlyArray<readonly [what: string, source: string, setting: () => string, why: string]> = [
    ['a file that is not there', 'FILE', () => join(folder, 'absent'), 'the file cannot be read'],
    ['a folder', 'FILE', () => folder, 'the file cannot be read'],
    ['a program that is not there', 'COMMAND', () => join(folder, 'absent'), 'the program failed'],
    ['a program that says nothing', 'COMMAND', () => `${process.execPath} -e 0`, 'fewer than 6 characters'],
  ];
  for (const [what, source, setting, why] of broken) {
    test(`from ${what} is refused by the name of its source`, async () => {
      const name = `IMAP_PASSWORD_${source}`;
      const { kind, message } = await refusal({ IMAP_PASSWORD: undefined, [name]: setting() });
      expect(kind).toBe('usage');
      expect(message).toContain(`${name} is not usable: `);
      expect(message).toContain(why);
      expect(message).not.toContain(folder);
    });
  }

  test('case 21: that is an ordinary word is refused, and the report is not spoiled by it', async () => {
    for (const word of ['Salesforce', 'password']) {
      const { kind, message } = await refusal({ SALESFORCE_PASSWORD: word });
      expect(kind).toBe('usage');
      expect(message).toMatch(/^The Salesforce password is an ordinary word\. Choose another one/);
    }
    const { message } = await refusal({ SALESFORCE_PASSWORD: 'admin' });
    expect(message).toContain('fewer than 6 characters');
  });

  test('given twice is refused, naming both sources', async () => {
    const { message } = await refusal({ SALESFORCE_PASSWORD_FILE: join(folder, 'password') });
    expect(message).toContain('SALESFORCE_PASSWORD and SALESFORCE_PASSWORD_FILE; keep one');
    expect(message).not.toContain(PASSWORD);
  });
});
