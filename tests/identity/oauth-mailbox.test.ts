import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import type { CodeSource, CodeWait } from '../../src/identity/codes.ts';
import { type MailboxSettings, mailboxCodes, mailboxToken } from '../../src/identity/mailbox/index.ts';
import { type PracticeMailbox, startMailbox } from '../../src/practice-org/mailbox/index.ts';
import { Secret, SecretBook } from '../../src/runbook/secret.ts';
import { CLIENT, REFRESH_TOKEN, startTokenEndpoint, type TokenEndpoint } from '../support/token-endpoint.ts';
import { scriptedServer } from './scripted-server.ts';

const USER = 'admin@corp.example';
const ROBOT = 'robot@corp.example';

/** What differs between the providers for who reads a mailbox there (mail facts 5). */
const PROVIDERS = [
  { name: 'Gmail', tokenMechanisms: ['XOAUTH2', 'OAUTHBEARER'], byRefreshToken: true },
  { name: 'Microsoft 365', tokenMechanisms: ['XOAUTH2'], byRefreshToken: false },
] as const;

let endpoint: TokenEndpoint;
let mailbox: PracticeMailbox;
let book: SecretBook;
const waits: CodeWait[] = [];

test.beforeEach(async () => {
  book = new SecretBook();
  endpoint = await startTokenEndpoint();
  mailbox = await mailboxFor();
});

test.afterEach(async () => {
  for (const wait of waits.splice(0)) await wait[Symbol.asyncDispose]();
  await mailbox.close();
  await endpoint.close();
});

/** Lets in whoever shows a token that the endpoint gave and did not withdraw. */
function mailboxFor({ tokenMechanisms }: Pick<(typeof PROVIDERS)[number], 'tokenMechanisms'> = PROVIDERS[1]) {
  const isToken = (user: string, token: string): boolean => user === ROBOT && endpoint.isValid(token);
  return startMailbox({ user: ROBOT, password: 'is not taken here', isToken, tokenMechanisms });
}

interface Changes extends Partial<MailboxSettings> {
  readonly byRefreshToken?: boolean;
}

function codes({ byRefreshToken = false, ...changes }: Changes = {}): CodeSource {
  const accessToken = mailboxToken({
    tokenUrl: endpoint.url,
    clientId: CLIENT.id,
    clientSecret: new Secret('IMAP_OAUTH_CLIENT_SECRET', CLIENT.secret),
    ...(byRefreshToken
      ? { refreshToken: new Secret('IMAP_OAUTH_REFRESH_TOKEN', REFRESH_TOKEN) }
      : { scope: 'https://outlook.example/.default' }),
    book,
  });
  const settings: MailboxSettings = {
    host: mailbox.host,
    port: mailbox.port,
    security: 'none',
    user: ROBOT,
    auth: { accessToken },
    senderDomain: 'cloud.example',
    username: USER,
    safetyPollMs: 50,
    deadlineMs: 20_000,
    ...changes,
  };
  return mailboxCodes(settings, { book });
}

async function armed(source: CodeSource): Promise<CodeWait> {
  const wait = await source.arm();
  waits.push(wait);
  return wait;
}

function send(code: string): void {
  const text = `Somebody signs in.\n\nUsername: ${USER}\n\nVerification Code: ${code}\n`;
  mailbox.deliver({ from: 'noreply@cloud.example', to: ROBOT, subject: 'Verify', text, date: new Date() });
}

/** How the work fails: in one line, with no secret in it nor below it. */
async function failure(work: Promise<unknown>): Promise<{ kind: string; message: string }> {
  const error = await work.then(
    () => new Error('It worked'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'Trouble' });
  expect(error).not.toHaveProperty('cause');
  expect(String(error)).not.toMatch(/[\r\n]/);
  const shown = inspect(error, { depth: 9, showHidden: true });
  expect(shown).not.toMatch(/client&secret|refresh token|access token \d/);
  expect(shown).not.toContain(Buffer.from(`user=${ROBOT}`).toString('base64').slice(0, 20));
  return error as Error & { kind: string };
}

for (const provider of PROVIDERS) {
  test(`reads codes from a mailbox that is like ${provider.name}`, async () => {
    await mailbox.close();
    mailbox = await mailboxFor(provider);
    const source = codes(provider);
    await source.preflight();
    const wait = await armed(source);
    send('004550');
    expect((await wait.next()).code.reveal()).toBe('004550');
    expect(endpoint.requests).toHaveLength(1);
    expect(endpoint.requests[0]).toMatchObject({
      grant_type: provider.byRefreshToken ? 'refresh_token' : 'client_credentials',
    });
    expect(book.redact('access token 1')).toBe('[SECRET mailbox access token]');
  });
}

test('takes another token when the one it had counts no more, and gets the code all the same', async () => {
  const source = codes();
  const wait = await armed(source);
  const received = wait.next();
  endpoint.withdraw();
  mailbox.dropConnections();
  send('100001');
  expect((await received).code.reveal()).toBe('100001');
  expect(endpoint.requests).toHaveLength(2);

  endpoint.withdraw();
  await source.preflight();
  endpoint.withdraw();
  await armed(source);
  expect(endpoint.requests).toHaveLength(4);
});

test('gives up where a new token is refused too, and speaks of tokens, not of passwords', async () => {
  const source = codes({ user: 'other@corp.example' });
  const words =
    /^The mail server 127\.0\.0\.1:\d+ refused the access token for other@corp\.example \(AUTHENTICATIONFAILED\)\. Check that IMAP_USER is the mailbox that the IMAP_OAUTH_ settings are for/;
  const preflight = await failure(source.preflight());
  expect(preflight).toMatchObject({ kind: 'preflight', message: expect.stringMatching(words) });
  expect(preflight.message).not.toContain('PASSWORD');
  expect(endpoint.requests).toHaveLength(2);
  expect((await failure(source.arm())).message).toBe(preflight.message);
  expect(endpoint.requests).toHaveLength(3);
});

test('ends the wait when the refresh token counts no more', async () => {
  const wait = await armed(codes({ byRefreshToken: true }));
  const ended = failure(wait.next());
  endpoint.withdraw();
  endpoint.answerOnce(400, { error: 'invalid_grant', error_description: 'access token 1' });
  mailbox.dropConnections();
  const { kind, message } = await ended;
  expect(kind).toBe('person');
  expect(message).toMatch(/^The wait for a code ended: .*\(invalid_grant\)\. Make a new IMAP_OAUTH_REFRESH_TOKEN/);
  expect(endpoint.requests).toHaveLength(2);
});

test('waits on when the token endpoint fails for a moment, at the beginning and later', async () => {
  const source = codes();
  endpoint.answerOnce(500, 'Out of order');
  const wait = await armed(source);
  const received = wait.next();
  endpoint.withdraw();
  endpoint.answerOnce(429, 'Slow down');
  mailbox.dropConnections();
  send('100002');
  expect((await received).code.reveal()).toBe('100002');
  expect(endpoint.requests).toHaveLength(4);
});

test('says before anything is changed why there is no token', async () => {
  const source = codes();
  endpoint.answerOnce(401, { error: 'invalid_client', error_description: 'AADSTS7000215: access token 1' });
  const { kind, message } = await failure(source.preflight());
  expect(kind).toBe('preflight');
  expect(message).toMatch(/gives no access token for the mailbox \(invalid_client, AADSTS7000215\)\. Check /);
  endpoint.answerOnce(400, { error: 'invalid_grant' });
  expect((await failure(source.arm())).message).toContain('(invalid_grant)');
});

test('ends at once while it waits for a token', async () => {
  const wait = await armed(codes());
  const ended = failure(wait.next());
  const release = endpoint.hold();
  endpoint.withdraw();
  mailbox.dropConnections();
  await expect.poll(() => endpoint.requests.length).toBe(2);
  await wait[Symbol.asyncDispose]();
  expect((await ended).kind).toBe('interrupted');
  release();
});

test('says that the server takes no tokens', async () => {
  await mailbox.close();
  mailbox = await startMailbox({ user: ROBOT, password: 'is taken here' });
  const { message } = await failure(codes().preflight());
  expect(message).toMatch(/takes no access tokens\. Check IMAP_HOST; .* IMAP_PASSWORD\.$/);
});

const HELLO = '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] Hello';

test('speaks of tokens where the server refuses one without a reason', async () => {
  const server = await scriptedServer(HELLO, () => 'NO AUTHENTICATE failed.');
  const { message } = await failure(codes({ port: server.port }).preflight());
  expect(message).toContain('refused the access token for robot@corp.example (no reason). Check that IMAP_USER');
  expect(endpoint.requests).toHaveLength(2);
  await server.close();
});

for (const answers of [
  { AUTHENTICATE: 'NO User is authenticated but not connected.' },
  { SELECT: 'BAD User is authenticated but not connected.', EXAMINE: 'BAD User is authenticated but not connected.' },
]) {
  test(`takes no mailbox behind the login at ${Object.keys(answers)[0]} for what it may be`, async () => {
    const replies: Record<string, string> = answers;
    const server = await scriptedServer(HELLO, (command) => replies[command] ?? 'OK Done');
    const source = codes({ port: server.port });
    const { message } = await failure(source.preflight());
    expect(message).toMatch(
      /took the login of robot@corp\.example, but connected it to no mailbox\. Check that IMAP_USER .* IMAP_OAUTH_ settings may open; .* wait a few minutes\.$/,
    );
    expect(endpoint.requests).toHaveLength(1);
    await server.close();
  });
}
