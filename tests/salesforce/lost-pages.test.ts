import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import { Tab } from '../../src/runbook/tab.ts';
import { PageLost, Trouble } from '../../src/runbook/trouble.ts';
import { place } from '../../src/salesforce/places.ts';
import { type SalesforcePages, salesforce } from '../../src/salesforce/product.ts';
import { closeWindows } from '../support/browser.ts';
import { surroundings } from './support.ts';

const URL = 'https://acme.my.salesforce.com';
const SETUP = 'https://acme.my.salesforce-setup.com';
const HOME = `${SETUP}/lightning/setup/SetupOneHome/home`;
const BOX = '<input placeholder="Quick Find">';

let browser: Browser;
let context: BrowserContext;
let pages: SalesforcePages;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  context = await browser.newContext();
  const admin = { username: 'grace@acme.example', password: 'correct horse battery', email: '', name: '' };
  pages = salesforce.pages(surroundings({ url: URL, setupUrl: SETUP, admin }, context));
});
test.afterEach(() => context.close());

/** Every address shows this page; what is asked for below `/data` answers with a status, or not at all. */
async function serve(html: string, data: number | 'nothing' = 200): Promise<void> {
  await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html>${html}` }));
  await context.route('**/data*', (route) =>
    data === 'nothing' ? route.abort('connectionreset') : route.fulfill({ status: data, body: '{}' }),
  );
}

async function openAt(address: string): Promise<void> {
  await (await pages.setup.tab.ensure()).goto(address);
}

const checked = () =>
  pages.setup.home.check().then(
    () => undefined,
    (error: unknown) => error as PageLost,
  );

test('a page under an error of Lightning is lost, though all of it can still be read (facts 1.5 [P])', async () => {
  await serve(`${BOX}<div class="oneApplicationError"><h2 style="position: fixed">Sorry to interrupt</h2></div>`);
  await openAt(HOME);
  expect(await checked()).toBeInstanceOf(PageLost);
});

test('case 43: a sign-in form in place of a Setup page says that the session has ended, and how that is mended', async () => {
  await serve('<form><input id="username"><input id="Login" type="submit"></form>');
  await openAt(`${URL}/?ec=302&startURL=x`);
  const lost = await checked();
  expect(lost?.message).toContain('The session has ended');
  expect(lost?.mend).toBeDefined();
});

test('so does one in the frame of a classic page', async () => {
  await serve('<iframe name="vfFrameId_1" src="https://acme.my.salesforce.com/?ec=302&startURL=x"></iframe>');
  await openAt(`${SETUP}/lightning/setup/ManageUsers/home`);
  expect(await checked()).toMatchObject({
    message: expect.stringContaining('The session has ended'),
    seal: { allow: expect.arrayContaining(['h1']) },
  });
});

for (const [path, says] of [
  ['/_ui/system/security/ChangePassword', 'SALESFORCE_PASSWORD'],
  ['/_ui/identity/webauthn/Add', 'a passkey to be created'],
  ['/_ui/identity/verification/method/TotpVerificationUi/e', 'a code of an authenticator app'],
  ['/_ui/identity/verification/method/LLVerificationFinishUi/e', 'an approval in Salesforce Authenticator'],
  ['/_ui/identity/something/New', 'a page that is not known'],
] as const) {
  test(`${path} in the middle of a run is for a person, and is named (facts 1.3)`, async () => {
    await serve('<h1>Salesforce</h1>');
    await openAt(URL + path);
    const trouble = await checked();
    expect(trouble).toBeInstanceOf(Trouble);
    expect(trouble).toMatchObject({ kind: 'person', message: expect.stringContaining(says) });
    expect(trouble?.message).toContain(path);
    // It may show what nobody knows to be a secret, such as the key of an authenticator app.
    expect(trouble).toMatchObject({ seal: { allow: expect.arrayContaining(['h1']) } });
  });
}

for (const path of ['/msg/maintenanceandavailable.jsp', '/_ui/identity/phone/AddPhoneNumber']) {
  test(`${path} in the middle of a run can be passed (facts 1.5, 10.14)`, async () => {
    await serve(`<a href="/on">I Don't Want to Register My Phone</a>`);
    await openAt(URL + path);
    const lost = await checked();
    await lost?.mend?.();
    expect(new globalThis.URL(pages.setup.tab.page().url()).pathname).not.toBe(path);
  });
}

for (const data of [500, 503, 401, 'nothing'] as const) {
  test(`a page with words of refusal and a request that ended with ${data} is lost`, async () => {
    await serve('<div role="alert">Error The list could not be loaded.</div><script>fetch("/data")</script>', data);
    await openAt(HOME);
    await expect.poll(async () => (await checked())?.message ?? '').toMatch(/^The org did not answer GET \/data \(/);
  });
}

test('words of refusal that come with a failed request are no refusal, though it failed after the page was looked at', async () => {
  const lost = new PageLost('The org did not answer.');
  const looks = [async () => undefined, async () => Promise.reject(lost)];
  const tend = async () => looks.shift()?.();
  const tab = new Tab('Setup', () => context, { prepare: async () => undefined, tend });
  await (await tab.ensure()).setContent('<div role="alert">Error Something went wrong.</div>');
  const saved = place(tab, { name: 'Policies, saved', shows: () => tab.page().locator('#saved'), afterForm: true });
  await expect(saved.check()).rejects.toBe(lost);
});

test('a request that fails every time does not cost a run all its tries', async () => {
  await serve('<div role="alert">Error No news today.</div><script>fetch("/data")</script>', 503);
  for (const turn of ['first', 'second']) {
    await openAt(HOME);
    await expect.poll(async () => (await checked())?.message ?? '', turn).toContain('GET /data (503)');
  }
  const answered = (await pages.setup.tab.ensure()).waitForResponse('**/data');
  await openAt(HOME);
  await answered;
  expect(await checked()).toBeUndefined();
});

test('a page that goes on in spite of a request that failed is not lost', async () => {
  await serve(`${BOX}<script>fetch("/data").catch(() => 0).then(() => { document.title = 'done' })</script>`, 503);
  await openAt(HOME);
  await expect(pages.setup.tab.page()).toHaveTitle('done');
  expect(await pages.setup.home.check()).toMatchObject({ holds: true });
});

test('what other hosts and pictures fail to answer does not matter', async () => {
  await serve(
    `<div role="alert">Error</div><img src="/data"><script>fetch("https://elsewhere.example/data").catch(() => 0).then(() => { document.title = 'done' })</script>`,
    'nothing',
  );
  await openAt(HOME);
  await expect(pages.setup.tab.page()).toHaveTitle('done');
  expect(await checked()).toBeUndefined();
});

test('an address is opened again where the server has trouble of its own', async () => {
  let asked = 0;
  await context.route('**/*', (route) => {
    asked += 1;
    if (asked === 1) return route.abort('connectionreset');
    return asked === 2 ? route.fulfill({ status: 503 }) : route.fulfill({ contentType: 'text/html', body: BOX });
  });
  await pages.setup.tab.ensure();
  await pages.setup.home.open();
  expect(asked).toBe(3);
  expect(await pages.setup.home.check()).toMatchObject({ holds: true });
});

test('an address that cannot be reached is named', async () => {
  await context.route('**/*', (route) => route.abort('namenotresolved'));
  await pages.setup.tab.ensure();
  await expect(pages.setup.home.open()).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining(`The org at ${SETUP} cannot be reached (ERR_NAME_NOT_RESOLVED).`),
  });
});
