import { request } from 'node:http';
import { expect, test } from '@playwright/test';
import { fetch } from 'undici';
import { startPractice } from '../../src/cli/practice.ts';
import { launchBrowser } from '../support/browser.ts';
import { deeds } from '../support/ledger.ts';
import { askForCode, settings, signedIn } from './support.ts';

let place: Awaited<ReturnType<typeof startPractice>>;
test.beforeEach(async () => {
  place = await startPractice({ sink: 'file:x.json', seed: 'control' });
});
test.afterEach(() => place.close());

const json = { 'content-type': 'application/json' };

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = json) {
  const answer = await fetch(place.org.controlUrl + path, { method, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const read = async (path: string) => (await fetch(place.org.controlUrl + path)).json();

test.describe('to a program', () => {
  test('conditions are told and switched by name, faults in words', async () => {
    const change = {
      release: '2025-10',
      gates: 'closed',
      shadow: 'native',
      interruptions: ['welcome'],
      sessionMinutes: 5,
    };
    const faults = ['drop-after@create*1', 'latency@list=800~200', 'mail-junk@+1*1'];
    const { status, body } = await send('PATCH', '/conditions', {
      ...change,
      faults: [...faults.slice(0, 2), 'mail-junk+1'],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...change, signIn: 'password', challengeAtSignIn: false });
    expect(body['faults']).toEqual(['drop-after@create*1', 'latency@list=800~200', 'mail-junk@*+1*1']);
    expect(await read('/conditions')).toEqual(body);
    expect(place.org.conditions()).toMatchObject(change);
    // What is told can be sent back.
    expect(await send('PATCH', '/conditions', body)).toEqual({ status: 200, body });
  });

  for (const [what, change, says] of [
    ['a condition', { relase: '2025-10' }, 'There is no condition relase; there are release, gates'],
    ['a release', { release: '2024-02' }, 'There is no release "2024-02"; there are 2025-10, 2026-08.'],
    ['an interruption', { interruptions: ['welcom'] }, 'There is no interruption "welcom"; there are maintenance'],
    ['a fault', { faults: ['drop-after@creat'] }, 'There is no request "creat"; there are *, login'],
    ['a fault that is no text', { faults: [1] }, 'A fault is a text such as "drop-after@create".'],
    ['a length', { sessionMinutes: 0 }, 'A session lasts some minutes.'],
    ['a list', [], 'Conditions are an object.'],
  ] as const) {
    test(`${what} that does not exist is refused with what there is, and nothing is switched`, async () => {
      const before = place.org.conditions();
      const { status, body } = await send(
        'PATCH',
        '/conditions',
        Array.isArray(change) ? change : { gates: 'closed', ...change },
      );
      expect(status).toBe(400);
      expect(body['error']).toContain(says);
      expect(place.org.conditions()).toEqual(before);
    });
  }

  test('ledger and mails are read there', async () => {
    place.org.switch({ challengeAtSignIn: true, faults: ['mail-junk'] });
    await askForCode(place.org);
    await askForCode(place.org);
    expect(await read('/ledger')).toEqual(place.org.ledger());
    expect(await read('/mails')).toMatchObject([
      { n: 2, faults: [], to: place.org.admin.email },
      { n: 1, faults: ['mail-junk'], folder: 'Junk' },
    ]);
    expect(
      place.mailbox
        .messages()
        .map(({ folder }) => folder)
        .sort(),
    ).toEqual(['INBOX', 'Junk']);
  });

  test('the time is moved on, and a session that is too old by then has ended', async () => {
    const client = await signedIn(place.org);
    const apps = `${place.org.setupUrl}/setup-api/apps`;
    expect((await client.request(apps)).status).toBe(200);
    expect((await send('POST', '/advance', { ms: 121 * 60_000 })).status).toBe(200);
    expect((await client.request(apps)).status).toBe(401);
    for (const ms of [0, -1, 1.5, '1', 1e300]) expect((await send('POST', '/advance', { ms })).status).toBe(400);
  });

  test('everybody is signed out', async () => {
    const client = await signedIn(place.org);
    await send('POST', '/end-sessions', {});
    expect((await client.request(`${place.org.setupUrl}/setup-api/apps`)).status).toBe(401);
    expect(deeds(place.org, 'end sessions')).toHaveLength(1);
  });

  test('a reset puts back org, conditions, ledger and mailbox', async () => {
    const first = { state: await read('/state'), conditions: await read('/conditions'), held: place.org.state() };
    await send('PATCH', '/conditions', { challengeAtSignIn: true, faults: ['latency'], interruptions: ['welcome'] });
    await askForCode(place.org);
    const client = await signedIn(await withoutChallenge());
    await client.send('POST', `${place.org.setupUrl}/setup-api/apps`, settings());
    expect(place.org.state().apps).toHaveLength(2);
    expect(place.mailbox.messages()).not.toEqual([]);

    await send('POST', '/reset', {});
    const { now: _before, ...state } = first.state as Record<string, unknown>;
    expect(await read('/state')).toMatchObject(state);
    expect(await read('/conditions')).toEqual(first.conditions);
    expect(place.org.state()).toEqual(first.held);
    expect(await read('/ledger')).toEqual([]);
    expect(await read('/mails')).toEqual([]);
    expect(place.mailbox.messages()).toEqual([]);
  });

  const withoutChallenge = async () => {
    await send('PATCH', '/conditions', { challengeAtSignIn: false, faults: [] });
    return place.org;
  };

  test('nobody is asked for an approval that nobody wants', async () => {
    expect(await send('POST', '/approve-push', {})).toMatchObject({ status: 400 });
    expect(await send('POST', '/deny-push', {})).toMatchObject({ status: 400 });
  });
});

test.describe('to pages of others', () => {
  for (const origin of ['http://evil.example', 'null', 'http://acme.my.salesforce.localhost']) {
    test(`a page of ${origin} can switch nothing`, async () => {
      await signedIn(place.org);
      expect((await send('POST', '/reset', {}, { ...json, origin })).status).toBe(403);
      expect(place.org.ledger()).not.toEqual([]);
    });
  }

  test('a form, which needs no leave to be sent, can switch nothing', async () => {
    await signedIn(place.org);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect((await send('POST', '/reset', {}, { 'content-type': type })).status).toBe(415);
    }
    expect(place.org.ledger()).not.toEqual([]);
  });

  test('under a name that only leads here nothing is answered', async () => {
    const { port } = new URL(place.org.controlUrl);
    const names = ['evil.example', 'control.evil.example', '127.0.0.1.evil.example'].map((name) => `${name}:${port}`);
    for (const host of [...names, '127.0.0.1', '[::1]:80', 'constructor', '__proto__']) {
      // undici sets no Host of others, so this is done by hand.
      const status = await new Promise((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path: '/ledger', headers: { host } });
        asked
          .on('response', (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
      expect(status, host).toBe(404);
    }
  });

  test('a page of the practice org itself cannot read the control address', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${place.org.url}/practice-org/identity.css`);
      const ended = await page.evaluate(
        (url) =>
          fetch(`${url}/mails`).then(
            () => 'read',
            (error) => String(error),
          ),
        place.org.controlUrl,
      );
      expect(ended).toContain('Failed to fetch');
    } finally {
      await browser.close();
    }
  });
});
