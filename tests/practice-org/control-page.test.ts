import { type Browser, expect, type Page, test } from '@playwright/test';
import { startPractice } from '../../src/cli/practice.ts';
import { interruptions } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { askForCode, Client, settings, signedIn } from './support.ts';

// What a person finds at the control address; what a program does, control.test.ts looks at.

let place: Awaited<ReturnType<typeof startPractice>>;
let browser: Browser;
let page: Page;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  place = await startPractice({ sink: 'file:x.json', seed: 'control' });
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  page = await context.newPage();
  await page.goto(place.org.controlUrl);
});
test.afterEach(async () => {
  await page.context().close();
  await place.close();
});

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

test('a password that was changed is shown as it is then, above and in the settings', async () => {
  const { url, admin } = place.org;
  place.org.switch({ interruptions: ['change-password'] });
  const client = await signedIn(place.org);
  const changed = { newpassword: 'another1', confirmpassword: 'another1', answer: 'Leeds' };
  await client.post(`${url}/_ui/system/security/ChangePassword`, { currentpassword: admin.password, ...changed });
  expect(place.org.admin.password).toBe('another1');
  await expect(section('Sign in')).toContainText('another1');
  await expect(section(/Settings for/)).toContainText('SALESFORCE_PASSWORD=another1');
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

test('a number that is being typed stays, whatever is switched meanwhile', async () => {
  const minutes = section('Conditions').getByRole('spinbutton');
  await minutes.press('ControlOrMeta+a');
  await minutes.pressSequentially('4');
  place.org.switch({ gates: 'closed', interruptions: ['welcome'] });
  await expect(section('Interruptions').getByRole('switch', { name: 'Welcome banner' })).toBeChecked();
  await minutes.pressSequentially('2');
  await minutes.press('Enter');
  await expect.poll(() => place.org.conditions().sessionMinutes).toBe(42);
  await minutes.blur();
  await expect(section('Conditions').getByRole('radio', { name: 'closed' })).toBeChecked();
});

test('each interruption is switched on and off', async () => {
  const switches = section('Interruptions').getByRole('switch');
  await expect(switches).toHaveCount(Object.keys(interruptions).length);
  for (const { title } of Object.values(interruptions))
    await section('Interruptions').getByRole('switch', { name: title }).check();
  await expect.poll(() => [...place.org.conditions().interruptions].sort()).toEqual(Object.keys(interruptions).sort());
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
  expect(place.org.conditions().faults.map(({ name, after, times, value }) => ({ name, after, times, value }))).toEqual(
    [
      { name: 'drop-after', after: 2, times: 3, value: 0 },
      { name: 'mail-late', after: 0, times: 1, value: 50 },
    ],
  );
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
  await askForCode(place.org);
  const code = /Code: (\d+)/.exec(place.org.mails()[0]?.text ?? '')?.[1] ?? 'none';
  await expect(section('Mails').getByText(code, { exact: true })).toBeVisible();
  await section('Mails').getByText(code, { exact: true }).click();
  await expect(section('Mails').getByText(`Verification Code: ${code}`)).toBeVisible();
  await askForCode(place.org);
  await expect(section('Mails').getByText('mail-junk')).toBeVisible();
  await expect(section('Mails').getByText(`Verification Code: ${code}`).last()).toBeVisible();
  await expect(section('Ledger').getByRole('row', { name: /send code/ })).toHaveCount(2);
});

test('what users of the org typed stays text', async () => {
  const client = await signedIn(place.org);
  await client.send('POST', `${place.org.setupUrl}/setup-api/apps`, settings({ name: '<img src=x onerror=alert(1)>' }));
  await expect(section('Ledger').getByRole('row', { name: /create app <img src=x/ })).toBeVisible();
  await expect(page.locator('main img')).toHaveCount(0);
});

test('the buttons move the time, sign everybody out, and reset', async () => {
  await signedIn(place.org);
  const before = place.org.now().getTime();
  await page.getByRole('button', { name: 'Clock a day on' }).click();
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

test('what the admin has registered is switched, and the app with codes shows the code that the org accepts', async () => {
  const methods = section('Registered methods');
  await expect(methods).toContainText('a code comes by e-mail');
  await methods.getByRole('switch', { name: 'Salesforce Authenticator' }).check();
  await expect(methods.getByRole('button', { name: 'Approve' })).toBeVisible();
  await methods.getByRole('switch', { name: 'Salesforce Authenticator' }).uncheck();
  await methods.getByRole('switch', { name: 'App with codes' }).check();
  await expect(methods.locator('#totp-code')).toHaveText(/^\d{6}$/);

  place.org.switch({ challengeAtSignIn: true });
  const { url, admin } = place.org;
  const client = new Client();
  const entered = await client.post(`${url}/`, { username: admin.username, pw: admin.password, startURL: '' });
  const { visited } = await client.follow(entered.headers.get('location') ?? '');
  const asked = new URL(visited.at(-1) ?? '');
  expect(asked.pathname).toContain('/TotpVerificationUi/');
  const tc = place.org.methods().totp?.code ?? '';
  const answered = await client.post(asked.href, { vcsrf: asked.searchParams.get('vcsrf') ?? '', tc });
  expect(answered.status).toBe(302);
});
