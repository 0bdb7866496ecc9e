import { type Browser, expect, type Page, test } from '@playwright/test';
import { changesIn, type InterruptionName, interruptions, type PracticeOrg } from '../../src/practice-org/index.ts';
import { interruptionPages } from '../../src/practice-org/web/interruptions/index.ts';
import { closeWindows } from '../support/browser.ts';
import { deeds } from '../support/ledger.ts';
import { started } from './support.ts';

let browser: Browser;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));

const users = '/lightning/setup/ManageUsers/home';

/** Asks for a Setup page as a stranger, and signs in on the way to it. */
async function enter(...names: InterruptionName[]): Promise<{ org: PracticeOrg; page: Page }> {
  const { org } = await started({ signIn: 'password', interruptions: names });
  const page = await (await browser.newContext()).newPage();
  await page.goto(org.setupUrl + users);
  await page.getByRole('textbox', { name: 'Username' }).fill(org.admin.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(org.admin.password);
  await page.getByRole('button', { name: 'Log In' }).click();
  return { org, page };
}

/** The page that was asked for comes, and comes again: the interruption is over for this session. */
async function arrives(page: Page, org: PracticeOrg): Promise<void> {
  await page.waitForURL(org.setupUrl + users);
  await page.goto(`${org.setupUrl}/lightning/setup/SetupOneHome/home`);
  await page.waitForURL(`${org.setupUrl}/lightning/setup/SetupOneHome/home`);
  await page.context().close();
  await org.close();
}

test('each interruption that is a page has one', () => {
  const named = Object.entries(interruptions).filter(([, { kind }]) => kind === 'page');
  expect(Object.keys(interruptionPages).sort()).toEqual(named.map(([name]) => name).sort());
});

test('a scheduled maintenance is over with "Got it": facts 1.5, 10.2 [C]', async () => {
  const { org, page } = await enter('maintenance');
  await page.waitForURL(`${org.url}/msg/maintenanceandavailable.jsp?s=*&e=*&retURL=*`);
  await expect(page.getByText('Scheduled Maintenance')).toBeVisible();
  await page.getByText('Got it').click();
  await arrives(page, org);
});

test('a scheduled maintenance is over by going to the target again, too: facts 10.2 [C]', async () => {
  const { org, page } = await enter('maintenance');
  await page.waitForURL(`${org.url}/msg/**`);
  await page.goto(org.setupUrl + users);
  await arrives(page, org);
});

test('Salesforce Classic has a switch to Lightning, under an invitation that Escape closes: facts 1.5, 10.14 [C]', async () => {
  const { org, page } = await enter('lightning-switcher');
  await page.waitForURL(`${org.url}/home/home.jsp?**`);
  await expect(page.locator('#tryLexDialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('a.switch-to-lightning').click();
  await arrives(page, org);
  // It stays so, and is told as what changed something.
  expect(changesIn(org.ledger()).map(({ deed, user }) => [deed, user])).toEqual([
    ['switch experience', org.admin.username],
  ]);
});

test('the address of the switcher leads out of Salesforce Classic as well: facts 1.5 [C]', async () => {
  const { org, page } = await enter('lightning-switcher');
  await page.waitForURL(`${org.url}/home/home.jsp?**`);
  await page.goto(`${org.url}/ltng/switcher?destination=lex`);
  await page.waitForURL(`${org.setupUrl}/lightning/**`);
  await page.goto(org.setupUrl + users);
  await arrives(page, org);
});

test('a password has to be changed before anything else, and is another one then: facts 1.3 [I]', async () => {
  const { org, page } = await enter('change-password');
  const old = org.admin.password;
  await page.waitForURL(`${org.url}/_ui/system/security/ChangePassword?**`);
  await page.goto(org.setupUrl + users);
  await page.waitForURL(`${org.url}/_ui/system/security/ChangePassword?**`);
  await expect(page.locator('#header')).toHaveText('Change Your Password');
  const fill = async (fields: Readonly<Record<string, string>>) => {
    for (const [id, text] of Object.entries(fields)) await page.locator(`#${id}`).fill(text);
    await page.locator('#password-button').click();
  };
  const wanted = { newpassword: 'another 1 for you', confirmpassword: 'another 1 for you', answer: 'Leeds' };
  await fill({ currentpassword: 'wrong', ...wanted });
  await expect(page.locator('.errorMsg')).toHaveText('Error: Your current password is incorrect.');
  expect(org.admin.password).toBe(old);
  await fill({ currentpassword: old, ...wanted });
  await page.waitForURL(org.setupUrl + users);
  expect(org.admin.password).toBe('another 1 for you');
  expect(deeds(org, 'change password').map(({ outcome }) => outcome)).toEqual(['refused', 'done']);
  expect(JSON.stringify(org.ledger())).not.toContain('another 1');
  org.reset();
  expect(org.admin.password).toBe(old);
  await page.context().close();
  await org.close();
});

test('the registration of a mobile phone can be declined: facts 1.3, 10.14 [C]', async () => {
  const { org, page } = await enter('phone-registration');
  await page.waitForURL(`${org.url}/_ui/identity/phone/AddPhoneNumber?**`);
  await expect(page.locator('div#header')).toHaveText('Register Your Mobile Phone');
  await page.getByRole('link', { name: "I Don't Want to Register My Phone" }).click();
  await arrives(page, org);
});

test('signing in may end at the sign-in form though it worked: facts 10.1 [C]', async () => {
  const { org, page } = await enter('lost-landing');
  await page.waitForURL(`${org.loginUrl}/?ec=302&startURL=`);
  await expect(page.locator('#username')).toBeVisible();
  await page.goto(org.setupUrl + users);
  await arrives(page, org);
});

test('several come one after the other, each once, and one that is switched on later comes at the next page', async () => {
  const { org, page } = await enter('phone-registration', 'maintenance');
  await page.getByRole('link', { name: "I Don't Want to Register My Phone" }).click();
  await page.getByText('Got it').click();
  await page.waitForURL(org.setupUrl + users);
  org.switch({ interruptions: ['phone-registration', 'maintenance', 'lightning-switcher'] });
  await page.reload();
  await page.waitForURL(`${org.url}/home/home.jsp?**`);
  await page.locator('#tryLexDialogX').click();
  await page.locator('a.switch-to-lightning').click();
  await arrives(page, org);
});

test('the waiting page of Salesforce Authenticator goes on by itself once it is approved: facts 1.3 [C]', async () => {
  const { org, page } = await enter();
  await page.waitForURL(org.setupUrl + users);
  org.registerMethods({ salesforceAuthenticator: true });
  org.switch({ challengeAtSignIn: true });
  await page.goto(`${org.url}/secur/logout.jsp`);
  await page.getByRole('textbox', { name: 'Username' }).fill(org.admin.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(org.admin.password);
  await page.getByRole('button', { name: 'Log In' }).click();
  await page.waitForURL(`${org.url}/_ui/identity/verification/method/LLVerificationFinishUi/e?tck=*`);
  await expect.poll(() => org.approvePush()).toBe(true);
  await page.waitForURL(`${org.setupUrl}/lightning/**`);
  await page.context().close();
  await org.close();
});
