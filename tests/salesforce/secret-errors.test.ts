import { createServer as plain, type RequestListener } from 'node:http';
import { createServer as encrypted } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { SecretBook } from '../../src/runbook/secret.ts';
import { askAboutSession, query } from '../../src/salesforce/api.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { selfSigned } from '../support/certificate.ts';
import { aWindow } from '../support/window.ts';
import { surroundings } from './support.ts';

const SID = '00DgL00000AbCdE!AQEAQFzS8gLk3mR7vXc2QpWn5TbY';
const here = aWindow();
const book = new SecretBook();

/** A server on this machine; the address of one that is gone where it does not listen. */
async function answering(listener: RequestListener, { tls = false, gone = false } = {}) {
  const server = tls ? encrypted(await selfSigned(), listener) : plain(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  if (gone) await close();
  return { url: `${tls ? 'https' : 'http'}://acme.my.salesforce.localhost:${port}`, [Symbol.asyncDispose]: close };
}

/** Everything of an error that anybody could write down. */
function whole(error: unknown): string {
  return inspect(error, { depth: 9, showHidden: true });
}

function expectNothingOf(secret: string, text: string): void {
  for (let at = 0; at + 10 <= secret.length; at += 1) expect(text).not.toContain(secret.slice(at, at + 10));
}

const PLACES = {
  'nobody listens': { answer: () => undefined, how: { gone: true } },
  'the server has trouble': { answer: (_request, response) => response.writeHead(500).end(), how: {} },
  'the certificate is not trusted': { answer: (_request, response) => response.end(), how: { tls: true } },
  'the connection breaks': { answer: (request) => request.socket.destroy(), how: {} },
} as const satisfies Record<string, { answer: RequestListener; how: object }>;

for (const [where, { answer, how }] of Object.entries(PLACES)) {
  test(`case 5: a session URL that fails because ${where} is told without what it holds`, async () => {
    test.setTimeout(60_000);
    await using server = await answering(answer, how);
    const next = async () => book.keep('session URL', `${server.url}/secur/frontdoor.jsp?sid=${SID}&retURL=%2Fsetup`);
    const org = { url: server.url, setupUrl: server.url, admin: ADMIN };
    const around = surroundings(org, here.context);
    const target = { ...around.target, signIn: { by: 'session URL', next } as const };
    const failure: unknown = await signIn({ ...around, target }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'preflight', message: expect.stringContaining('cannot be reached (') });
    expectNothingOf(SID, whole(failure));
    expect(whole(failure)).not.toContain('frontdoor');
  });
}

const ADMIN = { username: 'grace@acme.practice', password: 'correct horse', email: '', name: '' };

for (const [where, answer] of Object.entries({
  'is not answered': () => undefined,
  'loses its connection': (request) => request.socket.destroy(),
  'is answered by a redirect': (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
} as const satisfies Record<string, RequestListener>)) {
  test(`case 6: an API request that ${where} is told without its headers`, async () => {
    await using server = await answering(answer);
    const session = book.keep('session id', SID);
    const asked = [
      () => query(server.url, session, 'SELECT Id FROM User'),
      () => askAboutSession(server.url, session, AbortSignal.timeout(500)),
    ];
    for (const ask of asked) {
      const failure: unknown = await ask().catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'Trouble' });
      expectNothingOf(SID, whole(failure));
      expect(whole(failure)).not.toMatch(/bearer/i);
    }
  });
}
