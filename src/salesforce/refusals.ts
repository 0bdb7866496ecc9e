import type { Page } from 'playwright';

/**
 * What a form says against being saved, in the page's own words: the messages beside invalid fields and error toasts.
 * Undefined where it says nothing. (facts 2.5 [P]; the texts of page-level banners are not public, facts 11.5.)
 */
export async function refusals(page: Page): Promise<string | undefined> {
  const invalid = page.locator('[aria-invalid="true"]').filter({ visible: true });
  const besideFields = page
    .locator('[data-help-message], .slds-has-error .slds-form-element__help')
    .filter({ visible: true });
  // A toast says in words for screen readers of which kind it is; one of success is no refusal.
  const toasts = page
    .getByRole('alert')
    .filter({ hasText: /^\s*error\b/i })
    .getByRole('heading');
  if ((await invalid.count()) === 0 && (await toasts.count()) === 0) return undefined;
  const said = [...(await besideFields.allInnerTexts()), ...(await toasts.allInnerTexts())];
  const words = [...new Set(said.map((text) => text.replace(/\s+/g, ' ').trim()).filter(Boolean))];
  return words.length > 0 ? words.join(' · ') : undefined;
}
