import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { mailboxOf } from '../../src/cli/mailbox.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

const PASSWORD = { IMAP_HOST: 'imap.acme.example', IMAP_USER: 'robot@acme.example', IMAP_PASSWORD: 'staple battery' };
const OAUTH = {
  IMAP_HOST: 'imap.acme.example',
  IMAP_USER: 'robot@acme.example',
  IMAP_OAUTH_TOKEN_URL: 'https://login.acme.example/token',
  IMAP_OAUTH_CLIENT_ID: 'client',
  IMAP_OAUTH_REFRESH_TOKEN: 'r3fresh-token',
};

async function mailbox(values: Record<string, string | undefined>) {
  const book = new SecretBook();
  const settings = await readSettings(values, (name, value) => book.keep(name, value));
  return mailboxOf(settings, 'ada@acme.example', book);
}

test('settings that do not speak of a mailbox give none', async () => {
  expect(await mailbox({})).toBeUndefined();
  // These have defaults, or say how to read mails, not where.
  expect(await mailbox({ IMAP_PORT: '993', IMAP_SECURITY: 'tls', IMAP_SENDER_DOMAIN: 'acme.example' })).toBeUndefined();
});

test('a mailbox with a password', async () => {
  const { auth, ...rest } = (await mailbox(PASSWORD)) ?? {};
  expect(rest).toEqual({
    host: 'imap.acme.example',
    port: 993,
    security: 'tls',
    user: 'robot@acme.example',
    senderDomain: 'salesforce.com',
    username: 'ada@acme.example',
    afterUse: 'seen',
  });
  expect(auth && 'password' in auth && auth.password.reveal()).toBe('staple battery');
  expect(inspect(auth, { depth: 9, showHidden: true })).not.toContain('staple');
});

for (const [IMAP_SECURITY, port] of [
  ['tls', 993],
  ['starttls', 143],
] as const) {
  test(`${IMAP_SECURITY} has a port of its own, which a setting outdoes`, async () => {
    expect(await mailbox({ ...PASSWORD, IMAP_SECURITY })).toMatchObject({ port });
    expect(await mailbox({ ...PASSWORD, IMAP_SECURITY, IMAP_PORT: '1993' })).toMatchObject({ port: 1993 });
  });
}

for (const [given, afterUse] of [
  ['nothing', 'nothing'],
  ['delete', 'delete'],
  ['move:Codes/used: up', { move: 'Codes/used: up' }],
] as const) {
  test(`after use: ${given}`, async () => {
    expect(await mailbox({ ...PASSWORD, IMAP_AFTER_USE: given })).toMatchObject({ afterUse });
  });
}

test('a mailbox with tokens, of a person or of an app', async () => {
  for (const secret of [
    { IMAP_OAUTH_REFRESH_TOKEN: 'r3fresh-token' },
    { IMAP_OAUTH_REFRESH_TOKEN: undefined, IMAP_OAUTH_CLIENT_SECRET: 's3cret of the client' },
  ]) {
    const found = await mailbox({ ...OAUTH, ...secret });
    expect(found?.auth).toHaveProperty('accessToken');
    expect(inspect(found, { depth: 9, showHidden: true })).not.toMatch(/r3fresh|s3cret/);
  }
});

for (const [what, values, says] of [
  ['a host alone', { IMAP_HOST: 'imap.acme.example' }, /^IMAP_USER is not set/],
  ['a password without a host', { ...PASSWORD, IMAP_HOST: undefined }, /^IMAP_HOST is not set/],
  ['a token without a host', { ...OAUTH, IMAP_HOST: undefined }, /^IMAP_HOST is not set/],
  ['no way to log in', { ...PASSWORD, IMAP_PASSWORD: undefined }, /^IMAP_PASSWORD \(or IMAP_PASSWORD_FILE.*is not set/],
  [
    'two ways to log in',
    { ...PASSWORD, ...OAUTH },
    /^IMAP_PASSWORD is not usable: it is given beside IMAP_OAUTH_TOKEN_URL/,
  ],
  ['tokens without their place', { ...OAUTH, IMAP_OAUTH_TOKEN_URL: undefined }, /^IMAP_OAUTH_TOKEN_URL is not set/],
  ['tokens without a client', { ...OAUTH, IMAP_OAUTH_CLIENT_ID: undefined }, /^IMAP_OAUTH_CLIENT_ID is not set/],
  [
    'tokens without any secret',
    { ...OAUTH, IMAP_OAUTH_REFRESH_TOKEN: undefined },
    /^IMAP_OAUTH_REFRESH_TOKEN \(or, for client credentials, IMAP_OAUTH_CLIENT_SECRET\) is not set/,
  ],
  ['tokens over a line that others read', { ...OAUTH, IMAP_OAUTH_TOKEN_URL: 'http://login.acme.example' }, /loopback/],
  ['a folder without a name', { ...PASSWORD, IMAP_AFTER_USE: 'move:' }, /^IMAP_AFTER_USE is not usable/],
] as const) {
  test(`half a mailbox is refused, and what is missing named: ${what}`, async () => {
    const refused = await mailbox(values).catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'usage', message: expect.stringMatching(says) });
    expect(inspect(refused, { depth: 9, showHidden: true })).not.toMatch(/staple|r3fresh/);
  });
}
