import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { Tab } from '../../src/runbook/tab.ts';
import { click } from '../../src/salesforce/click.ts';
import { confirmation } from '../../src/salesforce/fields/confirmation.ts';
import { keeperOf } from '../../src/salesforce/keeper.ts';
import { closeWindows } from '../support/browser.ts';
import { surroundings } from './support.ts';

const URL = 'https://acme.my.salesforce.com';
const SETUP = 'https://acme.my.salesforce-setup.com';

let browser: Browser;
let context: BrowserContext;
let tab: Tab;
let notices: string[];
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  context = await browser.newContext();
  notices = [];
  const admin = { username: 'grace@acme.example', password: 'correct horse battery', email: '', name: '' };
  const around = surroundings({ url: URL, setupUrl: SETUP, admin }, context, { notice: (text) => notices.push(text) });
  tab = new Tab('the main tab', () => context, keeperOf(around, 'setup'));
});
test.afterEach(() => context.close());

/** A Setup page with a form, and something over it. Buttons note that they were clicked, and take their panel away. */
async function setupPage(over: string): Promise<Page> {
  const html = `<!doctype html><style>.over { position: fixed; inset: 0; background: #fff }</style>
    <nav role="tree"><a href="#">Multi-Factor Authentication Assistant</a><a href="#">Cookies</a></nav>
    <main><label>Contact Email <input type="text"></label><button>Create</button><button>Close</button></main>${over}
    <script>document.addEventListener('click', ({ target }) => {
      if (target.localName !== 'button') return;
      document.title += target.textContent + ';';
      target.closest('.over, [role=dialog], [role=alertdialog]')?.remove();
    })</script>`;
  await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  const page = await tab.ensure();
  await page.goto(`${SETUP}/lightning/setup/SetupOneHome/home`);
  return page;
}

const OVERLAYS: ReadonlyArray<readonly [name: string, html: string, clicked: string]> = [
  [
    'security-contact panel',
    '<section class="over"><h2>Action Required: Security Contact Missing</h2><div><button>Add</button><button>Close</button></div></section>',
    'Close;',
  ],
  ['welcome banner', '<div class="over"><h2>Welcome</h2><button>Close banner</button></div>', 'Close banner;'],
  [
    'walkthrough pop-up',
    '<div class="over" role="dialog" aria-label="Tour"><button>Dismiss</button></div>',
    'Dismiss;',
  ],
  [
    'cookie banner',
    '<div class="over"><p>We use cookies.</p><button>Accept All Cookies</button><button>Reject All</button></div>',
    'Reject All;',
  ],
  ['cookie banner', '<div class="over"><p>This site uses cookies.</p><button>Got it</button></div>', 'Got it;'],
  [
    'reminder of multi-factor authentication',
    '<div class="over"><p>Multi-factor authentication is required soon.</p><button>Remind me later</button></div>',
    'Remind me later;',
  ],
  [
    'system message',
    '<div class="over oneSystemMessage">Maintenance tonight <button class="close-btn">x</button></div>',
    'x;',
  ],
];

for (const [name, html, clicked] of OVERLAYS) {
  test(`a ${name} that says "${clicked}" is closed before an action, and told once (facts 1.5)`, async () => {
    const page = await setupPage(html);
    await page.getByRole('button', { name: 'Create' }).click();
    expect(await page.title()).toBe(`${clicked}Create;`);
    expect(notices).toEqual([`A ${name} lay over the page and was closed.`]);
  });
}

test('what lies over the page is closed before a click that is watched, at once', async () => {
  const page = await setupPage('<div class="over"><h2>Welcome</h2><button>Close banner</button></div>');
  await click(page.getByRole('button', { name: 'Create' }), { timeout: 5_000 });
  expect(await page.title()).toBe('Close banner;Create;');
});

test('what lies over the page is closed before a look too, and several one after the other', async () => {
  // One that is covered by another is tried for a second each time.
  const several = OVERLAYS.slice(0, 3);
  const page = await setupPage(several.map(([, html]) => html).join(''));
  for (const _ of several) await tab.tend();
  await expect(page.locator('.over')).toHaveCount(0);
  expect(await page.title()).not.toContain('Create');
});

for (const [what, html] of [
  [
    'a confirmation',
    '<div role="dialog" aria-label="Enable?"><p>MFA</p><button>Close</button><button>Cancel</button><button>OK</button></div>',
  ],
  [
    'a confirmation with a button of its own',
    '<div role="dialog" aria-label="Delete?"><p>MFA</p><button>Close</button><button>Cancel</button><button>Delete</button></div>',
  ],
  ['a form of its own', '<div role="dialog"><input><button>Close</button></div>'],
  ['an alert', '<div role="alertdialog"><button>Close</button></div>'],
  ['the page itself', '<p>Cookies and MFA are explained here.</p>'],
] as const) {
  test(`${what} is not taken for something that lies over the page`, async () => {
    const page = await setupPage(html);
    await tab.tend();
    await page.getByRole('textbox').first().fill('ops@acme.example');
    expect(await page.title()).toBe('');
    expect(notices).toEqual([]);
  });
}

test('an overlay that does not go away is left alone, and the page can be worked with', async () => {
  const page = await setupPage(
    '<div class="banner"><p>We use cookies.</p><span role="button" tabindex="0">Accept</span></div>',
  );
  for (let turn = 0; turn < 6; turn += 1) await tab.tend();
  await page.getByRole('button', { name: 'Create' }).click();
  expect(await page.title()).toBe('Create;');
});

test('a confirmation is answered with OK while a walkthrough is about', async () => {
  await setupPage(
    '<div role="dialog" aria-label="Tour"><button>Close</button></div><div role="alertdialog" aria-label="Enable?"><p>Enable the flow?</p><button>Cancel</button><button>OK</button></div>',
  );
  expect(await confirmation(tab).answered()).toMatch(/^Confirmed with OK: "Enable the flow\?/);
  expect(notices).toEqual(['A walkthrough pop-up lay over the page and was closed.']);
});

test('a confirmation that has a button of its own is agreed to by that, where it is one of those that are expected', async () => {
  await setupPage(
    '<div role="dialog" aria-label="Delete"><p>Delete this app?</p><button>Cancel</button><button onclick="this.parentElement.remove()">Delete</button></div>',
  );
  expect(await confirmation(tab, /^(OK|Delete)$/).answered()).toMatch(/^Confirmed with Delete: "Delete this app\?/);
  expect(await tab.page().title()).toBe('Delete;');
});

test.describe('dialogs of the browser (facts 10.7)', () => {
  const asking = (script: string) => setupPage(`<button id="ask" onclick="${script}">Ask</button>`);

  test('one that is expected is accepted and told', async () => {
    const page = await asking("document.title = 'accepted ' + confirm('Enable the flow?')");
    const asked = confirmation(tab);
    await page.locator('#ask').click();
    expect(await asked.answered()).toBe('Confirmed with OK: "Enable the flow?"');
    expect(await page.title()).toContain('accepted true');
  });

  test('one that nobody expects is dismissed and noted', async () => {
    const page = await asking("document.title = 'accepted ' + confirm('Delete the org?')");
    await page.locator('#ask').click();
    expect(await page.title()).toContain('accepted false');
    expect(notices).toEqual(['The browser asked "Delete the org?" (confirm); it was dismissed.']);
  });

  test('one that asks for text is never answered, though a confirmation is expected', async () => {
    const page = await asking("document.title = 'answer ' + prompt('Name?')");
    confirmation(tab);
    await page.locator('#ask').click();
    expect(await page.title()).toContain('answer null');
  });

  test('a page with a changed form is left without being held up', async () => {
    const page = await setupPage('<script>window.onbeforeunload = (event) => event.preventDefault()</script>');
    await page.getByRole('textbox').first().fill('ops@acme.example');
    await page.goto(`${SETUP}/lightning/setup/ManageUsers/home`);
    expect(page.url()).toContain('ManageUsers');
    expect(notices).toEqual([]);
  });
});
