// The clicks of the guide as somebody would write them down for Playwright, without a proof, a picture or a record: what
// a run is measured against. With `evidence` it takes a picture at each step and reads the app once more from a fresh page
// after Create and Save, and nothing else: the least that evidence of these clicks can cost.
// Arguments: the address of Setup and of the control page, username and password, in JSON.
import { chromium } from 'playwright';
import { findBrowser } from '../dist/src/browser/find.js';

const { setupUrl, controlUrl, username, password, browser: asked, evidence = false } = JSON.parse(process.argv[2]);

const { path } = findBrowser({ headed: false, asked });
const browser = await chromium.launch({ executablePath: path, chromiumSandbox: process.getuid?.() !== 0 });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
const button = (scope, name) => scope.getByRole('button', { name, exact: true });
/** The label, because the box itself is one pixel wide and covered: practice-org facts 3. */
const box = (scope, name) => scope.locator('label').filter({ hasText: new RegExp(`^\\s*\\*?\\s*${name}\\s*$`) });
const agree = (question) => button(page.getByRole('alertdialog', { name: question }), 'OK').click();

let pictures = 0;
/** A step is done: its picture, where evidence is wanted. */
async function done(seen = page) {
  if (!evidence) return;
  await seen.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  pictures += 1;
}

/** What the org has kept, from a fresh page, where evidence is wanted. */
async function readBack(parts) {
  if (!evidence) return;
  const fresh = await page.context().newPage();
  await fresh.goto(page.url());
  for (const part of parts) {
    await fresh.getByRole('tab', { name: part, exact: true }).click();
    await button(fresh.getByRole('tabpanel').filter({ visible: true }), 'Edit').waitFor();
    await done(fresh);
  }
  await fresh.close();
}

async function unfold(scope, part) {
  await button(scope, part).waitFor();
  if ((await button(scope, part).getAttribute('aria-expanded')) !== 'true') await button(scope, part).click();
}

async function all(scope, list) {
  await scope
    .getByRole('listbox', { name: `Available ${list}` })
    .getByRole('option')
    .first()
    .click();
  await page.keyboard.press('ControlOrMeta+a');
  await scope.getByRole('button', { name: new RegExp(`^Move (selection )?to Selected ${list}$`) }).click();
}

// Sign in.
await page.goto(setupUrl);
await page.getByRole('textbox', { name: 'Username' }).fill(username);
if (!(await page.getByRole('textbox', { name: 'Password' }).isVisible())) await button(page, 'Log In').click();
await page.getByRole('textbox', { name: 'Password' }).fill(password);
await button(page, 'Log In').click();

await page.getByPlaceholder('Quick Find').waitFor();
await done();

// Create the app.
await page.getByPlaceholder('Quick Find').pressSequentially('External Client App Manager');
await page.getByRole('link', { name: 'External Client App Manager', exact: true }).click();
await done();
await button(page, 'New External Client App').click();
await done();
await page.getByRole('textbox', { name: 'External Client App Name' }).fill('Document AI');
await done();
await page.getByRole('textbox', { name: 'Contact Email' }).fill('ops@acme.example');
await done();
await unfold(page, 'API (Enable OAuth Settings)');
await done();
await box(page, 'Enable OAuth').setChecked(true);
await done();
await page.getByRole('textbox', { name: 'Callback URL' }).fill('https://oauth.pstmn.io/v1/callback');
await done();
await all(page, 'OAuth Scopes');
await done();
await box(page, 'Enable Client Credentials Flow').setChecked(true);
await agree(/Client Credentials Flow/);
await done();
await done();
await button(page, 'Create').click();
await page.waitForURL(/ManageExternalClientApplication\/0xI\w{12}\/detail$/);
await done();
await readBack(['Settings']);

// Set the policies.
await page.getByRole('tab', { name: 'Policies' }).click();
await done();
const policies = page.getByRole('tabpanel').filter({ visible: true });
await button(policies, 'Edit').click();
await done();
await unfold(policies, 'OAuth Policies');
await done();
await policies.getByRole('combobox', { name: 'Permitted Users' }).click();
await policies.getByRole('option', { name: 'Admin approved users are pre-authorized' }).click();
await agree(/Permitted Users/);
await done();
await policies
  .getByRole('listbox', { name: 'Available Profiles' })
  .getByRole('option', { name: 'System Administrator' })
  .click();
await policies.getByRole('button', { name: /^Move (selection )?to Selected Profiles$/ }).click();
await done();
await box(policies, 'Enable Client Credentials Flow').setChecked(true);
await done();

// Look the user up in a second tab, as the guide says.
const second = await page.context().newPage();
await second.goto(`${setupUrl}/lightning/setup/SetupOneHome/home`);
await done(second);
await second.getByPlaceholder('Quick Find').pressSequentially('Users');
const leaf = second.locator('.leaf, [role="treeitem"]:not([aria-expanded])');
await leaf.getByRole('link', { name: 'Users', exact: true }).click();
await done(second);
const list = second.frameLocator('force-aloha-page iframe[name^=vfFrameId_]');
await list.getByRole('link', { name: 'W', exact: true }).click();
await list
  .getByRole('row', { name: /System Administrator/ })
  .getByRole('link', { name: 'Whitfield, Grace' })
  .click();
const runAs = await list.locator('td.labelCol:text-is("Username") + td.dataCol').innerText();
await done(second);
await policies.getByRole('textbox', { name: 'Run As (Username)' }).fill(runAs);
await done();
await button(page, 'Save').click();
await button(policies, 'Edit').waitFor();
await done();
await readBack(['Settings', 'Policies']);

// Reveal the key and secret.
await page.getByRole('tab', { name: 'Settings', exact: true }).click();
await done();
const opened = page.waitForEvent('popup');
await button(page, 'Consumer Key and Secret').click();
const details = await opened;
await details.getByRole('textbox', { name: 'Verification Code' }).waitFor();
await done(details);
const [mail] = await (await fetch(`${controlUrl}/mails`)).json();
await details.getByRole('textbox', { name: 'Verification Code' }).fill(/\b\d{6}\b/.exec(mail.text ?? mail.body)[0]);
await button(details, 'Verify').click();
const value = (label) => details.getByRole('row', { name: label }).locator('td.dataCol span').innerText();
if (!(await value('Consumer Key')) || !(await value('Consumer Secret'))) throw new Error('Nothing was revealed');
await done(details);
await browser.close();
if (evidence) console.log(`${pictures} pictures`);
