import { expect, test } from '@playwright/test';
import { TOTP } from 'otpauth';
import type { NewMethods, PracticeOrg } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';
import { Client, codeIn, createApp, signedIn, started } from './support.ts';

const totpSecret = 'JBSWY3DPEHPK3PXP';
const start = new Date('2026-11-02T09:00:00Z');

const page = (name: string) => `/_ui/identity/verification/method/${name}/e`;

/** Opens the consumer details of an app, and says where that leads. */
async function reveal(methods: NewMethods) {
  const { org, mails } = await started({ at: start, methods });
  const client = await signedIn(org);
  const { id, secret } = await createApp(client, org);
  const app = await client.request(`${org.setupUrl}/setup-api/apps/${id}`);
  const { consumerDetailsUrl } = (await app.json()) as { consumerDetailsUrl: string };
  const { visited, response } = await client.follow(consumerDetailsUrl);
  return {
    org,
    mails,
    client,
    secret,
    consumerDetailsUrl,
    at: new URL(visited.at(-1) ?? ''),
    asks: await response.text(),
  };
}

function codeAt(org: PracticeOrg, secondsOff = 0): string {
  return new TOTP({ secret: totpSecret }).generate({ timestamp: org.now().getTime() + secondsOff * 1000 });
}

function statuses(org: PracticeOrg): Array<Readonly<Record<string, string>>> {
  return deeds(org, 'answer challenge').map(({ detail }) => detail);
}

test('methods come in the order of facts 6.2 [D], and e-mail only where there is no other', async () => {
  const { org } = await started();
  const passkey = { id: 'AQ', publicKey: spki };
  for (const [methods, first] of [
    [{}, 'EmailVerificationFinishUi'],
    [{ totpSecret }, 'TotpVerificationUi'],
    [{ totpSecret, salesforceAuthenticator: true }, 'LLVerificationFinishUi'],
    [{ totpSecret, salesforceAuthenticator: true, passkey: { ...passkey, transports: ['usb'] } }, 'e/U2F'],
    [{ totpSecret, passkey: { ...passkey, transports: ['internal'] } }, 'e/BuiltInAuthenticator'],
  ] as const) {
    org.switch({ challengeAtSignIn: true });
    org.registerMethods(methods);
    const { username, password } = org.admin;
    const client = new Client();
    const entered = await client.post(`${org.url}/`, { username, pw: password, startURL: '' });
    const { visited } = await client.follow(entered.headers.get('location') ?? '');
    expect(visited.at(-1)).toContain(first);
  }
  await org.close();
});

/** A public key of P-256, of which nobody has the other half. */
const spki =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMX9fwSj035u2WrdgRg50A3XabO2L3zyGjyrxNzRqAh5IvkdDxu-Lt61o5EvsPaCC1PN-m6ugZUZRzsIkN8RPQg';

test.describe('an authenticator app', () => {
  test('opens the details with the code of now, and no mail is sent: facts 1.3 [C], 6.2 [D]', async () => {
    const { org, mails, client, at, asks, secret } = await reveal({ totpSecret });
    expect(at.pathname).toBe(page('TotpVerificationUi'));
    expect(asks).toMatch(/<input [^>]*id="tc" maxlength="6" name="tc"[^>]* autocomplete="off">/);
    expect(asks).not.toContain('Use a Different Verification Method');
    const vcsrf = at.searchParams.get('vcsrf') ?? '';
    const answer = await client.post(at.href, { vcsrf, tc: codeAt(org) });
    const { response } = await client.follow(new URL(answer.headers.get('location') ?? '', org.url).href);
    expect(await response.text()).toContain(secret);
    expect(statuses(org)).toEqual([{ activity: 'ExternalClientApp', method: 'Totp', status: 'Succeeded' }]);
    expect(mails).toEqual([]);
    await org.close();
  });

  test('may be off by half a minute, and a code is accepted once', async () => {
    const { org, client, at, consumerDetailsUrl } = await reveal({ totpSecret });
    const answer = async (tc: string) => {
      const { visited } = await client.follow(consumerDetailsUrl);
      const vcsrf = new URL(visited.at(-1) ?? '').searchParams.get('vcsrf') ?? '';
      return (await client.post(at.href, { vcsrf, tc })).text();
    };
    const refusal = 'Error: Invalid or expired verification code. Try again.';
    expect(await answer(codeAt(org, -60))).toContain(refusal);
    expect(await answer(codeAt(org, -30))).not.toContain(refusal);
    // The session remembers for five minutes that the identity is proven; signing in again forgets it.
    const other = await signedIn(org);
    const { visited } = await other.follow(consumerDetailsUrl);
    const vcsrf = new URL(visited.at(-1) ?? '').searchParams.get('vcsrf') ?? '';
    expect(await (await other.post(at.href, { vcsrf, tc: codeAt(org, -30) })).text()).toContain(refusal);
    expect((await other.post(at.href, { vcsrf, tc: codeAt(org) })).status).toBe(302);
    await org.close();
  });

  test('locks after three wrong codes, as every method does', async () => {
    const { org, client, at } = await reveal({ totpSecret });
    const vcsrf = at.searchParams.get('vcsrf') ?? '';
    for (let tries = 0; tries < 3; tries++) await client.post(at.href, { vcsrf, tc: codeAt(org, 600) });
    const late = await client.post(at.href, { vcsrf, tc: codeAt(org) });
    expect(await late.text()).toContain('The allowed number of attempts has been exceeded.');
    expect(statuses(org).map(({ status }) => status)).toEqual([
      'FailedInvalidCode',
      'FailedInvalidCode',
      'FailedTooManyAttempts',
      'FailedTooManyAttempts',
    ]);
    await org.close();
  });
});

test('only what a passkey answered counts as a try', async () => {
  const { org, client, at } = await reveal({ passkey: { id: 'AQ', publicKey: spki } });
  const vcsrf = at.searchParams.get('vcsrf') ?? '';
  expect((await client.post(at.href, { vcsrf, answer: '' })).status).toBe(200);
  expect(statuses(org)).toEqual([]);
  await client.post(at.href, { vcsrf, answer: '{"id":"AQ"}' });
  expect(statuses(org)).toMatchObject([{ method: 'BuiltInAuthenticator', status: 'FailedGeneralError' }]);
  await org.close();
});

test.describe('Salesforce Authenticator', () => {
  const methods = { salesforceAuthenticator: true, totpSecret };

  test('waits for the phone on a page without a field, and goes on after it: facts 1.3 [C]', async () => {
    const { org, client, at, asks, secret } = await reveal(methods);
    expect(at.pathname).toBe(page('LLVerificationFinishUi'));
    expect(asks).not.toContain('type="text"');
    expect(asks).not.toContain('id="save"');
    const tck = at.searchParams.get('tck') ?? '';
    expect((await client.post(at.href, { vcsrf: tck })).status, 'nobody has answered yet').toBe(200);
    expect(statuses(org)).toEqual([]);
    expect(org.approvePush()).toBe(true);
    expect(org.approvePush(), 'nothing waits any more').toBe(false);
    const answer = await client.post(at.href, { vcsrf: tck });
    const { response } = await client.follow(new URL(answer.headers.get('location') ?? '', org.url).href);
    expect(await response.text()).toContain(secret);
    expect(deeds(org, 'send code').map(({ detail }) => [detail['method'], detail['status']])).toEqual([
      ['SalesforceAuthenticator', 'InProgress'],
    ]);
    expect(statuses(org)).toMatchObject([{ method: 'SalesforceAuthenticator', status: 'Succeeded' }]);
    await org.close();
  });

  test('may be denied, and another method chosen: facts 6.2', async () => {
    const { org, client, at, asks } = await reveal(methods);
    org.denyPush();
    const denied = await client.post(at.href, { vcsrf: at.searchParams.get('tck') ?? '' });
    expect(await denied.text()).toContain('class="errorMsg"');
    expect(statuses(org)).toMatchObject([{ status: 'Denied' }]);

    const [, choice = ''] = /<a href="([^"]+)"[^>]*>Use a Different Verification Method</.exec(asks) ?? [];
    const list = await (await client.request(org.url + choice.replaceAll('&amp;', '&'))).text();
    const [, other = ''] = /<a href="([^"]+)">[^<]*authenticator app</.exec(list) ?? [];
    const vcsrf = at.searchParams.get('tck') ?? '';
    expect((await client.post(org.url + other, { vcsrf, tc: codeAt(org) })).status).toBe(302);
    await org.close();
  });
});

test('the same seed gives the same session ids, codes and questions to a passkey', async () => {
  const seen = await Promise.all(
    [1, 2].map(async () => {
      const { org, mails } = await started({ seed: 'again', at: start, challengeAtSignIn: true });
      const { username, password } = org.admin;
      const client = new Client();
      const enter = async () => {
        const entered = await client.post(`${org.url}/`, { username, pw: password, startURL: '' });
        return client.follow(entered.headers.get('location') ?? '');
      };
      const { visited } = await enter();
      const page = new URL(visited.at(-1) ?? '');
      const code = codeIn(mails[0]);
      await client.post(page.href, { vcsrf: page.searchParams.get('vcsrf') ?? '', emc: code });
      const sid = client.cookie(org.url, 'sid');
      org.registerMethods({ passkey: { id: 'AQ', publicKey: spki } });
      await client.follow(`${org.url}/secur/logout.jsp`);
      const [options] = /data-options="[^"]+"/.exec(await (await enter()).response.text()) ?? [];
      const ledger = JSON.stringify(org.ledger()).replaceAll(new URL(org.url).host, 'HOST');
      await org.close();
      return { code, sid, options, ledger };
    }),
  );
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.code).toMatch(/^\d{6}$/);
  expect(seen[0]?.options).toContain('challenge');
  expect(seen[0]?.sid).toContain('!AQ');
});
