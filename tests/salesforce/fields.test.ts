import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import type { Field } from '../../src/runbook/field.ts';
import { holds } from '../../src/runbook/verbs.ts';
import type { NewApp } from '../../src/salesforce/new-app.ts';
import { started } from '../practice-org/support.ts';
import { closeWindows } from '../support/browser.ts';
import { FORM_PATIENCE, pagesIn, signedIn, unfoldOauth } from './support.ts';

test.describe.configure({ mode: 'default' });

let browser: Browser;
let org: PracticeOrg;
let context: BrowserContext;
let form: NewApp;

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
  const { manager, newApp } = pagesIn(context, org);
  await manager.open();
  await manager.newApp.press();
  await expect.poll(async () => (await newApp.check()).holds, FORM_PATIENCE).toBe(true);
  form = newApp;
});
test.afterEach(async () => {
  await form.tab.page().close();
});

async function enableOauth(): Promise<NewApp['settings']> {
  await unfoldOauth(form);
  await form.settings.enableOauth.write(true);
  await form.settings.callbackUrl.locate().waitFor(FORM_PATIENCE);
  return form.settings;
}

/** What a field shows; a field that is not offered fails the test. */
async function value<Wanted, Value>(field: Field<Wanted, Value>): Promise<Value> {
  const found = await field.read();
  if (!found.offered) throw new Error(`${field.label} is not offered`);
  return found.value;
}

test('a text is empty at first and then what was written', async () => {
  await expect
    .poll(() => holds(form.appName, 'Document AI'), FORM_PATIENCE)
    .toEqual({
      holds: false,
      wanted: 'Document AI',
      found: '(empty)',
      was: '',
    });
  await form.appName.write('Document AI');
  expect(await holds(form.appName, 'Document AI')).toEqual({ holds: true, found: 'Document AI' });
});

test('writing a text replaces the one before and leaves the field', async () => {
  await form.appName.write('First');
  await form.appName.write('Second "quoted" ü');
  expect(await value(form.appName)).toBe('Second "quoted" ü');
  await expect(form.appName.locate()).not.toBeFocused();
  await expect(form.tab.page().getByRole('textbox', { name: 'API Name' }), 'the form took the name over').toHaveValue(
    'First',
  );
});

test('a text with blanks around it is the same text', () => {
  expect(form.appName.same(' Document AI ', 'Document AI')).toBe(true);
  expect(form.appName.same('Document AI 2', 'Document AI')).toBe(false);
});

test('fields of a part that is not shown are not offered', async () => {
  for (const field of [form.settings.callbackUrl, form.settings.scopes, form.settings.pkce]) {
    expect(await field.read(), field.label).toEqual({ offered: false });
  }
  expect(await holds(form.settings.pkce, true)).toMatchObject({ holds: false, notOffered: true });
});

for (const [how, attribute] of [
  ['disabled', 'disabled'],
  ['read-only', 'readonly'],
] as const) {
  // A text box in read mode is read-only and not disabled.
  const check = test;
  check(`a ${how} text box is locked`, async () => {
    await form.appName.locate().evaluate((box, name) => box.setAttribute(name, ''), attribute);
    expect(await form.appName.read()).toEqual({ offered: true, value: '', locked: true });
  });
}

test('lines stand one below the other and are compared one by one', async () => {
  const { callbackUrl } = await enableOauth();
  const urls = ['https://a.example/cb', 'https://b.example/cb'];
  await callbackUrl.write(urls);
  expect(await value(callbackUrl)).toBe(urls.join('\n'));
  expect(await holds(callbackUrl, [...urls].reverse())).toEqual({ holds: true, found: urls.join(', ') });
  expect(await holds(callbackUrl, ['https://a.example/c'])).toMatchObject({ holds: false });
  expect(await holds(callbackUrl, [...urls, 'https://c.example/cb'])).toMatchObject({ holds: false });
});

test('a box is ticked and unticked by its label', async () => {
  const { secretForWebServerFlow } = await enableOauth();
  expect(await secretForWebServerFlow.read()).toEqual({ offered: true, value: true, locked: false });
  await secretForWebServerFlow.write(false);
  expect(await value(secretForWebServerFlow)).toBe(false);
  await secretForWebServerFlow.write(true);
  expect(await value(secretForWebServerFlow)).toBe(true);
});

test('writing what a box already shows leaves it so', async () => {
  const { secretForWebServerFlow } = await enableOauth();
  await secretForWebServerFlow.write(true);
  expect(await value(secretForWebServerFlow)).toBe(true);
});

test('a locked box says so in the words of the org, and only of that box', async () => {
  const { pkce, secretForWebServerFlow } = await enableOauth();
  const locked = 'To change this required setting, contact Support.';
  expect(await holds(pkce, true)).toEqual({ holds: true, found: 'ticked', locked });
  expect(await holds(pkce, false)).toEqual({
    holds: false,
    wanted: 'not ticked',
    found: 'ticked',
    was: true,
    locked,
  });
  expect(await secretForWebServerFlow.lockedBecause?.()).toBeUndefined();
});

test('the client credentials flow is ticked once its confirmation is given, and the remark tells its words', async () => {
  const { clientCredentialsFlow } = await enableOauth();
  const remark = await clientCredentialsFlow.write(true);
  expect(remark).toMatch(/^Confirmed with OK: ".*Client Credentials Flow/);
  expect(await value(clientCredentialsFlow)).toBe(true);
  await expect(form.tab.page().getByRole('button', { name: 'OK', exact: true })).toHaveCount(0);
});

test('all scopes are moved over at once', async () => {
  const { scopes } = await enableOauth();
  const offered = org.state().catalogue.scopes.length;
  expect(await holds(scopes, 'all')).toMatchObject({ holds: false, found: `0 of ${offered} selected` });
  await scopes.write('all');
  const { available, selected } = await value(scopes);
  expect(available).toEqual([]);
  expect(selected).toHaveLength(offered);
  expect((await holds(scopes, 'all')).holds).toBe(true);
});

test('all the scopes that are left are moved over to those that are there', async () => {
  const { scopes } = await enableOauth();
  await scopes.write(['api']);
  await scopes.write('all');
  expect((await holds(scopes, 'all')).holds).toBe(true);
});

test('scopes are chosen by their tokens, not by their words', async () => {
  const { scopes } = await enableOauth();
  await scopes.write(['api', 'refresh_token', 'openid']);
  const { selected } = await value(scopes);
  expect([...selected].sort()).toEqual([
    'Access unique user identifiers (openid)',
    'Manage user data via APIs (api)',
    'Perform requests at any time (refresh_token, offline_access)',
  ]);
  expect((await holds(scopes, ['offline_access'])).holds, 'either token of a pair').toBe(true);
  expect((await holds(scopes, ['cdp_api'])).holds, 'a token that ends like another').toBe(false);
  expect((await holds(scopes, 'all')).holds).toBe(false);
});

test('scopes that are there already are left alone', async () => {
  const { scopes } = await enableOauth();
  await scopes.write(['web']);
  await scopes.write(['web', 'api']);
  expect((await value(scopes)).selected).toHaveLength(2);
});

test('scopes beyond the wanted ones are taken away where it says so', async () => {
  const { scopes } = await enableOauth();
  await scopes.write(['api', 'web', 'id']);
  const exactly = { exactly: ['api', 'refresh_token'] };
  expect(await holds(scopes, ['api'])).toMatchObject({ holds: true });
  expect(await holds(scopes, exactly)).toMatchObject({ holds: false, wanted: 'api, refresh_token and no others' });
  await scopes.write(exactly);
  expect((await holds(scopes, exactly)).holds).toBe(true);
  expect((await value(scopes)).selected).toHaveLength(2);
});

test('a scope that the org does not offer is named', async () => {
  const { scopes } = await enableOauth();
  await expect(scopes.write(['api', 'time_travel'])).rejects.toThrow(/time_travel/);
});

test('a required list refuses to give its last option back, and says so', async () => {
  const { scopes } = await enableOauth();
  await scopes.write(['api']);
  const page = form.tab.page();
  await page.getByRole('listbox', { name: 'Selected OAuth Scopes' }).getByRole('option').click();
  await page.getByRole('button', { name: /^Move (selection )?to Available OAuth Scopes$/ }).click();
  await expect(scopes.locate()).toContainText('An option must be selected');
  expect((await value(scopes)).selected).toEqual(['Manage user data via APIs (api)']);
});
