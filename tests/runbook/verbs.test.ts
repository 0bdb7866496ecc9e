import { expect, test } from '@playwright/test';
import type { Control } from '../../src/runbook/field.ts';
import { Remembered } from '../../src/runbook/move.ts';
import type { Credentials, Sink } from '../../src/runbook/ports.ts';
import { Secret } from '../../src/runbook/secret.ts';
import type { Tab } from '../../src/runbook/tab.ts';
import { answer, find, holds, keep, open, press, read, set } from '../../src/runbook/verbs.ts';
import { FakeBrowser, FakeField, fakePlace, locator } from './stage.ts';

const empty = { offered: true, value: '', locked: false } as const;

test.describe('set', () => {
  const field = (shows: ConstructorParameters<typeof FakeField>[1] = empty) =>
    new FakeField(new FakeBrowser().tab(), shows);

  test('says what it wants and finds, and makes it so', async () => {
    const box = field();
    const move = set(box, 'admin@acme.example');
    expect(move.tells).toMatchObject({ verb: 'set', what: 'Run As (Username)' });
    expect(move.tells.wanted?.()).toBe('admin@acme.example');
    expect(await move.check()).toEqual({ holds: false, wanted: 'admin@acme.example', found: '(empty)', was: '' });
    expect(await move.act?.()).toBe('Confirmed with OK.');
    expect(await move.check()).toEqual({ holds: true, found: 'admin@acme.example' });
  });

  test('compares by meaning', async () => {
    const box = field({ offered: true, value: 'ADMIN@acme.example', locked: false });
    expect(await set(box, 'admin@acme.example').check()).toEqual({ holds: true, found: 'ADMIN@acme.example' });
  });

  test('looking touches nothing', async () => {
    const box = field();
    await set(box, 'a').check();
    expect(box.written).toEqual([]);
  });

  test('tells a field that is not offered', async () => {
    expect(await holds(field({ offered: false }), 'a')).toEqual({
      holds: false,
      wanted: 'a',
      found: 'not offered',
      notOffered: true,
    });
  });

  test('tells a locked field, in the words of the org where it has any', async () => {
    const box = field({ offered: true, value: 'a', locked: true });
    expect(await holds(box, 'b')).toMatchObject({ holds: false, locked: 'the page shows it disabled' });
    expect(await holds(box, 'a')).toMatchObject({ holds: true, locked: 'the page shows it disabled' });
    const talking = Object.assign(box, { lockedBecause: async () => 'Managed by your administrator' });
    expect(await holds(talking, 'a')).toMatchObject({ holds: true, locked: 'Managed by your administrator' });
  });

  test('takes a value that an earlier step remembers', async () => {
    const box = field();
    const username = new Remembered<string>('the username of the admin');
    const move = set(box, username);
    expect(move.tells.wanted?.()).toBe('(the username of the admin)');
    await expect(async () => move.check()).rejects.toThrow('Not known yet: the username of the admin');
    username.set('admin@acme.example');
    expect(move.tells.wanted?.()).toBe('admin@acme.example');
    await move.act?.();
    expect(box.written).toEqual(['admin@acme.example']);
  });
});

test.describe('open and find', () => {
  test('open: a tab that is not open does not hold, and is opened', async () => {
    const browser = new FakeBrowser();
    const place = fakePlace(browser.tab('the second tab'), 'Setup');
    const move = open(
      Object.assign(place, {
        open: async () => {
          place.shown = true;
        },
      }),
    );
    expect(await move.check()).toEqual({ holds: false, wanted: 'Setup', found: 'the second tab is not open' });
    await move.act?.();
    expect(browser.opened).toHaveLength(1);
    expect(await move.check()).toEqual({ holds: true, found: 'Setup' });
  });

  test('find: asks the finder for the place', async () => {
    const tab = new FakeBrowser().tab();
    const place = fakePlace(tab, 'Users');
    const asked: string[] = [];
    const finder = {
      name: 'Quick Find',
      tab,
      find: async ({ name }: { name: string }) => void asked.push(name),
    };
    const move = find(finder, place);
    expect(move.tells).toEqual({ verb: 'find', what: 'Users', by: 'Quick Find' });
    await move.act?.();
    expect(asked).toEqual(['Users']);
    expect(await move.check()).toMatchObject({ holds: false, wanted: 'Users' });
  });
});

test.describe('press', () => {
  const button = (tab: Tab, pressed: () => void): Control => ({
    label: 'Consumer Key and Secret',
    tab,
    locate: () => locator,
    press: async () => pressed(),
  });

  test('holds once what it opens is there, and frames both', async () => {
    const tab = new FakeBrowser().tab();
    await tab.ensure();
    const opens = fakePlace(tab);
    const control = button(tab, () => {
      opens.shown = true;
    });
    const move = press(control, { opens });
    expect(await move.check()).toMatchObject({ holds: false });
    await move.act?.();
    expect(await move.check()).toMatchObject({ holds: true });
    expect([move.actsOn?.(), move.frames?.()]).toEqual([locator, locator]);
  });

  test('gets ready before it presses', async () => {
    const tab = new FakeBrowser().tab();
    const order: string[] = [];
    const control = button(tab, () => void order.push('press'));
    await press(control, { opens: fakePlace(tab), first: async () => void order.push('first') }).act?.();
    expect(order).toEqual(['first', 'press']);
  });

  test('takes the tab over that the browser opens', async () => {
    const browser = new FakeBrowser();
    const opens = { ...fakePlace(browser.tab('the tab of the key')), seal: { allow: ['h1'] } };
    const move = press(
      button(browser.tab(), () => void browser.popUp()),
      { opens },
    );
    expect(await move.check()).toMatchObject({ holds: false, found: 'the tab of the key is not open' });
    await move.act?.();
    expect(move.screen?.()).toBe(browser.opened[0]);
    expect(move.seal).toEqual({ allow: ['h1'] });
  });
});

test('read remembers what it finds, and looks it up once', async () => {
  let lookedUp = 0;
  const into = new Remembered<string>('the username');
  const source = {
    what: 'the user ops@acme.example',
    tab: new FakeBrowser().tab(),
    find: async () => {
      lookedUp += 1;
      return 'admin@acme.example';
    },
    show: (value: string) => `<${value}>`,
  };
  const move = read(source, into);
  expect(await move.check()).toEqual({ holds: false, wanted: source.what, found: 'not looked up yet' });
  await move.act?.();
  expect(await move.check()).toEqual({ holds: true, found: '<admin@acme.example>' });
  expect(lookedUp).toBe(1);
});

test('answer proves identity until the place opens, and says how', async () => {
  const tab = new FakeBrowser().tab();
  const opens = fakePlace(tab);
  const move = answer({
    asks: fakePlace(tab, 'Verify Your Identity'),
    opens,
    prove: async () => {
      opens.shown = true;
      return 'Answered with the e-mailed code of 09:00.';
    },
  });
  expect(await move.check()).toMatchObject({ holds: false });
  expect(await move.act?.()).toBe('Answered with the e-mailed code of 09:00.');
  expect(await move.check()).toMatchObject({ holds: true });
  expect(move.tells.what).toBe('the challenge before Consumer Details');
});

test('keep hands over, and shows a reference only', async () => {
  const credentials: Credentials = {
    org: '00D',
    app: 'Billing',
    tokenUrl: 'https://acme.example/token',
    consumerKey: new Secret('consumer key', '3MVG9-key-key'),
    consumerSecret: new Secret('consumer secret', '0A1B2C3D4E5F'),
  };
  const stored: Credentials[] = [];
  const sink: Sink = {
    name: 'file credentials.json',
    files: [],
    preflight: async () => undefined,
    holds: async () => undefined,
    sawNone: () => true,
    store: async (given) => {
      stored.push(given);
      return 'credentials.json, Billing of 00D';
    },
  };
  const place = { ...fakePlace(new FakeBrowser().tab()), seal: { allow: ['label'] } };
  const move = keep(place, 'the key', async () => credentials, sink);
  expect(await move.check()).toMatchObject({ holds: false, wanted: 'handed over to file credentials.json' });
  expect(stored).toEqual([]);
  await move.act?.();
  expect(stored).toEqual([credentials]);
  expect(await move.check()).toEqual({ holds: true, found: 'handed over: credentials.json, Billing of 00D' });
  expect(move.seal).toEqual({ allow: ['label'] });
});

test('what a sink refuses is not handed over', async () => {
  const refusing = {
    name: 'a',
    files: [],
    preflight: async () => undefined,
    holds: async () => undefined,
    sawNone: () => true,
  };
  const sink: Sink = { ...refusing, store: async () => Promise.reject(new Error('full')) };
  const move = keep(
    fakePlace(new FakeBrowser().tab()),
    'the key',
    async () => Promise.reject(new Error('unread')),
    sink,
  );
  await expect(async () => move.act?.()).rejects.toThrow('unread');
  expect(await move.check()).toMatchObject({ holds: false });
});

test('a press that is to be confirmed listens before it presses, and tells what was answered', async () => {
  const tab = new FakeBrowser().tab();
  await tab.ensure();
  const order: string[] = [];
  const control = { label: 'Delete', tab, locate: () => locator, press: async () => void order.push('pressed') };
  const confirms = () => {
    order.push('listened');
    return { answered: async () => 'Confirmed with OK.' };
  };
  const move = press(control, { opens: fakePlace(tab), confirms, keeps: true });
  expect(move.tells.confirms).toBe(true);
  expect(await move.act?.()).toBe('Confirmed with OK.');
  expect(order).toEqual(['listened', 'pressed']);
});
