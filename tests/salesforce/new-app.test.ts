import { expect, test } from '@playwright/test';
import { Tab } from '../../src/runbook/tab.ts';
import { newAppForm } from '../../src/salesforce/new-app.ts';

test('the form is pictured once its name can be framed, which may come after its buttons', async ({ context }) => {
  const tab = new Tab('the tab', () => context);
  const page = await tab.ensure();
  await page.setContent(`<button>Create</button><script>
    setTimeout(() => document.body.insertAdjacentHTML('afterbegin',
      '<label>External Client App Name <input></label>'), 300);
  </script>`);
  const form = newAppForm(tab);
  expect((await form.check()).holds).toBe(true);
  await form.complete?.();
  expect(await form.frames?.().isVisible()).toBe(true);
});
