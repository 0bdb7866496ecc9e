import type { Page } from 'playwright';

/** A toast tells by a word for screen readers of which kind it is (practice-org facts 3 [M]). */
const ERROR = /^\s*error\b\s*/i;

/**
 * What a form says against being saved, in the page's own words: the messages beside its fields and error toasts.
 * Undefined where it says nothing. (facts 2.5 [P]; the texts of page-level banners are not public, facts 11.5.)
 */
export async function refusals(page: Page): Promise<string | undefined> {
  const visible = (selector: string) => page.locator(selector).filter({ visible: true }).allInnerTexts();
  const besideFields = await visible(
    '[data-help-message], .slds-has-error.slds-form-element__help, .slds-has-error .slds-form-element__help',
  );
  // The word stands in what is rendered, not in the text that a filter would look at.
  const toasts = await page.getByRole('alert').filter({ visible: true }).allInnerTexts();
  const said = [...besideFields, ...toasts.filter((text) => ERROR.test(text)).map((text) => text.replace(ERROR, ''))];
  const words = [...new Set(said.map((text) => text.replace(/\s+/g, ' ').trim()).filter(Boolean))];
  return words.length > 0 ? words.join(' · ') : undefined;
}
