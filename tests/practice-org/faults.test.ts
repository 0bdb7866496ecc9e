import { expect, test } from '@playwright/test';
import {
  type FaultName,
  faultKinds,
  lengthOf,
  readFault,
  writeFault,
} from '../../src/practice-org/conditions/faults.ts';
import { Dice } from '../../src/practice-org/dice.ts';
import type { AppDetail } from '../../src/practice-org/shape.ts';
import { launchBrowser } from '../support/browser.ts';
import { deeds } from '../support/ledger.ts';
import { Client, type Started, settings, signedIn, started } from './support.ts';

let practice: Started;
test.beforeEach(async () => {
  practice = await started();
});
test.afterEach(() => practice.org.close());

const apps = () => `${practice.org.setupUrl}/setup-api/apps`;
const named = (name: string) => practice.org.state().apps.filter(({ settings: { name: each } }) => each === name);

/** The status of an answer, or that there was none. */
const ending = (request: Promise<{ status: number }>) =>
  request.then(
    ({ status }) => status,
    () => 'no answer' as const,
  );

test.describe('a fault in words', () => {
  for (const [text, means] of [
    ['drop-after@create', { name: 'drop-after', on: 'create', after: 0, times: 1, value: 0, jitter: 0 }],
    ['error-503@api+2*3', { name: 'error-503', on: 'api', after: 2, times: 3, value: 0, jitter: 0 }],
    ['latency', { name: 'latency', on: '*', after: 0, times: Number.POSITIVE_INFINITY, value: 400, jitter: 0 }],
    ['latency@list*2=800~200', { name: 'latency', on: 'list', after: 0, times: 2, value: 800, jitter: 200 }],
    ['latency@**2', { name: 'latency', on: '*', after: 0, times: 2, value: 400, jitter: 0 }],
    [
      'error-500@/005*always',
      { name: 'error-500', on: '/005', after: 0, times: Number.POSITIVE_INFINITY, value: 0, jitter: 0 },
    ],
    ['spinner@/lightning/=0', { name: 'spinner', on: '/lightning/', after: 0, times: 1, value: 0, jitter: 0 }],
    ['mail-late=1000', { name: 'mail-late', on: '*', after: 0, times: 1, value: 1000, jitter: 0 }],
  ] as const) {
    test(`${text} is understood`, () => expect(readFault(text)).toEqual(means));
  }

  for (const [text, says] of [
    ['drop-aftr@create', /^There is no fault "drop-aftr"; there are latency, error-500/],
    ['constructor@create', /^There is no fault "constructor"/],
    ['drop-after', /^The fault drop-after needs a request, as in drop-after@create$/],
    ['drop-after@creat', /^There is no request "creat"; there are \*, login, .+ and paths$/],
    ['drop-after@create*twice', /^The fault "drop-after@create\*twice" cannot be read; it is written as name@request/],
    ['error-500@api=3', /^The fault error-500 takes no value$/],
    ['spinner@save-policies', /^The fault spinner happens to pages: list, app, create, users, setup, and paths$/],
    ['mail-none@create', /^The fault mail-none happens to mails, whatever the request/],
    ['', /^There is no fault ""/],
  ] as const) {
    test(`"${text}" is refused with what there is`, () => expect(() => readFault(text)).toThrow(says));
  }

  test('is written as it is read', () => {
    for (const name of Object.keys(faultKinds) as FaultName[]) {
      const on = faultKinds[name].on === 'mail' ? '*' : 'create';
      for (const size of faultKinds[name].value ? ['', '=0', '=70~7'] : ['']) {
        for (const count of ['', '*4', '+2*always']) {
          const fault = readFault(`${name}@${on}${count}${size}`);
          expect(readFault(writeFault(fault))).toEqual(fault);
        }
      }
    }
  });
});

test('a length varies by its jitter and no more', () => {
  const dice = new Dice('seed');
  const lengths = Array.from({ length: 200 }, () => lengthOf(readFault('latency=100~5'), dice));
  expect(new Set(lengths)).toEqual(new Set([100, 101, 102, 103, 104, 105]));
});

test.describe('on a request', () => {
  for (const status of [500, 503] as const) {
    test(`the server answers ${status} as often as was said, after letting pass as many, and acts on none of them`, async () => {
      const client = await signedIn(practice.org);
      practice.org.switch({ faults: [`error-${status}@create+1*2`] });
      const create = (name: string) => ending(client.send('POST', apps(), settings({ name, apiName: name })));
      expect(await create('First')).toBe(201);
      expect(await ending(client.request(apps()))).toBe(200);
      expect(await create('Second')).toBe(status);
      expect(await create('Second')).toBe(status);
      expect(named('Second')).toEqual([]);
      expect(await create('Second')).toBe(201);
      expect(practice.org.conditions().faults).toEqual([]);
    });
  }

  test('a browser gets a page for it, with the mark of the practice org', async () => {
    practice.org.switch({ faults: ['error-503@/'] });
    const answer = await new Client().request(practice.org.url, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('PRACTICE ORG - not Salesforce');
  });

  test('the connection drops before the server acts: nothing was made', async () => {
    const client = await signedIn(practice.org);
    practice.org.switch({ faults: ['drop-before@create'] });
    expect(await ending(client.send('POST', apps(), settings()))).toBe('no answer');
    expect(named('Document AI')).toEqual([]);
    expect(deeds(practice.org, 'create app')).toEqual([]);
    expect(await ending(client.send('POST', apps(), settings()))).toBe(201);
  });

  test('the answer to Create is lost: the app is there once all the same', async () => {
    const client = await signedIn(practice.org);
    practice.org.switch({ faults: ['drop-after@create'] });
    expect(await ending(client.send('POST', apps(), settings()))).toBe('no answer');
    expect(named('Document AI')).toHaveLength(1);
    expect(deeds(practice.org, 'create app').map(({ outcome }) => outcome)).toEqual(['done']);
  });

  test('the answer to Save is lost: the policies are saved all the same', async () => {
    const client = await signedIn(practice.org);
    const { id, policies } = (await (await client.send('POST', apps(), settings())).json()) as AppDetail;
    practice.org.switch({ faults: ['drop-after@save-policies'] });
    const changed = { ...policies, permittedUsers: 'AdminApprovedPreAuthorized' };
    expect(await ending(client.send('PUT', `${apps()}/${id}/policies`, changed))).toBe('no answer');
    expect(named('Document AI')[0]?.policies.permittedUsers).toBe('AdminApprovedPreAuthorized');
    expect(deeds(practice.org, 'change policies').map(({ outcome }) => outcome)).toEqual(['done']);
  });

  test('a browser does not send Create again by itself where its answer is lost', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const client = await signedIn(practice.org);
      const sid = client.cookie(practice.org.setupUrl, 'sid') ?? '';
      await page.context().addCookies([{ name: 'sid', value: sid, url: practice.org.setupUrl }]);
      await page.goto(`${practice.org.setupUrl}/practice-org/setup.css`);
      practice.org.switch({ faults: ['drop-after@create'] });
      // Connections that were used before are the ones after whose end Chromium tries again.
      const ended = await page.evaluate(async (body) => {
        for (let turn = 0; turn < 3; turn++) await (await fetch('/setup-api/apps')).text();
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
        return fetch('/setup-api/apps', init).then(
          ({ status }) => String(status),
          (error) => String(error),
        );
      }, JSON.stringify(settings()));
      expect(ended).toContain('Failed to fetch');
      expect(deeds(practice.org, 'create app').map(({ outcome }) => outcome)).toEqual(['done']);
    } finally {
      await browser.close();
    }
  });

  test('all sessions end, and that request is the first to find it out', async () => {
    const client = await signedIn(practice.org);
    practice.org.switch({ faults: ['session-ends@create'] });
    expect(await ending(client.request(apps()))).toBe(200);
    expect(await ending(client.send('POST', apps(), settings()))).toBe(401);
    expect(await ending(client.request(apps()))).toBe(401);
    expect(named('Document AI')).toEqual([]);
    expect(deeds(practice.org, 'end sessions')).toHaveLength(1);
  });

  test('latency holds the answer back, of that request only', async () => {
    const client = await signedIn(practice.org);
    practice.org.switch({ faults: ['latency@create*1=900000'] });
    const slow = ending(client.send('POST', apps(), settings()));
    await expect.poll(() => practice.org.conditions().faults).toEqual([]);
    const quick = ending(client.request(apps()));
    expect(await Promise.race([slow, quick])).toBe(200);
    // What waits when the org is reset is not done to the new one.
    practice.org.reset();
    expect(await slow).toBe('no answer');
    expect(named('Document AI')).toEqual([]);
  });

  test('two that shut each other out happen one after the other', async () => {
    const client = await signedIn(practice.org);
    practice.org.switch({ faults: ['error-503@list', 'error-500@list'] });
    const statuses = [];
    for (let turn = 0; turn < 3; turn++) statuses.push(await ending(client.request(apps())));
    expect(statuses).toEqual([503, 500, 200]);
  });

  test('a fault of every request leaves styles, scripts and the control address alone', async () => {
    const client = await signedIn(practice.org);
    practice.org.switch({ faults: ['error-500@**always'] });
    const { url, setupUrl, controlUrl } = practice.org;
    for (const origin of [url, setupUrl]) {
      expect(await ending(client.request(`${origin}/practice-org/setup.css`))).toBe(200);
      expect(await ending(client.request(`${origin}/`))).toBe(500);
    }
    expect(await ending(client.request(`${controlUrl}/ledger`))).toBe(200);
  });

  test('a Setup address counts where Setup is, not where it is only led on', async () => {
    const client = await signedIn(practice.org);
    practice.org.switch({ faults: ['error-500@setup'] });
    const home = '/lightning/setup/SetupOneHome/home';
    expect(await ending(client.request(practice.org.url + home))).toBe(302);
    expect(await ending(client.request(practice.org.setupUrl + home))).toBe(500);
  });
});

test.describe('on a mail', () => {
  /** Has one mail sent, as signing in from a new browser does. */
  const ask = async () => {
    const { org } = practice;
    const client = new Client();
    const username = org.admin.username;
    const { response } = await followed(client, await client.post(`${org.url}/`, { username, pw: org.admin.password }));
    expect(response.status).toBe(200);
  };
  const followed = (client: Client, { headers }: { headers: { get(name: string): string | null } }) =>
    client.follow(new URL(headers.get('location') ?? '', practice.org.url).href);
  const folders = () => practice.mails.map(({ folder = 'INBOX' }) => folder);

  test.beforeEach(() => practice.org.switch({ challengeAtSignIn: true }));

  for (const [fault, arrives] of [
    ['mail-none', []],
    ['mail-junk', ['Junk']],
    ['mail-twice', ['INBOX', 'INBOX']],
  ] as const) {
    test(`${fault} happens to one mail; the next is as ever, and the org knows of both`, async () => {
      practice.org.switch({ faults: [fault] });
      await ask();
      expect(folders()).toEqual(arrives);
      await ask();
      expect(folders()).toEqual([...arrives, 'INBOX']);
      expect(practice.org.mails().map(({ n, faults }) => ({ n, faults }))).toEqual([
        { n: 2, faults: [] },
        { n: 1, faults: [fault] },
      ]);
    });
  }

  test('a mail that comes twice is one mail, with one id', async () => {
    practice.org.switch({ faults: ['mail-twice'] });
    await ask();
    await ask();
    const ids = practice.mails.map(({ id }) => id);
    expect(ids[0]).toMatch(/^\w+@practice\.example$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('a late one may pass others, and does not come to an org that was reset meanwhile', async () => {
    practice.org.switch({ faults: ['mail-late=1', 'mail-junk+1'] });
    await ask();
    await expect.poll(folders).toEqual(['INBOX']);

    practice.org.switch({ faults: ['mail-late=1000'] });
    await ask();
    practice.org.reset();
    practice.org.switch({ challengeAtSignIn: true, faults: ['mail-late=1200'] });
    await ask();
    // Timers end in the order of their times, so the one before the reset would have come first. Its id is another one:
    // after a reset the ids come again from the first.
    await expect.poll(() => practice.mails.length).toBeGreaterThan(1);
    expect(practice.mails[1]?.id).toBe(practice.mails[0]?.id);
    expect(practice.org.mails()).toHaveLength(1);
  });

  test('a late one is no reason to stay: an org that is closed is gone', async () => {
    practice.org.switch({ faults: ['mail-late=900000'] });
    await ask();
    await practice.org.close();
    practice = await started();
    expect(practice.mails).toEqual([]);
  });
});
