import { expect, test } from '@playwright/test';
import { SecretBook } from '../../src/runbook/secret.ts';
import { salesforce } from '../../src/salesforce/product.ts';
import { started } from '../practice-org/support.ts';
import { aWindow } from '../support/window.ts';
import { surroundings } from './support.ts';

const here = aWindow();

test('the session ids of all hosts of the org are secrets once signed in, and those of hosts that are opened later', async () => {
  const { org } = await started();
  try {
    const book = new SecretBook();
    const around = surroundings(org, here.context, { secret: (name, value) => book.keep(name, value) });
    await salesforce.signIn(around);
    const hidden = async (url: string) => {
      const sid = (await here.context.cookies(url)).find(({ name }) => name === 'sid')?.value ?? 'none';
      return book.redact(`It is ${sid}.`);
    };
    expect(await hidden(org.url)).toBe('It is [SECRET session id].');
    expect(await hidden(org.setupUrl)).toBe('It is [SECRET session id].');

    const lightning = org.url.replace('.my.salesforce.', '.lightning.force.');
    expect(await hidden(lightning)).toBe('It is none.');
    const { home } = salesforce.pages(around).setup;
    await home.tab.ensure();
    await home.tab.page().goto(`${lightning}/lightning/page/home`);
    await expect.poll(() => hidden(lightning)).toBe('It is [SECRET session id].');
  } finally {
    await org.close();
  }
});
