import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { mailboxToken } from '../../src/identity/mailbox/index.ts';
import type { TokenSettings } from '../../src/identity/mailbox/oauth.ts';
import { TokenTrouble } from '../../src/identity/mailbox/oauth-trouble.ts';
import type { AccessToken } from '../../src/identity/mailbox/settings.ts';
import { Secret, SecretBook } from '../../src/runbook/secret.ts';
import { CLIENT, REFRESH_TOKEN, startTokenEndpoint, type TokenEndpoint } from '../support/token-endpoint.ts';

const endpoints: TokenEndpoint[] = [];
let book: SecretBook;
let time: number;

test.beforeEach(() => {
  book = new SecretBook();
  time = Date.parse('2026-11-26T09:00:00Z');
});

test.afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});

async function started(how: Parameters<typeof startTokenEndpoint>[0] = {}): Promise<TokenEndpoint> {
  const endpoint = await startTokenEndpoint(how);
  endpoints.push(endpoint);
  return endpoint;
}

/** As for Microsoft 365: the app asks in its own name. */
function appToken({ url }: { url: string }, changes: Partial<TokenSettings> = {}): AccessToken {
  return mailboxToken({
    tokenUrl: url,
    clientId: CLIENT.id,
    clientSecret: new Secret('IMAP_OAUTH_CLIENT_SECRET', CLIENT.secret),
    scope: 'https://outlook.example/.default',
    book,
    now: () => new Date(time),
    ...changes,
  });
}

/** As for Gmail: in the name of the person who gave the refresh token. */
function personToken(endpoint: { url: string }, changes: Partial<TokenSettings> = {}): AccessToken {
  return mailboxToken({
    tokenUrl: endpoint.url,
    clientId: CLIENT.id,
    clientSecret: new Secret('IMAP_OAUTH_CLIENT_SECRET', CLIENT.secret),
    refreshToken: new Secret('IMAP_OAUTH_REFRESH_TOKEN', REFRESH_TOKEN),
    book,
    now: () => new Date(time),
    ...changes,
  });
}

/** How asking for a token fails: in one line, with no secret in it nor below it. */
async function failure(token: AccessToken): Promise<TokenTrouble> {
  const error = await token().then(
    () => new Error('It worked'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof TokenTrouble)) throw error;
  expect(error.kind).toBe('preflight');
  expect(error).not.toHaveProperty('cause');
  expect(String(error)).not.toMatch(/[\r\n]/);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(
    /client&secret|refresh token|access token \d|told/,
  );
  return error;
}

test('asks in the name of an app, with its secret and scope', async () => {
  const endpoint = await started();
  expect((await appToken(endpoint)()).reveal()).toBe('access token 1');
  expect(endpoint.requests).toEqual([
    {
      grant_type: 'client_credentials',
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      scope: 'https://outlook.example/.default',
    },
  ]);
});

test('asks in the name of a person, with their refresh token, also without a secret of the client', async () => {
  const endpoint = await started();
  const refreshToken = new Secret('IMAP_OAUTH_REFRESH_TOKEN', REFRESH_TOKEN);
  await mailboxToken({ tokenUrl: endpoint.url, clientId: CLIENT.id, refreshToken, book })();
  await personToken(endpoint)();
  const common = { grant_type: 'refresh_token', client_id: CLIENT.id, refresh_token: REFRESH_TOKEN };
  expect(endpoint.requests).toEqual([common, { ...common, client_secret: CLIENT.secret }]);
});

test('has every secret redacted the moment it is known', async () => {
  const endpoint = await started({ rotates: true });
  const token = personToken(endpoint);
  expect(book.redact(`${CLIENT.secret}; ${REFRESH_TOKEN}`)).toBe(
    '[SECRET IMAP_OAUTH_CLIENT_SECRET]; [SECRET IMAP_OAUTH_REFRESH_TOKEN]',
  );
  await token();
  expect(book.redact('access token 1; refresh token 1')).toBe(
    '[SECRET mailbox access token]; [SECRET IMAP_OAUTH_REFRESH_TOKEN]',
  );
});

test('keeps a token until two minutes before its end', async () => {
  const endpoint = await started({ expiresIn: 3600 });
  const token = appToken(endpoint);
  const first = await token();
  time += 3_479_999;
  expect(await token()).toBe(first);
  expect(endpoint.requests).toHaveLength(1);
  time += 1;
  expect((await token()).reveal()).toBe('access token 2');
  expect(endpoint.requests).toHaveLength(2);
});

for (const [expiresIn, keptMs] of [
  [60, 30_000],
  ['600', 480_000],
  [undefined, 480_000],
] as const) {
  test(`keeps a token of ${expiresIn} s for ${keptMs} ms`, async () => {
    const endpoint = await started({ expiresIn });
    const token = appToken(endpoint);
    await token();
    time += keptMs - 1;
    await token();
    expect(endpoint.requests).toHaveLength(1);
    time += 1;
    await token();
    expect(endpoint.requests).toHaveLength(2);
  });
}

test('asks once for all who ask at the same time', async () => {
  const endpoint = await started();
  const release = endpoint.hold();
  const token = appToken(endpoint);
  const asked = [token(), token(), token()];
  await expect.poll(() => endpoint.requests.length).toBe(1);
  release();
  const [first, ...others] = await Promise.all(asked);
  expect(others).toEqual([first, first]);
  expect(endpoint.requests).toHaveLength(1);
});

test('gives another token for one that was refused, and one only to all who were refused it', async () => {
  const endpoint = await started();
  const token = appToken(endpoint);
  const refused = await token();
  const [one, two] = await Promise.all([token(refused), token(refused)]);
  expect(one.reveal()).toBe('access token 2');
  expect(two).toBe(one);
  expect(await token(refused)).toBe(one);
  expect(endpoint.requests).toHaveLength(2);
});

test('goes on with the refresh token that came last', async () => {
  const endpoint = await started({ rotates: true });
  const token = personToken(endpoint);
  for (let refused = await token(), turns = 0; turns < 2; turns++) refused = await token(refused);
  expect(endpoint.requests.map((form) => form['refresh_token'])).toEqual([
    'refresh token 0',
    'refresh token 1',
    'refresh token 2',
  ]);
});

test('does not look at an identity token that comes with it', async () => {
  const endpoint = await started({ more: { id_token: 'of.another.issuer' } });
  expect((await appToken(endpoint)()).reveal()).toBe('access token 1');
});

test('tries again after a failure, whatever it was', async () => {
  const endpoint = await started();
  const token = appToken(endpoint);
  for (const [status, body] of [
    [500, 'told: out of order'],
    [429, { error: 'told' }],
    [400, { error: 'invalid_grant' }],
  ] as const)
    endpoint.answerOnce(status, body);
  expect((await failure(token)).isFinal).toBe(false);
  expect((await failure(token)).isFinal).toBe(false);
  expect((await failure(token)).isFinal).toBe(true);
  expect((await token()).reveal()).toBe('access token 4');
});

for (const [status, body, isFinal, words] of [
  [400, { error: 'invalid_grant', error_description: 'told' }, true, /\(invalid_grant\)\. Check IMAP_OAUTH_TOKEN_URL/],
  [401, { error: 'invalid_client' }, true, /\(invalid_client\)\. Check IMAP_OAUTH_CLIENT_ID and IMAP_OAUTH_CLIENT_S/],
  [
    400,
    { error: 'unauthorized_client', error_description: 'AADSTS700016: told' },
    true,
    /\(unauthorized_client, AADSTS700016\)\. .* IMAP\.AccessAsApp/,
  ],
  [400, { error: 'invalid_scope' }, true, /Set IMAP_OAUTH_SCOPE; .*https:\/\/outlook\.office365\.com\/\.default/],
  [403, { error: 'access\n\u001b[31mdenied' }, true, /\(access +31mdenied\)\. Check the IMAP_OAUTH_ settings/],
  [400, { error: 'temporarily_unavailable' }, false, /\(temporarily_unavailable\)\. Try again in a few minutes/],
  [503, 'told', false, /failed \(status 503\)\. Try again in a few minutes/],
  [429, 'told', false, /failed \(status 429\)/],
  [404, '<html>told</html>', false, /does not answer as one does\. Check that IMAP_OAUTH_TOKEN_URL/],
  [302, 'told', false, /does not answer as one does/],
  [204, '', false, /does not answer as one does/],
  [200, '<html>told</html>', false, /does not answer as one does/],
  [200, { access_token: 'told' }, false, /does not answer as one does/],
  [200, { access_token: 'told', token_type: 'mac' }, false, /does not answer as one does/],
] as const) {
  test(`puts status ${status} with ${JSON.stringify(body)} in words`, async () => {
    const endpoint = await started();
    endpoint.answerOnce(status, body);
    const error = await failure(appToken(endpoint));
    expect(error.message).toMatch(words);
    expect(error.message).toMatch(/^The token endpoint 127\.0\.0\.1:\d+ /);
    expect(error.isFinal).toBe(isFinal);
  });
}

test('says what may have ended a refresh token', async () => {
  const endpoint = await started();
  const refreshToken = new Secret('IMAP_OAUTH_REFRESH_TOKEN', 'refresh token that is spent');
  const error = await failure(personToken(endpoint, { refreshToken }));
  expect(error.message).toMatch(/\(invalid_grant\)\. Make a new IMAP_OAUTH_REFRESH_TOKEN .* Testing after 7 days/);
  expect(error.isFinal).toBe(true);
});

test('gives up on an endpoint that does not answer, or cannot be reached', async () => {
  const endpoint = await started();
  const release = endpoint.hold();
  const silent = await failure(appToken(endpoint, { deadlineMs: 100 }));
  expect(silent.message).toMatch(/did not answer within 0\.1 s\. Check IMAP_OAUTH_TOKEN_URL/);
  expect(silent.isFinal).toBe(false);
  release();
  await endpoint.close();
  const gone = await failure(appToken(endpoint));
  expect(gone.message).toMatch(/could not be reached \(ECONNREFUSED\)\. Check IMAP_OAUTH_TOKEN_URL/);
  expect(gone.isFinal).toBe(false);
});

for (const url of [
  'http://login.example/token',
  'http://127.0.0.1.evil.example/token',
  'ftp://127.0.0.1/token',
  'https://user:told@login.example/token',
  'told',
]) {
  test(`sends no secret to ${url}`, () => {
    expect(() => appToken({ url })).toThrow(/^IMAP_OAUTH_TOKEN_URL is not an https address without a user in it\./);
  });
}

test('asks for one of the two ways', () => {
  expect(() => mailboxToken({ tokenUrl: 'https://login.example/token', clientId: 'x', book })).toThrow(
    /^Neither IMAP_OAUTH_REFRESH_TOKEN nor IMAP_OAUTH_CLIENT_SECRET is set\./,
  );
});
