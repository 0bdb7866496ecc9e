import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Remembered } from '../../src/runbook/move.ts';
import type { Credentials, Surroundings } from '../../src/runbook/ports.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { requestToken, whoIs } from '../../src/salesforce/api.ts';
import type { App } from '../../src/salesforce/app.ts';
import { proofOf } from '../../src/salesforce/proof.ts';
import { createApp, signedIn, started } from '../practice-org/support.ts';
import { deeds } from '../support/ledger.ts';

const book = new SecretBook();
const keep = (name: string, value: string) => book.keep(name, value);

function credentials(url: string, { key = '3MVG9unknown', secret = 'F'.repeat(64) } = {}): Credentials {
  return {
    org: '00DgL00000AbCdE',
    app: 'Document AI',
    tokenUrl: `${url}/services/oauth2/token`,
    consumerKey: keep('consumer key', key),
    consumerSecret: keep('consumer secret', secret),
  };
}

/** A server on this machine that answers as a test wants, and what it heard. */
async function answering(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://acme.localhost:${(server.address() as AddressInfo).port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a token is granted for the key and secret of an app, and says whom it runs as', async () => {
  const { org } = await started();
  const app = await createApp(await signedIn(org), org);
  const answer = await requestToken(credentials(org.url, app), keep);
  if (!answer.granted) throw new Error(`Not granted: ${answer.error}`);
  expect(answer.tokenType).toBe('Bearer');
  expect(String(answer.token)).toBe('[SECRET access token]');
  expect(await whoIs(org.url, answer.token)).toMatchObject({ preferred_username: org.admin.username });
  await org.close();
});

test('a refused token comes with the words of the org and without the secret', async () => {
  const { org } = await started();
  const client = await signedIn(org);
  const { key } = await createApp(client, org);
  const wrongSecret = await requestToken(credentials(org.url, { key }), keep);
  expect(wrongSecret).toEqual({
    granted: false,
    status: 400,
    error: expect.stringMatching(/^invalid_client/),
    description: expect.stringMatching(/\w/),
  });
  expect(await requestToken(credentials(org.url), keep)).toMatchObject({ granted: false, error: 'invalid_client_id' });

  const app = await createApp(client, org, { clientCredentials: false, runAs: '' }, { name: 'Two', apiName: 'Two' });
  expect(await requestToken(credentials(org.url, app), keep)).toMatchObject({
    granted: false,
    description: expect.stringContaining('no client credentials user enabled'),
  });
  await org.close();
});

const strange: ReadonlyArray<readonly [what: string, status: number, body: string]> = [
  ['a page', 503, '<h1>Down for maintenance</h1>'],
  ['nothing', 200, ''],
  ['other JSON', 200, '{"ok":true}'],
  ['an empty token', 200, '{"access_token":"","token_type":"Bearer"}'],
];
for (const [what, status, body] of strange) {
  test(`${what} in place of a token is no token`, async () => {
    await using server = await answering((_, response) => response.writeHead(status).end(body));
    expect(await requestToken(credentials(server.url), keep)).toEqual({
      granted: false,
      status,
      error: 'unexpected answer',
      description: '',
    });
  });
}

test('no answer is told with the place that gives none, and nothing of the request', async () => {
  const gone = await answering((_, response) => response.end());
  await gone[Symbol.asyncDispose]();
  const refused = requestToken(credentials(gone.url), keep);
  await expect(refused).rejects.toMatchObject({
    name: 'Trouble',
    kind: 'step',
    message: expect.stringContaining(`No answer from ${gone.url}/services/oauth2/token.`),
  });
  await expect(refused).rejects.not.toThrow(/F{64}|3MVG9/);
});

test('a connection that breaks is no answer either', async () => {
  await using server = await answering((request) => request.socket.destroy());
  await expect(requestToken(credentials(server.url), keep)).rejects.toMatchObject({ kind: 'step' });
});

test('a key and secret are not carried on to where an answer points', async () => {
  await using elsewhere = await answering((_, response) => response.end('{}'));
  await using server = await answering((_, response) =>
    response.writeHead(307, { location: `${elsewhere.url}/services/oauth2/token` }).end(),
  );
  await expect(requestToken(credentials(server.url), keep)).rejects.toMatchObject({ kind: 'step' });
  expect(elsewhere.heard).toEqual([]);
});

test('a token that the org does not know names nobody', async () => {
  const { org } = await started();
  await expect(whoIs(org.url, keep('access token', '00D!unknown'))).rejects.toMatchObject({
    kind: 'step',
    message: expect.stringMatching(/does not say who the token runs as \(HTTP 40[13]\)/),
  });
  await org.close();
});

/** The proof of credentials that a sink holds, of this org. */
function proofOfHeld(held: Credentials, url = 'https://acme.my.salesforce.com') {
  const around: Pick<Surroundings, 'sink' | 'signedIn' | 'secret' | 'allowsOrigin' | 'target'> = {
    target: { url, username: 'grace', signIn: { by: 'hand' } },
    sink: {
      name: 'a sink',
      files: [],
      preflight: async () => undefined,
      holds: async () => ({ ...held, from: 'the sink' }),
      // It was not found that there are none: there are.
      sawNone: () => false,
      store: async () => '',
    },
    signedIn: () => ({ org: held.org, username: 'grace', signedInBy: 'password' }),
    secret: keep,
    allowsOrigin: (origin) => origin === url,
  };
  return proofOf({ appName: held.app } as App, around as Surroundings);
}

test('a token that was taken back a moment after it was given is asked for again, once', async () => {
  const { org } = await started();
  const app = await createApp(await signedIn(org), org);
  const proof = proofOfHeld(credentials(org.url, app), org.url);
  const username = new Remembered<string>('the user');
  username.set(org.admin.username);
  expect(await proof.token.check()).toMatchObject({ holds: true });
  org.endSessions();
  expect(await proof.runsAs(username).check()).toMatchObject({ holds: true, found: org.admin.username });
  expect(deeds(org, 'issue token')).toHaveLength(2);
  org.change(({ apps }) => {
    apps.length = 0;
  });
  org.endSessions();
  await expect(proof.runsAs(username).check()).rejects.toThrow('does not say who the token runs as');
  await org.close();
});

test('a held key and secret are not sent to another host than the org, whatever the sink says', async () => {
  await using server = await answering((_, response) => response.end('{}'));
  await proofOfHeld(credentials(server.url))
    .handedOver.check()
    .catch(() => undefined);
  expect(server.heard).toEqual([]);
});

test('held credentials of a host that is gone are asked for anew, as after a second rehearsal', async () => {
  const gone = await answering((_, response) => response.end());
  await gone[Symbol.asyncDispose]();
  const verdict = await proofOfHeld(credentials(gone.url)).handedOver.check();
  expect(verdict).toMatchObject({ holds: false });
  // They are seen to be of elsewhere: that is drift.
  expect(verdict).not.toHaveProperty('unseen');
});
