import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { changesIn, type PracticeOrg, type PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { started } from '../practice-org/support.ts';
import { sessionUrl } from '../support/fake-cli.ts';
import { deeds } from '../support/ledger.ts';
import { aWindow } from '../support/window.ts';
import { byHand, fillIn, listenToTyping } from './person.ts';

test.describe.configure({ mode: 'default' });

const here = aWindow();
let org: PracticeOrg;

test.afterEach(async () => {
  expect(changesIn(org.ledger()), 'signing in changes nothing').toEqual([]);
  await org.close();
});

const start = async (options: Partial<PracticeOrgOptions> = {}) => {
  ({ org } = await started(options));
};

for (const form of ['password', 'identifier-first'] as const) {
  test(`the person fills in the form "${form}", and nobody else types anything`, async () => {
    await start({ signIn: form });
    const typed = await listenToTyping(here.context);
    const { signedIn, said } = await byHand(org, here.context, (page) => fillIn(page, org));
    expect(signedIn).toMatchObject({
      ...{ org: org.orgId.slice(0, 15), username: org.admin.username, signedInBy: 'by hand' },
    });
    expect(typed).toEqual([org.admin.username, org.admin.password]);
    expect(said).toEqual([
      `Waiting for you: sign in as ${org.admin.username} in the browser window; the run goes on by itself.`,
    ]);
  });
}

test('a wrong password is for the person to mend', async () => {
  await start({ signIn: 'password' });
  await byHand(org, here.context, async (page) => {
    await page.locator('#username').fill(org.admin.username);
    await page.locator('#password').fill('mistyped');
    await page.locator('#Login').click();
    await page.locator('#error').waitFor();
    await fillIn(page, org);
  });
  expect(deeds(org, 'sign in').map(({ outcome }) => outcome)).toEqual(['refused', 'done']);
});

test('the person is told also where the browser remembers their name', async () => {
  await start();
  await here.context.addCookies([{ name: 'login', value: org.admin.username, url: org.url }]);
  const { said } = await byHand(org, here.context, (page) => fillIn(page, org));
  expect(said).toHaveLength(1);
});

test('landing in an app and not in Setup goes on to Setup', async () => {
  await start();
  const { signedIn } = await byHand(org, here.context, async (page) => {
    await page.goto(`${org.lightningUrl}/lightning/page/home`);
    await fillIn(page, org);
  });
  expect(signedIn).toMatchObject({ username: org.admin.username });
});

for (const first of ['/login', '/more']) {
  test(`the pages of another company are left to the person, whatever they hold: ${first}`, async () => {
    await start();
    await using provider = await identityProvider(await sessionUrl(org));
    // As single sign-on does: whoever comes to the org is sent to the other company first.
    const headers = { location: `${provider.url}${first}` };
    await here.context.route(`${org.url}/?*`, (route) => route.fulfill({ status: 302, headers }), { times: 1 });
    const typed = await listenToTyping(here.context);
    const { signedIn, said } = await byHand(org, here.context, async (page) => {
      if (first === '/login') {
        await page.locator('#username').fill('grace');
        await page.locator('#password').fill('a password of another company');
        await page.locator('#Login').click();
      }
      await page.locator('#otp').fill('123456');
      await page.locator('#verify').click();
    });
    expect(signedIn).toMatchObject({ username: org.admin.username });
    expect(said).toHaveLength(1);
    const form = first === '/login' ? ['grace', 'a password of another company'] : [];
    expect(typed).toEqual([...form, '123456']);
    expect(provider.visited).toEqual([...(first === '/login' ? ['/login'] : []), '/more', '/approve']);
  });
}

test('somebody else who signs in is refused', async () => {
  await start();
  const signing = byHand(org, here.context, (page) => fillIn(page, org), {
    target: { username: 'mallory@acme.practice' },
  });
  await expect(signing).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringMatching(/^Signed in as grace\S+, not as mallory@acme\.practice\. Nothing was changed\./),
  });
});

test('signing in to another org is refused', async () => {
  await start();
  const { org: other } = await started({ domain: 'other' });
  const signing = byHand(org, here.context, async (page) => {
    await page.goto(other.url);
    await fillIn(page, other);
  });
  await expect(signing).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringMatching(/^There is no session with http:\/\/acme\S+ after signing in\. .*SALESFORCE_URL/),
  });
  expect(changesIn(other.ledger())).toEqual([]);
  await other.close();
});

test('a window that is closed ends the run, and not as a mistake of the program', async () => {
  await start();
  const signing = byHand(org, here.context, (page) => page.close());
  await expect(signing).rejects.toMatchObject({
    kind: 'person',
    message: expect.stringMatching(/^The browser window was closed while signing in\. Run again/),
  });
});

test('a run that is stopped does not wait for the person', async () => {
  await start();
  const stop = new AbortController();
  const signing = byHand(org, here.context, async () => stop.abort(), { signal: stop.signal });
  await expect(signing).rejects.toMatchObject({ kind: 'interrupted' });
});

/**
 * Another company's pages, which lead on to an address at the end. They have fields named as those of Salesforce, and a
 * cookie of the name that Salesforce has for its session, as some identity providers do.
 */
async function identityProvider(door: string) {
  const submit = (id: string) => `<input type="submit" id="${id}">`;
  const pages: Readonly<Record<string, string>> = {
    '/login': `<p id="error">Hello</p><form action="/more"><input id="username"><input id="password">${submit('Login')}</form>`,
    '/more': `<form action="/approve"><input id="otp">${submit('verify')}</form>`,
  };
  const visited: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const page = pages[path];
    if (page || path === '/approve') visited.push(path);
    response.setHeader('set-cookie', 'sid=a-session-of-somebody-else; Path=/').setHeader('content-type', 'text/html');
    if (page) response.end(page);
    else response.writeHead(path === '/approve' ? 302 : 404, { location: door }).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    visited,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
