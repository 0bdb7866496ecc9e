import { inOwnWords } from '../runbook/own-words.ts';
import type { Surroundings } from '../runbook/ports.ts';
import { Tab } from '../runbook/tab.ts';
import { asLongAsItGoesOn } from './appears.ts';
import { AT_ONCE, wholePage } from './fields/scope.ts';
import { goTo } from './go-to.ts';
import { setupOrigin } from './hosts.ts';
import { keeperOf } from './keeper.ts';
import type { Known } from './org-facts.ts';

const PATIENCE = 30_000;

/** What opens consumer secrets to programs, without a code, as the page calls it (facts 8.1, 8.2 [D]). */
const OPENS_SECRETS = [
  'Allow access to External Client App consumer secrets via REST API',
  'Allow access to OAuth consumer secrets via Metadata API',
] as const;

/**
 * Which org-wide settings of External Client Apps open consumer secrets to programs, by the page that has them
 * (facts 2 [C]). Only looks. Never throws.
 */
export async function opensSecrets(around: Surroundings): Promise<Known<readonly string[]>> {
  const tab = new Tab('the tab of the settings', around.browser, keeperOf(around, 'setup'));
  try {
    await tab.ensure();
    await goTo(tab.page(), `${setupOrigin(around.target.url)}/lightning/setup/ExternalClientApplicationSettings/home`);
    const page = wholePage(tab).root();
    const toggles = OPENS_SECRETS.map((name) =>
      page.getByRole('checkbox', { name }).or(page.getByRole('switch', { name })),
    );
    const open = await asLongAsItGoesOn(tab, PATIENCE, async () => {
      for (const toggle of toggles) if ((await toggle.count()) !== 1) return undefined;
      const ticked = await Promise.all(toggles.map((toggle) => toggle.isChecked(AT_ONCE)));
      return OPENS_SECRETS.filter((_, index) => ticked[index]);
    });
    return open ? { told: open } : { untold: 'the page does not show them as they are known' };
  } catch (error) {
    return { untold: inOwnWords(error) };
  } finally {
    tab.close();
  }
}
