import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import type { SalesforcePages } from '../../src/salesforce/product.ts';
import { refusals } from '../../src/salesforce/refusals.ts';
import { started } from '../practice-org/support.ts';
import { closeWindows } from '../support/browser.ts';
import { FORM_PATIENCE, pagesIn, signedIn, unfoldOauth } from './support.ts';

test.describe.configure({ mode: 'default' });

let browser: Browser;
let org: PracticeOrg;
let context: BrowserContext;
let pages: SalesforcePages;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
  ({ org } = await started());
  context = await signedIn(browser, org);
});
test.afterAll(async () => {
  await closeWindows(browser);
  await org.close();
});
test.beforeEach(async () => {
  pages = pagesIn(context, org);
  const { manager, newApp } = pages;
  await manager.open();
  await manager.newApp.press();
  await expect.poll(async () => (await newApp.check()).holds, FORM_PATIENCE).toBe(true);
});
test.afterEach(async () => {
  await pages.setup.tab.page().close();
});

const page = () => pages.setup.tab.page();

/** Fills in what every app needs, and presses Create. */
async function create(appName: string, contactEmail: string): Promise<void> {
  await pages.newApp.appName.write(appName);
  await pages.newApp.contactEmail.write(contactEmail);
  await pages.newApp.create.press();
}

test('a form that was not touched says nothing', async () => {
  expect(await refusals(page())).toBeUndefined();
});

test('a form without what it needs says which words stand beside its fields', async () => {
  await pages.newApp.create.press();
  await expect
    .poll(() => refusals(page()), FORM_PATIENCE)
    .toBe(
      ['External Client App Name', 'API Name', 'Contact Email']
        .map((label) => `${label} Complete this field.`)
        .join(' · '),
    );
});

test('case 43: a page that opens after the form is refused with those words', async () => {
  await create('', 'ops@acme.example');
  const { created } = pages.app('Document AI');
  await expect
    .poll(async () => created.check(), FORM_PATIENCE)
    .toMatchObject({
      holds: false,
      wanted: 'the app Document AI',
      refused: expect.stringContaining('Complete this field.'),
    });
});

test('a page that opens without a form is never refused by what another form says', async () => {
  await pages.newApp.create.press();
  await expect.poll(() => refusals(page()), FORM_PATIENCE).toBeDefined();
  expect(await pages.manager.check()).not.toHaveProperty('refused');
});

test('what the server alone knows comes out beside its fields', async () => {
  await create('Warehouse Sync', 'ops@acme.example');
  await expect.poll(() => refusals(page()), FORM_PATIENCE).toMatch(/app with this name already exists\..* · API Name/);
  expect(org.state().apps).toHaveLength(1);
});

test('a refusal that belongs to no field comes out of its toast', async () => {
  const refused = { refusals: [{ message: 'You have reached the limit of external client apps.' }] };
  await page().route('**/setup-api/apps', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 400, json: refused }) : route.fallback(),
  );
  await create('Document AI', 'ops@acme.example');
  await expect(page().getByRole('alert')).toContainText("couldn't be created");
  expect(await refusals(page())).toContain("The external client app couldn't be created.");
  expect(await refusals(page())).toContain('You have reached the limit');
});

test('a list without a choice, which is marked as no other field is, is a refusal', async () => {
  const { enableOauth, callbackUrl } = pages.newApp.settings;
  await unfoldOauth(pages.newApp);
  await enableOauth.write(true);
  await callbackUrl.write(['https://app.example/callback']);
  await create('Document AI', 'ops@acme.example');
  await expect(page().getByText('An option must be selected')).toBeVisible();
  expect(await refusals(page())).toContain('An option must be selected');
});

test('an address that the server does not take is refused in its words', async () => {
  await create('Document AI', 'ops@acme');
  await expect.poll(() => refusals(page()), FORM_PATIENCE).toMatch(/email/i);
  expect(org.state().apps).toHaveLength(1);
});

test('what was refused and then mended is created, and the toast of success refuses nothing', async () => {
  await create('', 'ops@acme.example');
  await expect.poll(() => refusals(page()), FORM_PATIENCE).toBeDefined();
  await create('Document AI', 'ops@acme.example');
  const { created } = pages.app('Document AI');
  await expect.poll(async () => (await created.check()).holds, FORM_PATIENCE).toBe(true);
  await expect(page().getByRole('alert').filter({ hasText: 'was created' })).toBeVisible();
  expect(await refusals(page())).toBeUndefined();
});
