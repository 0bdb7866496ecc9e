import { expect, test } from '@playwright/test';
import { launchBrowser } from '../support/browser.ts';
import { deeds } from '../support/ledger.ts';
import { Client, signedIn, started } from './support.ts';

const path = '/lightning/setup/ExternalClientApplicationSettings/home';
const restToggle = 'Allow access to External Client App consumer secrets via REST API';

// facts 2 [C] for the address, 8.2 [D] for the label; that a toggle takes effect at once is a guess [I].
for (const shadow of ['synthetic', 'native'] as const) {
  test(`a toggle of the org-wide settings takes effect at once and stays, in ${shadow} shadow`, async () => {
    const { org } = await started({ shadow });
    const browser = await launchBrowser();
    const page = await (await browser.newContext()).newPage();
    const client = await signedIn(org);
    const cookie = { name: 'sid', value: client.cookie(org.setupUrl, 'sid') ?? '', url: org.setupUrl };
    await page.context().addCookies([cookie]);
    await page.goto(org.setupUrl + path);
    const toggle = page.getByRole('switch', { name: restToggle });
    await expect(toggle).not.toBeChecked();
    await page.locator('lightning-input').filter({ hasText: restToggle }).locator('label').click();
    await expect(page.getByText('Your changes were saved.')).toBeVisible();
    await page.reload();
    await expect(toggle).toBeChecked();
    expect(org.state().orgSettings).toEqual({ secretsInRestApi: true, secretsInMetadataApi: false });
    expect(deeds(org, 'change org settings')).toMatchObject([
      { user: org.admin.username, outcome: 'done', detail: { [restToggle]: 'off -> on' } },
    ]);
    await browser.close();
    await org.close();
  });
}

test('the org-wide settings are refused to whoever sends something else, and without a session', async () => {
  const { org } = await started();
  const admin = await signedIn(org);
  const url = `${org.setupUrl}/setup-api/org-settings`;
  expect((await admin.send('PUT', url, { secretsInRestApi: 'yes' })).status).toBe(400);
  expect((await new Client().send('PUT', url, { secretsInRestApi: true })).status).toBe(401);
  expect(await (await admin.request(url)).json()).toEqual({ secretsInRestApi: false, secretsInMetadataApi: false });
  expect(deeds(org, 'change org settings')).toMatchObject([{ outcome: 'refused' }]);
  await org.close();
});
