import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { settingsIn } from '../../src/salesforce/settings-shown.ts';
import { createApp, signedIn as signedInClient, started } from '../practice-org/support.ts';
import { closeWindows } from '../support/browser.ts';
import { pagesIn, signedIn } from './support.ts';

test.describe.configure({ mode: 'default' });

let browser: Browser;
let org: PracticeOrg;
let context: BrowserContext;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
  ({ org } = await started());
  await createApp(await signedInClient(org), org, { clientCredentials: true, runAs: '' });
  context = await signedIn(browser, org);
});
test.afterAll(async () => {
  await closeWindows(browser);
  await org.close();
});

test('all that the page of an app shows is read, wanted or not, and what another changes there is seen', async () => {
  const app = pagesIn(context, org).app('Document AI');
  const settled = app.hasSettings(() => []);
  await settled.check();
  const before = await settled.besides?.();
  expect(Object.fromEntries(before ?? [])).toMatchObject({
    'External Client App Name': 'Document AI',
    'Distribution State': 'Local',
    Description: '(empty)',
    'requiredOAuth Scopes: Selected OAuth Scopes': '- option "Manage user data via APIs (api)"',
    'Enable Client Credentials Flow': 'yes',
    'Enable Device Flow': 'no',
  });
  await settled.check();
  expect(await settled.besides?.()).toEqual(before);
  org.change(({ apps }) => {
    const { settings } = apps.find((each) => each.settings.name === 'Document AI') ?? {};
    if (settings) Object.assign(settings, { description: 'for Ada\n"quoted"' });
    settings?.oauth?.ticked.push('deviceFlow');
  });
  await settled.check();
  const changed = [...((await settled.besides?.()) ?? [])].filter(([label, value]) => before?.get(label) !== value);
  expect(changed).toEqual([
    ['Description', expect.stringContaining('quoted')],
    ['Enable Device Flow', 'yes'],
  ]);
  await app.tab.page().close();
});

test('the lists, choices and boxes that a runbook sets are known by their labels, and by what holds them together', async () => {
  org.change(({ apps }) => {
    const { policies } = apps.find((each) => each.settings.name === 'Document AI') ?? {};
    if (policies)
      Object.assign(policies, {
        permittedUsers: 'AdminApprovedPreAuthorized',
        profiles: ['Read Only'],
        clientCredentials: true,
      });
  });
  const app = pagesIn(context, org).app('Document AI');
  const settled = app.isGovernedBy(() => []);
  await settled.check();
  const shown = [...((await settled.besides?.()) ?? new Map<string, string>()).keys()];
  const { permittedUsers, profiles, clientCredentialsFlow, runAs } = app.policies;
  for (const { label } of [permittedUsers, profiles, clientCredentialsFlow, runAs]) {
    expect(
      shown.filter((each) => each.includes(label)),
      label,
    ).not.toEqual([]);
  }
  expect(shown.filter((each) => /profiles/i.test(each) && !each.includes(profiles.label))).toEqual([]);
  await app.tab.page().close();
});

test('without the app there is nothing to see of it', async () => {
  const settled = pagesIn(context, org)
    .app('No such app')
    .hasSettings(() => []);
  await settled.check();
  expect(await settled.besides?.()).toEqual(new Map());
});

test('several with one label stand together, and no link, button or placeholder is', () => {
  const snapshot = [
    '- textbox "From":',
    '  - /placeholder: hh:mm',
    '- textbox "From" [disabled]: 10:00',
    `- 'checkbox "Sync: daily" [checked] [disabled]'`,
    '- link "here":',
    '  - /url: /x',
    '- button "Edit"',
    '- radio "30 days" [checked]',
  ].join('\n');
  expect([...settingsIn(snapshot)]).toEqual([
    ['From (2 of them)', '(empty); 10:00'],
    ['Sync: daily', 'yes'],
    ['30 days', 'yes'],
  ]);
});
