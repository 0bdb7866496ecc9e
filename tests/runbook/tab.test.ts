import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { Remembered } from '../../src/runbook/move.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { extraStep, runbook, section, step } from '../../src/runbook/runbook.ts';
import { Tab } from '../../src/runbook/tab.ts';
import { PageLost, Trouble } from '../../src/runbook/trouble.ts';
import { open } from '../../src/runbook/verbs.ts';
import { FakeBrowser, fakePlace } from './stage.ts';

test.describe('a tab', () => {
  test('is not open before it is opened', () => {
    const tab = new FakeBrowser().tab('the second tab');
    expect(tab.isOpen).toBe(false);
    expect(() => tab.page()).toThrow('The tab "the second tab" is not open');
  });

  test('opens one page and keeps it', async () => {
    const browser = new FakeBrowser();
    const tab = browser.tab();
    const page = await tab.ensure();
    expect(await tab.ensure()).toBe(page);
    expect(tab.page()).toBe(page);
    expect(browser.opened).toHaveLength(1);
  });

  test('case 32: that is opened while the browser dies fails, and is not waited for for ever', async () => {
    const browser = new FakeBrowser();
    let end: () => void = () => undefined;
    // As Playwright does it: the new page never comes, and the context says that it is over.
    Object.assign(browser.context, {
      newPage: () => new Promise(() => undefined),
      once: (_event: string, listener: () => void) => {
        end = listener;
      },
    });
    const opening = browser.tab().ensure();
    end();
    await expect(opening).rejects.toThrow('has been closed');
  });

  test('opens another where its page was closed', async () => {
    const tab = new FakeBrowser().tab();
    const page = await tab.ensure();
    await page.close();
    expect(tab.isOpen).toBe(false);
    expect(await tab.ensure()).not.toBe(page);
  });

  test('takes over what a press opens, and closes what it had taken over before', async () => {
    const browser = new FakeBrowser();
    const tab = browser.tab();
    await tab.openedBy(async () => void browser.popUp());
    const first = tab.page();
    await tab.openedBy(async () => void browser.popUp());
    expect(first.isClosed()).toBe(true);
    expect(tab.page()).toBe(browser.opened[1]);
  });

  test('gets every page ready before it is used, whichever way it came', async () => {
    const browser = new FakeBrowser();
    const ready: unknown[] = [];
    const tab = new Tab('kept', () => browser.context, {
      prepare: async (page) => void ready.push(page),
      tend: async () => undefined,
    });
    await tab.ensure();
    await tab.ensure();
    await tab.openedBy(async () => void browser.popUp());
    expect(ready).toEqual(browser.opened);
  });

  test('counts as closed once its page is lost, which another then takes the place of', async () => {
    const browser = new FakeBrowser();
    const troubles: Trouble[] = [new Trouble('person', 'Another page.', ''), new PageLost('Broken.')];
    const tab = new Tab('kept', () => browser.context, {
      prepare: async () => undefined,
      tend: async () => {
        const trouble = troubles.shift();
        if (trouble) throw trouble;
      },
    });
    const lost = await tab.ensure();
    await expect(tab.tend()).rejects.toThrow('Another page.');
    expect(tab.isOpen).toBe(true);
    await expect(tab.tend()).rejects.toThrow('Broken.');
    expect([tab.isOpen, lost.isClosed(), tab.page()]).toEqual([false, false, lost]);
    await tab.tend();
    const fresh = await tab.ensure();
    expect([tab.isOpen, lost.isClosed(), fresh === lost]).toEqual([true, true, false]);
  });

  test('is tended to once for looks at the same time, and again for the next', async () => {
    let tended = 0;
    const tab = new Tab('kept', () => new FakeBrowser().context, {
      prepare: async () => undefined,
      tend: async () => {
        tended += 1;
      },
    });
    await tab.ensure();
    expect(await Promise.all(['one', 'other'].map((seen) => tab.tendAndLook(async () => seen)))).toEqual([
      'one',
      'other',
    ]);
    expect(tended).toBe(1);
    expect(await tab.tendAndLook(async () => 'next')).toBe('next');
    expect(tended).toBe(2);
  });

  test('tells what hinders its page before what a look at it found', async () => {
    const tab = new Tab('kept', () => new FakeBrowser().context, {
      prepare: async () => undefined,
      tend: async () => {
        await pause(1);
        throw new PageLost('Broken.');
      },
    });
    await tab.ensure();
    await expect(tab.tendAndLook(async () => Promise.reject(new Error('nothing there')))).rejects.toThrow('Broken.');
  });

  test('is not lost for what is found late of a page whose place another has taken', async () => {
    const browser = new FakeBrowser();
    let fail: () => void = () => undefined;
    const tab = new Tab('kept', () => browser.context, {
      prepare: async () => undefined,
      tend: () =>
        new Promise((_, reject) => {
          fail = () => reject(new PageLost('Broken.'));
        }),
    });
    await tab.ensure();
    const tending = tab.tend();
    await tab.openedBy(async () => void browser.popUp());
    fail();
    await expect(tending).rejects.toThrow('Broken.');
    expect(tab.isOpen).toBe(true);
  });

  test('stays closed where the press fails', async () => {
    const tab = new FakeBrowser().tab();
    await expect(tab.openedBy(async () => Promise.reject(new Error('covered')))).rejects.toThrow('covered');
    expect(tab.isOpen).toBe(false);
  });
});

test.describe('a remembered value', () => {
  test('is told in words before it is known, and then by itself', () => {
    const username = new Remembered<string>('the username');
    expect([username.known, username.show((it) => it)]).toEqual([false, '(the username)']);
    expect(() => username.get()).toThrow('Not known yet: the username');
    username.set('admin');
    expect([username.known, username.show((it) => `<${it}>`), username.get()]).toEqual([true, '<admin>', 'admin']);
  });

  test('may be something that counts as nothing', () => {
    const text = new Remembered<string>('a text');
    text.set('');
    expect([text.known, text.get(), text.show((it) => `"${it}"`)]).toEqual([true, '', '""']);
  });
});

test('a runbook parses its inputs before its sections see them', async () => {
  const tab = new FakeBrowser().tab();
  const seen: unknown[] = [];
  const book = runbook({
    id: 'a',
    title: 'A',
    version: '1',
    summary: 'Does a.',
    product: {
      name: 'None',
      pages: () => ({ tab }),
      signIn: async () => ({ org: '00D', username: 'admin', signedInBy: 'password' }),
    },
    guide: { title: 'A guide', source: 'nowhere', items: [] },
    inputs: z.strictObject({ name: z.string().default('Billing') }),
    ready: async ({ inputs }) => void seen.push(inputs),
    sections: ({ inputs, tab: page }) => {
      const place = { ...fakePlace(page, inputs.name), open: async () => undefined };
      return [
        section('One', { steps: [step(1, 'a', open(place)), step([2, 3], 'b', open(place), { deviation: 'why' })] }),
      ];
    },
  });
  const around = {} as Surroundings;
  expect(book.product).toBe('None');
  expect(await book.signIn(around)).toEqual({ org: '00D', username: 'admin', signedInBy: 'password' });
  await book.ready({}, around);
  expect(seen).toEqual([{ name: 'Billing' }]);
  const [one] = book.sections({ name: 'Payroll' }, around);
  expect(one?.steps.map(({ items, deviation, move }) => [items, deviation, move.tells.what])).toEqual([
    [[1], undefined, 'Payroll'],
    [[2, 3], 'why', 'Payroll'],
  ]);
  expect(() => book.sections({ nam: 'Payroll' }, around)).toThrow(z.ZodError);
  expect(extraStep('c', open({ ...fakePlace(tab), open: async () => undefined })).items).toEqual([]);
});
