import type { Dialog, Page } from 'playwright';
import { toldInWords } from '../runbook/of-words.ts';
import type { Surroundings } from '../runbook/ports.ts';
import { oneLine } from '../runbook/trouble.ts';

type Answer = (dialog: Dialog) => Promise<void>;

/** As much of a dialog's text is told, in characters. */
const LONGEST = 200;

const expected = new WeakMap<Page, Answer>();

/**
 * Answers the browser's own dialogs of a page, which would hold up everything: leaving a page is never held up (facts
 * 10.7 [P]), and what nobody expects is not agreed to. A person who works in the page answers for themselves.
 */
export function answerDialogs(page: Page, { notice, handsOff }: Pick<Surroundings, 'notice' | 'handsOff'>): void {
  page.on('dialog', async (dialog) => {
    if (handsOff?.()) return;
    try {
      const answer = expected.get(page);
      if (dialog.type() === 'beforeunload') await dialog.accept();
      else if (answer && dialog.type() !== 'prompt') await answer(dialog);
      else {
        // It may be asked on a page with a secret that nobody knows yet.
        const words = toldInWords(oneLine(dialog.message())).slice(0, LONGEST);
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
