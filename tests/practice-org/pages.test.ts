import { type Browser, expect, type Page, test } from '@playwright/test';
import type { PracticeOrg, PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { choose, openApp, panel, press, text } from './controls.ts';
import { box, manager, openStage, type Stage, unfold } from './stage.ts';
import { createApp, lockedTicks, oauthSettings, signedIn } from './support.ts';

let browser: Browser;
let stage: Stage;
let page: Page;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.afterEach(() => stage.close());

/** An org of these conditions, with the admin at the External Client App Manager. */
async function opened(options: Partial<PracticeOrgOptions> = {}): Promise<PracticeOrg> {
  stage = await openStage(browser, options);
  page = stage.page;
  await stage.goto(manager);
  return stage.org;
}

async function openCreateForm(): Promise<void> {
  await press(page, 'New External Client App');
  await expect(text(page, 'External Client App Name')).toBeVisible();
}

/** Facts 3.2, the two columns of its table of Security rows, and its list of sections [S]. */
const releases = {
  '2025-10': {
    unfolded: true,
    security: [
      ['Require secret for Web Server Flow', 'ticked'],
      ['Require secret for Refresh Token Flow', 'ticked'],
      ['Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows', 'ticked'],
      ['Enable Refresh Token Rotation', 'open'],
      ['Issue JSON Web Token (JWT)-based access tokens for named users', 'open'],
    ],
    sections: [
      'Web App (Enable SAML Settings)',
      'Mobile App Settings (Beta)',
      'Push Notification Settings (Beta)',
      'Notification Settings (Beta)',
    ],
    ipCards: 0,
    refreshTitle: 'Refresh Token Policy',
    refreshOptions: 4,
    refreshFirst: 'Refresh token is valid until revoked',
  },
  '2026-08': {
    unfolded: false,
    security: [
      ['Require secret for Web Server Flow', 'ticked'],
      ['Require secret for Refresh Token Flow', 'ticked'],
      ['Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows', 'locked'],
      ['Enable Refresh Token Rotation', 'locked'],
      ['Issue JSON Web Token (JWT)-based access tokens for named users', 'open'],
      ['Limit Idle Refresh Token Time-to-Live (TTL) to 30 Days', 'locked'],
      ['Enforce Refresh Token IP Allowlist', 'open'],
    ],
    sections: [
      'SAML Settings',
      'Canvas App Settings',
      'Mobile App Settings',
      'Push Notification Settings',
      'Notification Settings',
    ],
    ipCards: 1,
    refreshTitle: 'Refresh Token Policy (Idle Expiration Time Limit Enforced)',
    refreshOptions: 3,
    refreshFirst: 'Expire refresh token if not used for specific time',
  },
} as const;

for (const [release, shown] of Object.entries(releases)) {
  test(`on ${release} the create form shows what facts 3.2 list`, async () => {
    await opened({ release: release as keyof typeof releases });
    await openCreateForm();
    const names = ['External Client App Name', 'API Name', 'Contact Email'];
    for (const name of names) await expect(text(page, name)).toHaveAttribute('required');
    await expect(page.getByRole('combobox', { name: 'Distribution State' })).toHaveText('Local');
    await expect(text(page, 'Contact Phone')).toHaveAttribute('placeholder', 'Enter a phone number...');
    const urls = page.getByPlaceholder('Enter a URL...');
    await expect(urls).toHaveCount(3);
    // Facts 9: the logo comes first here.
    expect(await urls.nth(1).getAttribute('id')).toBe(await text(page, 'Logo Image URL').getAttribute('id'));
    await expect(page.getByRole('link', { name: 'Choose one of our sample logos.' })).toHaveCount(2);
    await expect(text(page, 'Description')).toBeVisible();

    const oauth = page.getByRole('button', { name: 'API (Enable OAuth Settings)' });
    await expect(oauth).toHaveAttribute('aria-expanded', String(shown.unfolded));
    await unfold(page, 'API (Enable OAuth Settings)');
    await expect(text(page, 'Callback URL')).toHaveCount(0);
    await box(page, 'Enable OAuth').setChecked(true);
    const row = (name: string) => page.getByRole('checkbox', { name, exact: true });
    for (const [name, state] of shown.security) {
      await expect(row(name)).toBeChecked({ checked: state !== 'open' });
      await expect(row(name)).toBeEnabled({ enabled: state !== 'locked' });
    }
    await expect(page.getByRole('checkbox', { name: /^(Limit|Enforce)/ })).toHaveCount(shown.security.length - 5);
    await expect(page.getByText("When you add an IP Range, you'll find it here.")).toHaveCount(shown.ipCards);
    for (const name of shown.sections) {
      await expect(page.getByRole('button', { name, exact: true })).toHaveAttribute('aria-expanded', 'false');
    }
  });

  test(`on ${release} the policies offer what facts 4.2 list`, async () => {
    const org = await opened({ release: release as keyof typeof releases });
    const oauth = oauthSettings({ ticked: release === '2026-08' ? lockedTicks : [] });
    const { id } = await createApp(await signedIn(org), org, { clientCredentials: false, runAs: '' }, { oauth });
    await openApp(stage, id);
    await expect(page.getByRole('button', { name: 'App Policies' })).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('button', { name: 'OAuth Policies' })).toHaveAttribute('aria-expanded', 'false');
    await unfold(page, 'OAuth Policies');
    await expect(
      panel(page).getByText("When you enable flows in this external client app's settings, they show up here."),
    ).toBeVisible();
    await expect(panel(page).getByText("You don't currently have any OAuth Custom Scopes defined.")).toBeVisible();
    const group = panel(page).getByRole('radiogroup', { name: shown.refreshTitle, exact: true });
    await expect(group.getByRole('radio')).toHaveCount(shown.refreshOptions);
    await expect(group.getByRole('radio', { name: shown.refreshFirst })).toBeChecked();
    await expect(group.getByRole('radio', { name: shown.refreshFirst })).toBeDisabled();
    await expect(panel(page).getByRole('combobox', { name: 'IP Relaxation' })).toHaveText('Enforce IP restrictions');
    await expect(panel(page).getByPlaceholder('1 - 1440')).toBeVisible();
  });
}

test('the API name follows the name once that is left, unless somebody gave one: facts 3.2 [I]', async () => {
  await opened();
  await openCreateForm();
  await text(page, 'External Client App Name').fill('Billing: the 2nd App');
  await expect(text(page, 'API Name')).toHaveValue('');
  await page.keyboard.press('Tab');
  await expect(text(page, 'API Name')).toHaveValue('Billing_the_2nd_App');
  await text(page, 'External Client App Name').fill('Another');
  await page.keyboard.press('Tab');
  await expect(text(page, 'API Name')).toHaveValue('Billing_the_2nd_App');
});

for (const conditions of [{ shadow: 'synthetic' }, { shadow: 'native' }, { gates: 'closed' }] as const) {
  test(`a whole form with its dependent fields is saved: facts 3.2, ${JSON.stringify(conditions)}`, async () => {
    const org = await opened(conditions);
    await openCreateForm();
    await text(page, 'External Client App Name').fill('Whole Form');
    await text(page, 'Contact Email').fill('owner@acme.example');
    await text(page, 'Contact Phone').fill('+44 20 7946 0000');
    await text(page, 'Icon URL').fill('https://app.example/icon.png');
    await text(page, 'Description').fill('All of it.');
    await choose(page, 'Distribution State', 'Packaged');
    await unfold(page, 'API (Enable OAuth Settings)');
    await box(page, 'Enable OAuth').setChecked(true);
    await text(page, 'Callback URL').fill('https://app.example/callback');
    await page.getByRole('option', { name: 'Full access (full)' }).click();
    await page.getByRole('button', { name: /^Move (selection )?to Selected OAuth Scopes$/ }).click();

    await expect(text(page, 'ID Token Audiences')).toHaveCount(0);
    await box(page, 'Configure ID token').setChecked(true);
    await box(page, 'Include Standard Claims').setChecked(true);
    await text(page, 'ID Token Audiences').fill('https://audience.example');
    await expect(page.getByLabel('Certificate')).toHaveCount(0);
    await box(page, 'Enable JWT Bearer Flow').setChecked(true);
    await page.locator('input[type=file]').setInputFiles({
      name: 'team.crt',
      mimeType: 'application/x-x509-ca-cert',
      buffer: Buffer.from('certificate'),
    });
    await expect(page.getByRole('checkbox', { name: 'Require Secret for Token Exchange Flow' })).toHaveCount(0);
    await box(page, 'Enable Token Exchange Flow').setChecked(true);
    await expect(page.getByRole('checkbox', { name: 'Require Secret for Token Exchange Flow' })).toBeChecked();
    await box(page, 'Enable Authorization Code and Credentials Flow').setChecked(true);
    await box(page, 'Require user credentials in the POST body for Authorization Code and Credentials Flow').setChecked(
      true,
    );

    const ranges = page.getByRole('region', { name: 'Trusted IP Ranges for OAuth Web Server Flow' });
    await ranges.getByRole('button', { name: 'Add' }).click();
    await ranges.getByRole('button', { name: 'Add' }).click();
    await text(ranges, 'Start IP Address').nth(1).fill('10.0.0.1');
    await text(ranges, 'End IP Address').nth(1).fill('10.0.0.9');
    await ranges.getByRole('button', { name: 'Remove' }).first().click();
    await expect(text(ranges, 'Start IP Address')).toHaveValue('10.0.0.1');
    await press(page, 'Create');

    await expect(page.getByRole('heading', { name: 'Whole Form', exact: true })).toBeVisible();
    expect(org.state().apps.at(-1)?.settings).toEqual({
      name: 'Whole Form',
      apiName: 'Whole_Form',
      contactEmail: 'owner@acme.example',
      distributionState: 'Packaged',
      contactPhone: '+44 20 7946 0000',
      infoUrl: '',
      logoImageUrl: '',
      iconUrl: 'https://app.example/icon.png',
      description: 'All of it.',
      oauth: {
        callbackUrl: 'https://app.example/callback',
        scopes: ['full'],
        ticked: expect.arrayContaining([
          ...lockedTicks,
          'configureIdToken',
          'idTokenStandardClaims',
          'jwtBearerFlow',
          'tokenExchangeFlow',
          'secretForTokenExchange',
          'codeCredentialsFlow',
          'codeCredentialsPostOnly',
        ]),
        idTokenValidity: '2',
        idTokenAudiences: 'https://audience.example',
        certificate: 'team.crt',
        refreshTokenRanges: [],
        trustedRanges: [{ start: '10.0.0.1', end: '10.0.0.9' }],
      },
    });
    await page.getByRole('tab', { name: 'Settings' }).click();
    await expect(panel(page).getByText('team.crt')).toBeVisible();
    await expect(text(panel(page), 'Start IP Address')).toHaveValue('10.0.0.1');
  });
}

test('the footer lies over the fields at the bottom: facts 3.2 [S]', async () => {
  await opened({ release: '2025-10' });
  await openCreateForm();
  const footer = await page.locator('.form-footer').boundingBox();
  const form = await page.locator('.panel_form').boundingBox();
  expect(footer && footer.y + footer.height).toBe(720);
  expect(form && footer && form.y + form.height > footer.y + footer.height).toBe(true);
});

test('a form that is drawn again has new fields with the values that were typed', async () => {
  await opened({ faults: ['re-render@create=2000'] });
  await openCreateForm();
  await text(page, 'Contact Phone').fill('+44 20 7946 0000');
  const before = await text(page, 'Contact Phone').elementHandle();
  await unfold(page, 'API (Enable OAuth Settings)');
  await expect.poll(() => before?.evaluate((element) => element.isConnected)).toBe(false);
  await expect(text(page, 'Contact Phone')).toHaveValue('+44 20 7946 0000');
  await expect(box(page, 'Enable OAuth')).toBeVisible();
});

test('a field loses its value, once, when another is changed', async () => {
  await opened({ faults: ['lost-field'] });
  await openCreateForm();
  await text(page, 'Contact Email').fill('owner@acme.example');
  await text(page, 'Description').fill('All of it.');
  await expect(text(page, 'Contact Email')).toHaveValue('');
  await text(page, 'Contact Email').fill('owner@acme.example');
  await text(page, 'Description').fill('Nothing.');
  await expect(text(page, 'Contact Email')).toHaveValue('owner@acme.example');
});

test('Run As loses its value on the page of an app', async () => {
  const org = await opened();
  const { id } = await createApp(await signedIn(org), org);
  org.switch({ faults: ['lost-field@app'] });
  await openApp(stage, id);
  await panel(page).getByRole('button', { name: 'Edit', exact: true }).click();
  await unfold(panel(page), 'OAuth Policies');
  await box(panel(page), 'Enable Single Logout').setChecked(true);
  await expect(text(panel(page), 'Run As (Username)')).toHaveValue('');
});
