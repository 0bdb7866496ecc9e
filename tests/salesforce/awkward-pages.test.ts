import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import { Remembered } from '../../src/runbook/move.ts';
import { type SalesforcePages, salesforce } from '../../src/salesforce/product.ts';
import { closeWindows } from '../support/browser.ts';
import { surroundings } from './support.ts';

/** Pages that the practice org does not have, and a real org may: what is public leaves room for each of them. */

const URL = 'https://acme.my.salesforce.com';
const SETUP = 'https://acme.my.salesforce-setup.com';
const DETAIL = `${SETUP}/lightning/setup/ManageExternalClientApplication/0xI000000000001/detail`;
const KEY = `3MVG9${'aB3_.'.repeat(16)}`;
const SECRET = '0A1B2C3D'.repeat(8);

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
  const around = surroundings({ url: URL, setupUrl: SETUP, admin }, context, {
    signedIn: () => ({ org: '00D000000000001', username: admin.username, signedInBy: 'password' }),
  });
  pages = salesforce.pages(around);
});
test.afterEach(() => context.close());

/** Every address of the hosts shows this page. */
async function serve(html: string): Promise<void> {
  await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html>${html}` }));
}

async function openDetail(html: string): Promise<void> {
  await serve(html);
  const page = await pages.setup.tab.ensure();
  await page.goto(DETAIL);
}

test('a field of another name is found by its weaker names, and says what the page calls it', async () => {
  await serve(`<label for="a">*App Name</label><input id="a"><label for="b">Contact E-mail</label><input id="b">
    <label><input type="checkbox">Require secret for the Web Server Flow</label>
    <label for="c">Callback URLs (one per line)</label><textarea id="c"></textarea><button>Save app</button>`);
  await (await pages.setup.tab.ensure()).goto(SETUP);
  const { appName, contactEmail, settings, create } = pages.newApp;
  await appName.write('Billing');
  expect(await appName.read()).toMatchObject({ value: 'Billing' });
  expect(await appName.moved?.()).toBe('*App Name');
  expect(await contactEmail.moved?.()).toBe('Contact E-mail');
  expect(await settings.callbackUrl.moved?.()).toBe('Callback URLs (one per line)');
  expect(await settings.secretForWebServerFlow.moved?.()).toBe('Require secret for the Web Server Flow');
  expect(await create.moved?.()).toBe('Save app');
});

test('a field of its best known name is not said to have moved, whatever else is there', async () => {
  await serve(`<label for="a">* external client app name</label><input id="a"><button>Create</button>
    <label for="d">Description</label><input id="d">`);
  await (await pages.setup.tab.ensure()).goto(SETUP);
  expect(await pages.newApp.appName.moved?.()).toBeUndefined();
  expect(await pages.newApp.create.moved?.()).toBeUndefined();
});

test('two that might be it are none of it', async () => {
  await serve('<label for="a">App Name</label><input id="a"><label for="b">Label</label><input id="b">');
  await (await pages.setup.tab.ensure()).goto(SETUP);
  expect(await pages.newApp.appName.moved?.()).toBeUndefined();
  await expect(pages.newApp.appName.read()).rejects.toThrow();
});

test('read mode as plain text beside its label is read, and counts as locked', async () => {
  await openDetail(
    '<div role="tabpanel"><div><span><abbr>*</abbr>Contact Email</span><div>ops@acme.example</div></div><div><span>Contact Phone</span><div></div></div></div>',
  );
  const { contactEmail } = pages.app('Document AI').settings;
  expect(await contactEmail.read()).toEqual({ offered: true, value: 'ops@acme.example', locked: true });
  expect(await contactEmail.moved?.()).toBeUndefined();
});

test('plain text beside a label of another name is read, and the name told of', async () => {
  await openDetail('<div role="tabpanel"><div><span>Contact E-mail Address</span><p>ops@acme.example</p></div></div>');
  const { contactEmail } = pages.app('Document AI').settings;
  expect(await contactEmail.read()).toMatchObject({ value: 'ops@acme.example', locked: true });
  expect(await contactEmail.moved?.()).toBe('Contact E-mail Address');
});

test('a user who is named by a field of another name is told of with that name', async () => {
  await openDetail(
    '<div role="tabpanel"><label for="a">Run As User</label><input id="a" value="ada@acme.example"></div>',
  );
  const { runAs } = pages.app('Document AI').policies;
  const want = pages.users.named(runAs, 'ada@acme.example', new Remembered<string>('the user'));
  expect(await want.look()).toMatchObject({ holds: true });
  expect(await want.moved?.()).toBe('Run As User');
});

test('a key and secret are read without the button beside them, though its text stands in the same cell', async () => {
  await serve(
    `<h2>Consumer Details</h2><table>
     <tr><td class="labelCol">Consumer Key</td><td><span>${KEY}</span><a href="#">Copy</a></td></tr>
     <tr><td class="labelCol">Consumer Secret</td><td>${SECRET}<a href="#">Copy</a></td></tr></table>`,
  );
  const app = pages.app('Document AI');
  const consumer = pages.consumer(app);
  await consumer.details.tab.ensure();
  await consumer.details.tab.page().goto(`${URL}/details`);
  const { consumerKey, consumerSecret } = await consumer.keyAndSecret();
  expect(consumerKey.reveal()).toBe(KEY);
  expect(consumerSecret.reveal()).toBe(SECRET);
});

test('a secret of another shape is refused, not cut', async () => {
  await serve(
    `<table><tr><th>Consumer Key</th><td>${KEY}</td></tr><tr><th>Consumer Secret</th><td>${SECRET}ghij</td></tr></table>`,
  );
  const consumer = pages.consumer(pages.app('Document AI'));
  await consumer.details.tab.ensure();
  await consumer.details.tab.page().goto(`${URL}/details`);
  await expect(consumer.keyAndSecret()).rejects.toMatchObject({ kind: 'step' });
});

const list = (rows: string, count: string, script = '') =>
  serve(
    `<nav><a href="#">Users</a></nav><button>New External Client App</button><p>${count}</p><table>${rows}</table><script>${script}</script>`,
  );
const ROW = '<tr><th><a href="#app">Document AI</a></th></tr>';

test('an app whose row comes late is found', async () => {
  await list(
    '',
    '0 items',
    `setTimeout(() => { document.querySelector('p').textContent = '1 item'; document.querySelector('table').innerHTML = '${ROW}' }, 250)`,
  );
  expect(await pages.manager.openApp('Document AI')).toBe(true);
});

test('a list without any app has none', async () => {
  await list('', '0 items');
  expect(await pages.manager.openApp('Document AI')).toBe(false);
});

test('a list that looks empty because it had no answer is not taken for an empty one', async () => {
  await list('', '0 items', "fetch('/data')");
  await context.route('**/data', (route) => route.fulfill({ status: 503 }));
  await expect(pages.manager.openApp('Document AI')).rejects.toThrow('The org did not answer GET /data (503).');
});

test('a link outside the list is no app', async () => {
  await list(ROW, '1 item');
  expect(await pages.manager.openApp('Users')).toBe(false);
});

test('case 42: two apps of one name are refused', async () => {
  await list(ROW + ROW, '2 items');
  await expect(pages.manager.openApp('Document AI')).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('2 apps named Document AI'),
  });
});

test('case 42: two apps of one name are refused, though one of them comes late', async () => {
  await list(
    ROW,
    '2 items',
    `setTimeout(() => { document.querySelector('table').insertAdjacentHTML('beforeend', '${ROW}') }, 250)`,
  );
  await expect(pages.manager.openApp('Document AI')).rejects.toThrow('2 apps named Document AI');
});

test('a list that does not count its rows is taken as it stands where it has the app', async () => {
  await list(ROW, '');
  expect(await pages.manager.openApp('Document AI')).toBe(true);
});

test('Quick Find is typed again where nobody heard it, as on a page that is not awake yet', async () => {
  await serve(`<input placeholder="Quick Find"><div class="leaf"></div><script>
    setTimeout(() => document.querySelector('input').addEventListener('input', ({ target }) => {
      if (target.value === 'Users') document.querySelector('.leaf').innerHTML = '<a href="#users">Users</a>';
    }), 1500)</script>`);
  const { setup, users } = pages;
  await setup.tab.ensure();
  await setup.tab.page().goto(`${URL}/lightning/setup/SetupOneHome/home`);
  await setup.quickFind.find(users);
  expect(setup.tab.page().url()).toContain('#users');
});

test('policies are saved when Save is gone, not because Edit is still there', async () => {
  const html = (save: string) =>
    `<div role="tabpanel"><p>Configure policies to customize it</p><button>Edit</button></div>${save}`;
  await openDetail(html('<button>Save</button>'));
  const { saved } = pages.app('Document AI').policies;
  expect(await saved.check()).toMatchObject({ holds: false });
  await pages.setup.tab.page().setContent(html(''));
  expect(await saved.check()).toMatchObject({ holds: true });
});

test('the page of another app is not the app', async () => {
  await openDetail('<h1>Warehouse Sync</h1><div role="tab">Policies</div>');
  expect(await pages.app('Warehouse Sync').check()).toMatchObject({ holds: true });
  expect(await pages.app('Document AI').check()).toMatchObject({ holds: false });
});
