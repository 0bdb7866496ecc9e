import type { Tab } from '../../runbook/tab.ts';
import { asLongAsItGoesOn } from '../appears.ts';
import { expectDialog } from '../dialogs.ts';

const PATIENCE = 10_000;
const CLICK_PATIENCE = 10_000;

/**
 * Watches for the confirmation that the next click sets off and agrees to it. Whether it is a modal of the page or the
 * browser's own is not public (facts 11.2), so both are taken. Call it before the click, `answered` after it.
 * @param agrees the button that agrees, by its name
 */
export function confirmation(tab: Tab, agrees = /^OK$/): { answered(): Promise<string> } {
  const page = tab.page();
  let native: string | undefined;
  expectDialog(page, async (dialog) => {
    native = dialog.message();
    await dialog.accept();
  });

  return {
    answered: async () => {
      const ok = page.getByRole('button', { name: agrees });
      // Other dialogs may lie about, and the one that asks may stand twice, as a host and as its content.
      const asking = page.getByRole('alertdialog').or(page.getByRole('dialog')).filter({ has: ok });
      try {
        const appeared = await asLongAsItGoesOn(tab, PATIENCE, async () => {
          if (native !== undefined) return native;
          return (await asking.last().isVisible()) ? asking.last().innerText() : undefined;
        });
        if (appeared === undefined) return 'No confirmation appeared.';
        let agreed = 'OK';
        if (native === undefined) {
          const button = asking.last().getByRole('button', { name: agrees });
          agreed = (await button.innerText()).trim();
          await button.click({ timeout: CLICK_PATIENCE });
          await asking.first().waitFor({ state: 'hidden', timeout: PATIENCE });
        }
        return `Confirmed with ${agreed}: "${appeared.replace(/\s+/g, ' ').trim().slice(0, 200)}"`;
      } finally {
        expectDialog(page, undefined);
      }
    },
  };
}
