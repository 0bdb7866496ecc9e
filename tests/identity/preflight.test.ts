import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { type MailboxSettings, mailboxCodes } from '../../src/identity/mailbox/index.ts';
import { type PracticeMailbox, startMailbox } from '../../src/practice-org/mailbox/index.ts';
import { Secret, SecretBook } from '../../src/runbook/secret.ts';
import { selfSigned } from '../support/certificate.ts';
import { scriptedServer } from './scripted-server.ts';

let mailbox: PracticeMailbox;

test.beforeEach(async () => {
  mailbox = await startMailbox({ user: 'robot@corp.example', password: 'open sesame' });
});

test.afterEach(() => mailbox.close());

function settings(changes: Partial<MailboxSettings> = {}): MailboxSettings {
  return {
    host: mailbox.host,
    port: mailbox.port,
    security: 'none',
    user: mailbox.user,
    auth: { password: new Secret('IMAP_PASSWORD', mailbox.password) },
    senderDomain: 'cloud.example',
    username: 'admin@corp.example',
    ...changes,
  };
}

/** The one line that preflight and arming end with; it never holds the password, nor does anything below it. */
async function trouble(changes: Partial<MailboxSettings>): Promise<string> {
  const source = mailboxCodes(settings(changes), { book: new SecretBook() });
  const failed = async (work: Promise<unknown>): Promise<Error> => {
    const error = await work.then(
      () => new Error('It worked'),
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'Trouble', kind: 'preflight' });
    expect(error).not.toHaveProperty('cause');
    expect(inspect(error, { depth: 9 })).not.toMatch(/open sesame|guessed/);
    expect(String(error)).not.toMatch(/[\r\n]/);
    return error as Error;
  };
  const preflight = await failed(source.preflight());
  expect((await failed(source.arm())).message).toBe(preflight.message);
  return preflight.message;
}

test('passes where the mailbox can be read, and changes nothing in it', async () => {
  const mail = { from: 'a@cloud.example', to: mailbox.user, subject: 'Old', text: 'Old', date: new Date() };
  mailbox.deliver(mail);
  const source = mailboxCodes(settings(), { book: new SecretBook() });
  await source.preflight();
  expect(source.name).toBe('mailbox robot@corp.example at 127.0.0.1');
  expect(mailbox.messages().map(({ flags }) => flags)).toEqual([[]]);
});

test('has the password redacted from the start', () => {
  const book = new SecretBook();
  mailboxCodes(settings(), { book });
  expect(book.redact('say open sesame')).toBe('say [SECRET IMAP_PASSWORD]');
});

test('says that the password is wrong', async () => {
  expect(await trouble({ auth: { password: new Secret('IMAP_PASSWORD', 'guessed') } })).toMatch(
    /^The mail server 127\.0\.0\.1:\d+ refused the login of robot@corp\.example \(AUTHENTICATIONFAILED\)\. Check IMAP_USER and IMAP_PASSWORD/,
  );
});

for (const answer of ['NO [LIMIT] Maximum reached', 'NO [UNAVAILABLE] Down', 'NO Too many simultaneous connections']) {
  test(`takes "${answer}" for a reason to wait, not for a wrong password`, async () => {
    const server = await scriptedServer('* OK [CAPABILITY IMAP4rev1] Hello', () => answer);
    expect(await trouble({ port: server.port })).toContain('does not let robot@corp.example in at present');
    await server.close();
  });
}

test('says that the port refuses connections', async () => {
  await mailbox.close();
  expect(await trouble({})).toMatch(/refused the connection\. Check IMAP_HOST and IMAP_PORT/);
});

test('says that the host is not known', async () => {
  expect(await trouble({ host: 'mail.invalid' })).toMatch(/name mail\.invalid is not known .* Check IMAP_HOST/);
});

test('says that the server does not speak first', async () => {
  const server = await scriptedServer(undefined);
  expect(await trouble({ port: server.port, greetingMs: 50 })).toContain('sent no greeting');
  expect(await trouble({ port: server.port, security: 'tls', connectMs: 50 })).toContain('could not be reached');
  await server.close();
});

for (const [security, certified] of [
  ['tls', 'tls'],
  ['starttls', 'startTls'],
] as const) {
  test(`passes with IMAP_SECURITY=${security} where the certificate is trusted, and only there`, async () => {
    await mailbox.close();
    const { user, password } = mailbox;
    const certificate = await selfSigned();
    mailbox = await startMailbox({ user, password, [certified]: certificate });
    await mailboxCodes(settings({ security, ca: certificate.cert }), { book: new SecretBook() }).preflight();
    expect(await trouble({ security })).toMatch(
      /^No safe connection .* \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. .* NODE_EXTRA_CA_CERTS/,
    );
    const { cert: ca } = await selfSigned();
    expect(await trouble({ security, ca })).toMatch(/^No safe connection /);
    // The name in the certificate is 127.0.0.1.
    expect(await trouble({ security, ca: certificate.cert, host: 'localhost' })).toMatch(
      /^No safe connection .* \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    );
  });
}

test('says that TLS fails where the server speaks clear text', async () => {
  expect(await trouble({ security: 'tls' })).toMatch(/^No safe connection .* Check IMAP_PORT and IMAP_SECURITY/);
});

test('does not go on in clear text where STARTTLS was asked for and is not offered', async () => {
  expect(await trouble({ security: 'starttls' })).toMatch(/offers no STARTTLS\. Set IMAP_SECURITY=tls/);
});

test('says that the user has no mailbox', async () => {
  const replies: Record<string, string> = {
    SELECT: 'NO Not connected to a mailbox',
    EXAMINE: 'NO Not connected to a mailbox',
  };
  const server = await scriptedServer('* OK [CAPABILITY IMAP4rev1] Hello', (command) => replies[command] ?? 'OK Done');
  expect(await trouble({ port: server.port })).toContain('refused to open the mailbox');
  await server.close();
});
