import type { Dialog, Page } from 'playwright';
import { toldInWords } from '../runbook/of-words.ts';
import type { Surroundings } from '../runbook/ports.ts';
import { oneLine } from '../runbook/trouble.ts';

type Answer = (dialog: Dialog) => Promise<void>;

/** As much of a dialog's text is told, in characters. */
const LONGEST = 200;

const expected = new WeakMap<Page, Answer>();
/** Whether what a page asks is kept to itself, by who has the page now. */
const isSealed = new WeakMap<Page, boolean>();

/**
 * Answers the browser's own dialogs of a page, which would hold up everything: leaving a page is never held up (facts
 * 10.7 [P]), and what nobody expects is not agreed to. A person who works in the page answers for themselves. Asked for
 * again where a page goes from hand to hand: what is sealed then counts from now on.
 * @param sealed set where a secret is typed or shown on the page: what it asks is then not told (secrecy facts 0.2)
 */
export function answerDialogs(
  page: Page,
  { notice, handsOff }: Pick<Surroundings, 'notice' | 'handsOff'>,
  { sealed = false } = {},
): void {
  const isKnown = isSealed.has(page);
  isSealed.set(page, sealed);
  if (isKnown) return;
  page.on('dialog', async (dialog) => {
    if (handsOff?.()) return;
    try {
      const answer = expected.get(page);
      if (dialog.type() === 'beforeunload') await dialog.accept();
      else if (answer && dialog.type() !== 'prompt') await answer(dialog);
      else {
        // Any page may show a secret that nobody knows yet.
        const words = isSealed.get(page) ? '' : toldInWords(oneLine(dialog.message())).slice(0, LONGEST);
        notice(`The browser asked ${words && `"${words}" `}(${dialog.type()}); it was dismissed.`);
        await dialog.dismiss();
      }
    } catch {
      // The page was closed meanwhile.
    }
  });
}

/** The next dialogs of a page are expected and answered so, until `undefined` is given. */
export function expectDialog(page: Page, answer: Answer | undefined): void {
  if (answer) expected.set(page, answer);
  else expected.delete(page);
}
