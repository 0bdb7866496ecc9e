import { type Dialog, errors, type Page } from 'playwright';

const PATIENCE = 10_000;

/**
 * Watches for the confirmation that the next click sets off and answers it with OK. Whether it is a modal of the page
 * or the browser's own is not public (facts 11.2), so both are taken. Call it before the click, `answered` after it.
 */
export function confirmation(page: Page): { answered(): Promise<string> } {
  let native: string | undefined;
  const accept = async (dialog: Dialog) => {
    // Never one that asks for text (facts 10.7).
    if (dialog.type() === 'prompt') return dialog.dismiss();
    native = dialog.message();
    await dialog.accept();
  };
  page.once('dialog', accept);

  return {
    answered: async () => {
      try {
        if (native !== undefined) return `Confirmed with OK: "${native}"`;
        const ok = page
          .getByRole('alertdialog')
          .or(page.getByRole('dialog'))
          .getByRole('button', { name: 'OK', exact: true });
        await ok.waitFor({ timeout: PATIENCE });
        const words = await page.getByRole('alertdialog').or(page.getByRole('dialog')).last().innerText();
        await ok.click();
        await ok.waitFor({ state: 'hidden', timeout: PATIENCE });
        return `Confirmed with OK: "${words.replace(/\s+/g, ' ').trim().slice(0, 200)}"`;
      } catch (error) {
        if (error instanceof errors.TimeoutError && native !== undefined) return `Confirmed with OK: "${native}"`;
        if (error instanceof errors.TimeoutError) return 'No confirmation appeared.';
        throw error;
      } finally {
        page.off('dialog', accept);
      }
    },
  };
}
