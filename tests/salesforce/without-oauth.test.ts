import { expect, test } from '@playwright/test';
import { wants } from '../../src/salesforce/compare.ts';
import { oauthSettings, started } from '../practice-org/support.ts';
import { closeWindows } from '../support/browser.ts';
import { FORM_PATIENCE, pagesIn, signedIn } from './support.ts';

test('an app without OAuth is read as such at once, has it enabled in its Settings, and is read with it', async ({
  browser,
}) => {
  const { org } = await started();
  try {
    const app = pagesIn(await signedIn(browser, org), org).app('Warehouse Sync');
    const settled = app.hasSettings((kept) => [
      wants(kept.contactEmail, 'hugo.grant@acme.example'),
      wants(kept.enableOauth, true),
      wants(kept.pkce, true),
    ]);
    const governed = app.isGovernedBy((kept) => [wants(kept.permittedUsers, 'Admin approved')]);
    expect(await settled.check()).toMatchObject({ holds: false });
    expect(settled.readBack?.()?.map(({ label, found }) => `${label}: ${found}`)).toEqual([
      'Contact Email: hugo.grant@acme.example',
      'Enable OAuth: not enabled',
      expect.stringMatching(/^Require Proof Key .*: not offered$/),
    ]);
    expect(await governed.check()).toMatchObject({ holds: false, found: 'OAuth is not enabled' });
    expect(governed.readBack?.()).toMatchObject([{ label: 'Permitted Users', found: 'not offered', holds: false }]);

    const { settings } = app;
    await app.settingsTab.press();
    await expect.poll(async () => (await settings.check()).holds, FORM_PATIENCE).toBe(true);
    await settings.edit.press();
    await expect.poll(async () => (await settings.editing.check()).holds, FORM_PATIENCE).toBe(true);
    expect(await settings.enableOauth.read()).toEqual({ offered: true, value: false, locked: false });
    await settings.enableOauth.write(true);
    expect(await settings.enableOauth.read()).toEqual({ offered: true, value: true, locked: false });
    expect(await settings.pkce.read()).toMatchObject({ offered: true });

    org.change(({ apps }) => {
      const [first] = apps;
      if (first) first.settings.oauth = oauthSettings();
    });
    expect(await settled.check()).toMatchObject({ holds: true });
    expect(await governed.check()).toMatchObject({ found: expect.stringContaining('self-authorize') });
  } finally {
    await closeWindows(browser);
    await org.close();
  }
});
