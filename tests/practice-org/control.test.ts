import { type Browser, expect, type Page, test } from '@playwright/test';
import { fetch } from 'undici';
import { startPractice } from '../../src/cli/practice.ts';
import { interruptions } from '../../src/practice-org/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { deeds } from '../support/ledger.ts';
import { Client, settings, signedIn } from './support.ts';

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

/** Signs in up to the page that asks for a code, so that one was sent. */
async function askForCode(): Promise<void> {
  const { url, admin } = place.org;
  const client = new Client();
  const answer = await client.post(`${url}/`, { username: admin.username, pw: admin.password });
  await client.follow(new URL(answer.headers.get('location') ?? '', url).href);
}

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
    await askForCode();
    await askForCode();
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
    await askForCode();
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
    for (const name of ['evil.example', 'control.evil.example', `127.0.0.1.evil.example`]) {
      // undici sets no Host of others, so this is done by hand.
      const { request } = await import('node:http');
      const status = await new Promise((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path: '/ledger', headers: { host: `${name}:${port}` } });
        asked
          .on('response', (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
      expect(status).toBe(404);
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

test.describe('to a person', () => {
  let browser: Browser;
  let page: Page;
  test.beforeAll(async () => {
    browser = await launchBrowser();
  });
  test.afterAll(() => browser.close());
  test.beforeEach(async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    await page.goto(place.org.controlUrl);
  });
  test.afterEach(() => page.context().close());

  const section = (name: string | RegExp) => page.getByRole('region', { name });

  test('it shows the way in and the settings, to be copied, under the mark of the practice org', async () => {
    await expect(page.getByText('PRACTICE ORG - not Salesforce')).toBeVisible();
    await expect(section('Sign in').getByRole('link', { name: place.org.url })).toHaveAttribute('href', place.org.url);
    await expect(section('Sign in')).toContainText(place.org.admin.password);
    await section(/Settings for/)
      .getByRole('button', { name: 'Copy' })
      .click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    for (const [name, value] of Object.entries(place.settings))
      expect(copied).toContain(`${name}=`.concat(/ /.test(value) ? `'${value}'` : value));
  });

  test('each condition has its switch', async () => {
    for (const label of ['2025-10', 'closed', 'native', 'both at once']) {
      await section('Conditions').getByRole('radio', { name: label }).check();
    }
    await section('Conditions').getByRole('switch', { name: 'Verify the identity at sign-in' }).check();
    await section('Conditions').getByRole('spinbutton').fill('7');
    await section('Conditions').getByRole('spinbutton').press('Enter');
    await expect
      .poll(() => place.org.conditions())
      .toMatchObject({
        ...{ release: '2025-10', gates: 'closed', shadow: 'native', signIn: 'password' },
        ...{ challengeAtSignIn: true, sessionMinutes: 7 },
      });
  });

  test('each interruption is switched on and off', async () => {
    const switches = section('Interruptions').getByRole('switch');
    await expect(switches).toHaveCount(Object.keys(interruptions).length);
    for (const { title } of Object.values(interruptions))
      await section('Interruptions').getByRole('switch', { name: title }).check();
    await expect
      .poll(() => [...place.org.conditions().interruptions].sort())
      .toEqual(Object.keys(interruptions).sort());
    await section('Interruptions').getByRole('switch', { name: 'Cookie banner' }).uncheck();
    await expect.poll(() => place.org.conditions().interruptions).not.toContain('cookie-banner');
  });

  test('a fault is put together and taken away again', async () => {
    const form = section('Another fault');
    await form.getByLabel('What happens').selectOption('The connection drops after the server has acted');
    await form.getByLabel('On which request').selectOption('Create is pressed');
    await form.getByLabel('Lets pass first').fill('2');
    await form.getByLabel('Then happens').fill('3');
    await expect(form.getByLabel('Milliseconds')).toBeDisabled();
    await form.getByRole('button', { name: 'Add the fault' }).click();
    await expect(section('Faults to come')).toContainText('drop-after@create+2*3');
    await form.getByLabel('What happens').selectOption('The mail comes late');
    await expect(form.getByLabel('On which request')).toBeDisabled();
    await form.getByLabel('Lets pass first').fill('0');
    await form.getByLabel('Then happens').fill('');
    await form.getByLabel('Milliseconds').fill('50');
    await form.getByRole('button', { name: 'Add the fault' }).click();
    await expect(section('Faults to come')).toContainText('mail-late@*');
    expect(
      place.org.conditions().faults.map(({ name, after, times, value }) => ({ name, after, times, value })),
    ).toEqual([
      { name: 'drop-after', after: 2, times: 3, value: 0 },
      { name: 'mail-late', after: 0, times: 1, value: 50 },
    ]);
    await section('Faults to come').getByRole('button', { name: 'Remove drop-after' }).click();
    await expect(section('Faults to come')).not.toContainText('drop-after');
    expect(place.org.conditions().faults.map(({ name }) => name)).toEqual(['mail-late']);
  });

  test('a fault that cannot be is refused in words', async () => {
    const form = section('Another fault');
    await form.getByLabel('What happens').selectOption('The server answers 500');
    await form.getByLabel('Then happens').fill('1234567');
    await form.getByRole('button', { name: 'Add the fault' }).click();
    await expect(page.getByRole('alert')).toContainText('cannot be read');
  });

  test('mails with their codes and the ledger are followed as they come', async () => {
    place.org.switch({ challengeAtSignIn: true, faults: ['mail-junk+1'] });
    await expect(section('Mails')).toContainText('None was sent yet.');
    await askForCode();
    const code = /Code: (\d+)/.exec(place.org.mails()[0]?.text ?? '')?.[1] ?? 'none';
    await expect(section('Mails').getByText(code, { exact: true })).toBeVisible();
    await section('Mails').getByText(code, { exact: true }).click();
    await expect(section('Mails').getByText(`Verification Code: ${code}`)).toBeVisible();
    await askForCode();
    await expect(section('Mails').getByText('mail-junk')).toBeVisible();
    await expect(section('Mails').getByText(`Verification Code: ${code}`).last()).toBeVisible();
    await expect(section('Ledger').getByRole('row', { name: /send code/ })).toHaveCount(2);
  });

  test('what users of the org typed stays text', async () => {
    const client = await signedIn(place.org);
    await client.send(
      'POST',
      `${place.org.setupUrl}/setup-api/apps`,
      settings({ name: '<img src=x onerror=alert(1)>' }),
    );
    await expect(section('Ledger').getByRole('row', { name: /create app <img src=x/ })).toBeVisible();
    await expect(page.locator('main img')).toHaveCount(0);
  });

  test('the buttons move the time, sign everybody out, and reset', async () => {
    await signedIn(place.org);
    const before = place.org.now().getTime();
    await page.getByRole('button', { name: 'A day on' }).click();
    await expect.poll(() => place.org.now().getTime() - before).toBeGreaterThanOrEqual(86_400_000);
    await page.getByRole('button', { name: 'Sign everybody out' }).click();
    await expect(section('Ledger').getByRole('row', { name: /end sessions/ })).toBeVisible();
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect(section('Ledger').getByRole('row')).toHaveCount(1);
    expect(place.org.now().getTime() - before).toBeLessThan(86_400_000);
  });

  test('it says when the org has ended', async () => {
    await place.org.close();
    await expect(page.getByRole('alert')).toContainText('does not answer');
    place = await startPractice({ sink: 'file:x.json' });
  });

  for (const width of [1440, 390]) {
    test(`nothing sticks out of a window ${width} pixels wide`, async () => {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
});
