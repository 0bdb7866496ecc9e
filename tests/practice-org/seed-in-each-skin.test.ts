import { type Browser, expect, type Page, test } from '@playwright/test';
import { gatings, shadows } from '../../src/practice-org/conditions/conditions.ts';
import { type ReleaseName, releases } from '../../src/practice-org/index.ts';
import { closeWindows } from '../support/browser.ts';
import { box, openStage, type Stage, setup, unfold } from './stage.ts';
import { Client, codeIn } from './support.ts';

/** What the facts say of each release: 3.2 and 4.2 [S]. */
const skins = {
  '2025-10': { locked: 0 },
  '2026-08': { locked: 3 },
} as const satisfies Record<ReleaseName, unknown>;

/** The button's words follow a feature gate: facts 2.5 [P]. */
const moveTo = { open: 'Move selection to', closed: 'Move to' } as const;

let browser: Browser;
let stage: Stage;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.afterEach(() => stage.close());

for (const release of Object.keys(releases) as ReleaseName[]) {
  for (const gates of gatings) {
    for (const shadow of shadows) {
      // Every two of the three stand together in the half of them that every suite takes; `npm run sweep` takes all.
      const isOften = [release === '2025-10', gates === 'closed', shadow === 'native'].filter(Boolean).length % 2 === 1;
      const tag = isOften ? [] : '@sweep';
      test(`the whole seed, in ${release} with gates ${gates} and ${shadow} shadow: facts 2 to 8.3`, {
        tag,
      }, async () => {
        stage = await openStage(browser, { release, gates, shadow });
        const { page, org, mails } = stage;
        await create(page, moveTo[gates], skins[release].locked);
        await setPolicies(page, moveTo[gates]);
        const token = await new Client().post(`${org.url}/services/oauth2/token`, {
          grant_type: 'client_credentials',
          ...(await reveal(page, () => codeIn(mails.at(-1)))),
        });
        expect(token.status).toBe(200);
      });
    }
  }
}

async function create(page: Page, move: string, locked: number): Promise<void> {
  await page.getByPlaceholder('Quick Find').fill('app manager');
  await page.getByRole('link', { name: 'External Client App Manager', exact: true }).click();
  await page.getByRole('button', { name: 'New External Client App' }).click();
  await page.getByRole('textbox', { name: 'External Client App Name' }).fill('Document AI');
  await page.getByRole('textbox', { name: 'Contact Email' }).fill('owner@acme.example');
  await expect(page.getByRole('textbox', { name: 'API Name' })).toHaveValue('Document_AI');
  await unfold(page, 'API (Enable OAuth Settings)');
  await box(page, 'Enable OAuth').setChecked(true);
  await page.getByRole('textbox', { name: 'Callback URL' }).fill('https://app.example/callback');
  await page.getByRole('listbox', { name: 'Available OAuth Scopes' }).getByRole('option').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: `${move} Selected OAuth Scopes`, exact: true }).click();
  await expect(page.getByRole('listbox', { name: 'Selected OAuth Scopes' }).getByRole('option')).toHaveCount(28);
  await box(page, 'Enable Client Credentials Flow').setChecked(true);
  await agree(page, /Client Credentials Flow/);
  await expect(page.getByText('To change this required setting, contact Support.')).toHaveCount(locked);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page).toHaveURL(/ManageExternalClientApplication\/0xI\w{12}\/detail$/);
  await expect(page.getByRole('heading', { name: 'Document AI', exact: true })).toBeVisible();
}

async function setPolicies(page: Page, move: string): Promise<void> {
  const policies = page.getByRole('tabpanel').filter({ visible: true });
  await policies.getByRole('button', { name: 'Edit', exact: true }).click();
  await unfold(policies, 'OAuth Policies');
  await expect(policies.getByRole('listbox', { name: 'Available Profiles' })).toHaveCount(0);
  await policies.getByRole('combobox', { name: 'Permitted Users' }).click();
  await policies.getByRole('option', { name: 'Admin approved users are pre-authorized' }).click();
  await agree(page, /Permitted Users/);
  await policies
    .getByRole('listbox', { name: 'Available Profiles' })
    .getByRole('option', { name: 'System Administrator' })
    .click();
  await policies.getByRole('button', { name: `${move} Selected Profiles`, exact: true }).click();
  await expect(policies.getByRole('checkbox', { name: 'Enable Client Credentials Flow' })).not.toBeChecked();
  await box(policies, 'Enable Client Credentials Flow').setChecked(true);
  await policies.getByRole('textbox', { name: 'Run As (Username)' }).fill(await usernameFromUsers(page));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(policies.getByRole('button', { name: 'Edit', exact: true })).toBeVisible();
  await page.reload();
  await expect(
    page.getByRole('definition').filter({ hasText: 'Admin approved users are pre-authorized' }),
  ).toBeVisible();
}

/** In a second tab, so that the form in the first one stays as it is. */
async function usernameFromUsers(page: Page): Promise<string> {
  const tab = await page.context().newPage();
  await tab.goto(new URL(setup('ManageUsers'), page.url()).href);
  const list = tab.frameLocator('force-aloha-page iframe[name^=vfFrameId_]');
  await list.getByRole('link', { name: 'W', exact: true }).click();
  await list
    .getByRole('row', { name: /System Administrator/ })
    .getByRole('link', { name: 'Whitfield, Grace' })
    .click();
  const username = list.locator('td.labelCol:text-is("Username") + td.dataCol');
  await username.waitFor();
  const text = await username.innerText();
  await tab.close();
  return text;
}

/** Facts 6.1 [S], 6.2 [S], 6.3 [S, C]. @param code what the org mailed when it asked for it */
async function reveal(page: Page, code: () => string): Promise<{ client_id: string; client_secret: string }> {
  await page.getByRole('tab', { name: 'Settings', exact: true }).click();
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Consumer Key and Secret' }).click();
  const tab = await opened;
  const field = tab.getByRole('textbox', { name: 'Verification Code' });
  await field.waitFor();
  await field.fill(code());
  await tab.getByRole('button', { name: 'Verify', exact: true }).click();
  const value = (label: string) => tab.getByRole('row', { name: label }).locator('td.dataCol span').innerText();
  const found = { client_id: await value('Consumer Key'), client_secret: await value('Consumer Secret') };
  expect(found.client_id).toMatch(/^3MVG9[\w.]{80}$/);
  expect(found.client_secret).toMatch(/^[0-9A-F]{64}$/);
  return found;
}

async function agree(page: Page, question: RegExp): Promise<void> {
  await page.getByRole('alertdialog', { name: question }).getByRole('button', { name: 'OK' }).click();
}
