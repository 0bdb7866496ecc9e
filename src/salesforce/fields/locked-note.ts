import type { Locator, Page } from 'playwright';
import type { Scope } from './scope.ts';

/** What the org writes below a setting that only its support can change (facts 0.3 [S]). */
const LOCKED_NOTE = /contact Support/i;

/**
 * What one sets something by in a form, but for lists: as CSS, because a search by each of their roles takes three times as
 * long (measured). It is wider than the roles that fields are found by, such as by fields for a date.
 */
const CONTROLS = [
  'input:not([type=hidden], [type=button], [type=submit], [type=reset], [type=image], [type=file])',
  'textarea',
  'select',
  ...['checkbox', 'switch', 'radio', 'textbox', 'searchbox', 'spinbutton', 'combobox'].map((role) => `[role~=${role}]`),
]
  .map((control) => `${control}:not([aria-hidden=true])`)
  .join();

/**
 * Why a control is locked, in the org's own words: the note in the innermost part of the page that holds it and this
 * control, and no other. The note was seen below boxes (facts 0.3 [S]); that others have it in the same place is a guess [I].
 * @param own finds the control on the page; more than one part of it where it is made of several
 */
export async function lockedNote(scope: Scope, own: (page: Page) => Locator): Promise<string | undefined> {
  const page = scope.tab.page();
  if ((await scope.root().getByText(LOCKED_NOTE).count()) === 0) return undefined;
  const part = scope
    .root()
    .locator('div, li, fieldset, lightning-input, lightning-textarea, lightning-combobox, lightning-dual-listbox')
    .filter({ hasText: LOCKED_NOTE })
    .filter({ has: own(page) })
    .last();
  const [inAll, ofIts, notes] = await Promise.all([
    // A list without an entry has no size, and is there all the same.
    part.locator(CONTROLS).filter({ visible: true }).or(part.getByRole('listbox')).count(),
    part.locator(own(page)).count(),
    part.getByText(LOCKED_NOTE).allTextContents(),
  ]);
  return inAll === ofIts ? notes.at(-1)?.trim() : undefined;
}
