import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { deeds } from '../support/ledger.ts';
import { createApp, signedIn, started } from './support.ts';

let browser: Browser;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));

/** A browser that holds a passkey for the org, which the org knows; `signCount` is what the org last heard of. */
async function withPasskey(org: PracticeOrg, signCount: number, known = signCount): Promise<BrowserContext> {
  const context = await browser.newContext();
  await context.credentials.install();
  const passkey = await context.credentials.create(new URL(org.url).hostname, { signCount });
  org.registerMethods({ passkey: { ...passkey, signCount: known } });
  return context;
}

async function signIn(context: BrowserContext, org: PracticeOrg) {
  const page = await context.newPage();
  await page.goto(org.url);
  await giveNameAndPassword(page, org);
  return page;
}

async function giveNameAndPassword(page: Page, { admin }: PracticeOrg) {
  await page.getByRole('textbox', { name: 'Username' }).fill(admin.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(admin.password);
  await page.getByRole('button', { name: 'Log In' }).click();
}

async function detailsUrl(org: PracticeOrg): Promise<string> {
  const client = await signedIn(org);
  const { id } = await createApp(client, org);
  const app = await client.request(`${org.setupUrl}/setup-api/apps/${id}`);
  return ((await app.json()) as { consumerDetailsUrl: string }).consumerDetailsUrl;
}

function kept(org: PracticeOrg) {
  return org.state().users.find(({ username }) => username === org.admin.username)?.methods.passkeys ?? [];
}

test('a passkey signs in where the browser is not known, and its counter is kept: facts I1 [D], I3 [P]', async () => {
  const { org, mails } = await started({ signIn: 'password', challengeAtSignIn: true });
  const context = await withPasskey(org, 7);
  const page = await signIn(context, org);
  await expect(page).toHaveTitle('Verify Your Identity | Salesforce');
  expect(new URL(page.url()).pathname).toContain('/_ui/identity/verification/');
  await page.locator('#save').click();
  await page.waitForURL(`${org.setupUrl}/lightning/**`);
  expect(kept(org).map(({ counter }) => counter)).toEqual([8]);
  expect(deeds(org, 'answer challenge').map(({ detail }) => detail)).toEqual([
    { activity: 'Login', method: 'BuiltInAuthenticator', status: 'Succeeded' },
  ]);
  expect(mails).toEqual([]);
  await context.close();
  await org.close();
});

test('a passkey opens the consumer details: facts 6.2 [D]', async () => {
  const { org } = await started({ signIn: 'password' });
  const url = await detailsUrl(org);
  const context = await withPasskey(org, 0);
  const page = await signIn(context, org);
  await page.waitForURL(`${org.setupUrl}/lightning/**`);
  await page.goto(url);
  await page.locator('#save').click();
  await expect(page.getByText('Consumer Details')).toBeVisible();
  await context.close();
  await org.close();
});

test('a counter that goes back is refused: the passkey may have been copied', async () => {
  const { org } = await started({ signIn: 'password', challengeAtSignIn: true });
  const context = await withPasskey(org, 3, 9);
  const page = await signIn(context, org);
  await page.locator('#save').click();
  await expect(page.locator('.errorMsg:visible')).toHaveText(/couldn't verify/);
  expect(kept(org).map(({ counter }) => counter)).toEqual([9]);
  expect(deeds(org, 'answer challenge')).toMatchObject([
    { outcome: 'refused', detail: { method: 'BuiltInAuthenticator', status: 'FailedGeneralError' } },
  ]);
  await context.close();
  await org.close();
});

test('a browser without the passkey can try nothing, and the org hears of no try', async () => {
  const { org } = await started({ signIn: 'password', challengeAtSignIn: true });
  await (await withPasskey(org, 0)).close();
  const stranger = await browser.newContext();
  await stranger.credentials.install();
  const page = await signIn(stranger, org);
  await page.locator('#save').click();
  await expect(page.locator('#ceremonyFailed')).toBeVisible();
  expect(deeds(org, 'answer challenge')).toEqual([]);
  await stranger.close();
  await org.close();
});

test('a security key that is plugged in is enrolled and asked for as one, by the browser itself', async () => {
  const { org } = await started({ signIn: 'password', interruptions: ['passkey-enrolment'] });
  const context = await browser.newContext();
  const page = await signIn(context, org);
  const browserItself = await context.newCDPSession(page);
  await browserItself.send('WebAuthn.enable');
  const authenticator = {
    protocol: 'ctap2',
    transport: 'usb',
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  await browserItself.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...authenticator, automaticPresenceSimulation: true },
  });
  await page.getByRole('button', { name: 'Create a Passkey' }).click();
  await page.waitForURL(`${org.setupUrl}/lightning/**`);

  org.switch({ challengeAtSignIn: true });
  await page.goto(`${org.url}/secur/logout.jsp`);
  await giveNameAndPassword(page, org);
  await expect(page.getByText('Use your security key to verify your identity.')).toBeVisible();
  await page.locator('#save').click();
  await page.waitForURL(`${org.setupUrl}/lightning/**`);
  expect(deeds(org, 'answer challenge').map(({ detail }) => detail['method'])).toEqual(['U2F']);
  await context.close();
  await org.close();
});

test('enrolling a passkey is the only way past the wall of facts I2 [C], once', async () => {
  const { org } = await started({ signIn: 'password', interruptions: ['passkey-enrolment'] });
  const context = await browser.newContext();
  await context.credentials.install();
  const page = await signIn(context, org);
  await page.waitForURL(`${org.url}/_ui/identity/webauthn/Add?**`);
  await expect(page.getByRole('link')).toHaveCount(0);
  await page.goto(`${org.setupUrl}/lightning/setup/SetupOneHome/home`);
  await page.waitForURL(`${org.url}/_ui/identity/webauthn/Add?**`);
  await page.getByRole('button', { name: 'Create a Passkey' }).click();
  await page.waitForURL(`${org.setupUrl}/lightning/setup/SetupOneHome/home`);
  const [made] = await context.credentials.get();
  expect(kept(org).map(({ id }) => id)).toEqual([made?.id]);
  expect(deeds(org, 'register method')).toMatchObject([
    { outcome: 'done', user: org.admin.username, detail: { method: 'BuiltInAuthenticator' } },
  ]);

  // The passkey that was made verifies from then on, and the wall is gone.
  org.switch({ challengeAtSignIn: true });
  await page.goto(`${org.url}/secur/logout.jsp`);
  await page.close();
  const again = await signIn(context, org);
  await again.locator('#save').click();
  await again.waitForURL(`${org.setupUrl}/lightning/**`);
  await context.close();
  await org.close();
});
