import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { allowsOrigin } from '../../src/salesforce/hosts.ts';
import { type Confidential, typeWhereAllowed } from '../../src/salesforce/type-where-allowed.ts';
import { closeWindows } from '../support/browser.ts';

const HERE = 'https://login.salesforce.com';
const PASSWORD: Confidential = { name: 'password', text: 'correct horse battery', masked: true };
const FORM = '<input id="password" type="password">';

let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What each address answers; another one has a form like the real one. */
let answers: Record<string, string>;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.beforeEach(async () => {
  answers = {};
  context = await browser.newContext();
  // Whatever is asked for anywhere is answered here: a look-alike host stands where it would in earnest.
  await context.route('**', (route) =>
    route.fulfill({ contentType: 'text/html', body: answers[route.request().url()] ?? FORM }),
  );
  page = await context.newPage();
});

test.afterEach(() => context.close());

/** Types the password into the page's field, with what the settings allow besides Salesforce's own hosts. */
function type(what: Confidential = PASSWORD, { allowed = [] as string[], field = page.locator('#password') } = {}) {
  const around: Pick<Surroundings, 'allowsOrigin'> = { allowsOrigin: (origin) => allowsOrigin(origin, allowed) };
  return typeWhereAllowed(field, what, around as Surroundings, 'preflight');
}

/** What stands in every field of every frame. */
async function typed(): Promise<string> {
  const fields = page
    .frames()
    .map((frame) => frame.locator('input').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)));
  return (await Promise.all(fields)).flat().join('');
}

const GOOD = [
  'https://login.salesforce.com/',
  'https://test.salesforce.com/?un=grace',
  'https://acme.my.salesforce.com/',
  'https://acme--uat.sandbox.my.salesforce.com/',
  'https://acme-dev-ed.develop.my.salesforce.com/secur/login',
  'https://acme.my.salesforce-setup.com/',
];
const BAD = [
  'http://login.salesforce.com/',
  'http://acme.my.salesforce.com/',
  'https://login.salesforce.com:8443/',
  'https://login.salesforce.com./',
  'https://acme.my.salesforce.com./',
  'https://login.salesforce.com@evil.example/',
  'https://login.salesforce.com:443@evil.example/',
  'https://login.salesforce.com.evil.example/',
  'https://evil.example/login.salesforce.com',
  'https://evil.example/?https://login.salesforce.com',
  'https://evil.example/#.my.salesforce.com',
  'https://login-salesforce.com/',
  'https://acme-my.salesforce.com/',
  'https://acme.my.salesforce.co/',
  'https://acme.evil.my.salesforce.com/',
  'https://xn--acme-xqa.my.salesforce.com/',
  'https://acme.my.s\u0430lesforce.com/',
  'https://l\u043Egin.salesforce.com/',
  'https://acme.my.site.com/',
  'https://acme.my.salesforce-sites.com/',
  'https://acme--c.vf.force.com/',
  'https://acme.file.force.com/',
  'https://salesforce.com/',
];

for (const address of GOOD) {
  test(`case 44: the password is typed at ${address}`, async () => {
    await page.goto(address);
    await type();
    expect(await typed()).toBe(PASSWORD.text);
  });
}

for (const address of BAD) {
  test(`case 44: nothing is typed at ${address}`, async () => {
    await page.goto(address);
    await expect(type()).rejects.toMatchObject({ kind: 'preflight', message: expect.stringContaining('not typed') });
    expect(await typed()).toBe('');
  });
}

test('case 44: a host that the settings allow has it typed, and no other origin of that host', async () => {
  await page.goto('https://sso.acme.example/');
  await type(PASSWORD, { allowed: ['https://sso.acme.example'] });
  expect(await typed()).toBe(PASSWORD.text);
  await page.goto('https://sso.acme.example:8443/');
  await expect(type(PASSWORD, { allowed: ['https://sso.acme.example'] })).rejects.toThrow('not typed');
});

test('case 45: a field in a frame of somebody else is not typed into, though the page is Salesforce’s', async () => {
  answers[`${HERE}/`] = '<iframe src="https://evil.example/"></iframe>';
  await page.goto(HERE);
  const field = page.frameLocator('iframe').locator('#password');
  await expect(type(PASSWORD, { field })).rejects.toThrow('asked for by https://evil.example, where it is not typed');
  expect(await typed()).toBe('');
});

test('case 45: a frame of Salesforce’s address that is shut in, and so of no origin, is not typed into', async () => {
  answers[`${HERE}/`] = `<iframe sandbox="allow-scripts" src="${HERE}/framed"></iframe>`;
  await page.goto(HERE);
  const field = page.frameLocator('iframe').locator('#password');
  await expect(type(PASSWORD, { field })).rejects.toThrow('that is not of that origin');
  expect(await typed()).toBe('');
});

test('case 45: a frame of Salesforce’s in a page of somebody else is not typed into', async () => {
  answers['https://evil.example/'] = `<iframe src="${HERE}/framed"></iframe>`;
  await page.goto('https://evil.example/');
  const field = page.frameLocator('iframe').locator('#password');
  await expect(type(PASSWORD, { field })).rejects.toThrow('inside a page of https://evil.example');
  expect(await typed()).toBe('');
});

test('case 45: a frame in a frame that is shut in is not typed into', async () => {
  answers[`${HERE}/`] = `<iframe sandbox="allow-scripts" src="${HERE}/outer"></iframe>`;
  answers[`${HERE}/outer`] = `<iframe src="${HERE}/inner"></iframe>`;
  await page.goto(HERE);
  const field = page.frameLocator('iframe').frameLocator('iframe').locator('#password');
  await expect(type(PASSWORD, { field })).rejects.toThrow('that is not of that origin');
  expect(await typed()).toBe('');
});

test('case 45: a frame that is shut in does not get the password by saying that it is of Salesforce’s origin', async () => {
  answers[`${HERE}/`] = `<iframe sandbox="allow-scripts" src="${HERE}/framed"></iframe>`;
  answers[`${HERE}/framed`] = `${FORM}<script>window.origin = '${HERE}'</script>`;
  await page.goto(HERE);
  const field = page.frameLocator('iframe').locator('#password');
  await expect(field).toBeVisible();
  expect(await page.frames().at(-1)?.evaluate('window.origin')).toBe(HERE);
  await expect(type(PASSWORD, { field })).rejects.toThrow('that is not of that origin');
  expect(await typed()).toBe('');
});

test('case 45: a frame of Salesforce’s in a page of Salesforce’s has it typed', async () => {
  for (const outside of [
    `${HERE}/`,
    'https://acme.lightning.force.com/',
    'https://acme--uat.sandbox.lightning.force.com/',
  ]) {
    answers[outside] = `<iframe src="https://acme.my.salesforce.com/framed"></iframe>`;
    await page.goto(outside);
    await type(PASSWORD, { field: page.frameLocator('iframe').locator('#password') });
    expect(await typed()).toBe(PASSWORD.text);
  }
});

test('case 46: a field that is waited for and shows what is typed by then has nothing typed', async () => {
  answers[`${HERE}/`] = `<input id="password" type="password" disabled>
    <script>setTimeout(() => { const field = document.querySelector('input'); field.type = 'text'; field.disabled = false }, 500)</script>`;
  await page.goto(HERE);
  await expect(type()).rejects.toThrow('in a field that would show it');
  expect(await typed()).toBe('');
});

test('case 46: a field that says it is of another kind than it is has nothing typed', async () => {
  answers[`${HERE}/`] = `<input id="password">
    <script>Object.defineProperty(HTMLInputElement.prototype, 'type', { get: () => 'password' })</script>`;
  await page.goto(HERE);
  await expect(type()).rejects.toThrow('in a field that would show it');
  expect(await typed()).toBe('');
});

test('case 45: a frame without an address of its own is not typed into', async () => {
  answers[`${HERE}/`] = `<iframe srcdoc='${FORM}'></iframe>`;
  await page.goto(HERE);
  await expect(type(PASSWORD, { field: page.frameLocator('iframe').locator('#password') })).rejects.toThrow(
    'not typed',
  );
  expect(await typed()).toBe('');
});

test('case 46: a page that goes elsewhere between the look and the typing has nothing typed', async () => {
  await page.goto(HERE);
  const field = page.locator('#password');
  const looked = field.elementHandle.bind(field);
  field.elementHandle = async (options) => {
    const element = await looked(options);
    if (!element) throw new Error('No field');
    const fill = element.fill.bind(element);
    element.fill = async (...with_) => {
      await page.goto('https://evil.example/');
      return fill(...with_);
    };
    return element;
  };
  const failure: unknown = await type(PASSWORD, { field }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(page.url()).toBe('https://evil.example/');
  expect(await typed()).toBe('');
});

test('case 46: a field that is replaced between the look and the typing has nothing typed', async () => {
  await page.goto(HERE);
  const field = page.locator('#password');
  const looked = field.elementHandle.bind(field);
  field.elementHandle = async (options) => {
    const element = await looked(options);
    await page.evaluate((form) => {
      document.body.innerHTML = form;
    }, FORM);
    return element;
  };
  await expect(type(PASSWORD, { field })).rejects.toThrow();
  expect(await typed()).toBe('');
});

for (const [what, form] of [
  ['shows what is typed', '<input id="password">'],
  ['is a text area', '<textarea id="password"></textarea>'],
  ['cannot be seen', '<input id="password" type="password" style="visibility: hidden">'],
  ['has no size', '<input id="password" type="password" style="display: none">'],
] as const) {
  test(`a password is not typed into a field that ${what}`, async () => {
    answers[`${HERE}/`] = form;
    await page.goto(HERE);
    const failure: unknown = await type().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Trouble);
    expect(await typed()).toBe('');
  });
}

test('a code may be typed where it is seen', async () => {
  answers[`${HERE}/`] = '<input id="password">';
  await page.goto(HERE);
  await type({ name: 'code', text: '730194' });
  expect(await typed()).toBe('730194');
});
