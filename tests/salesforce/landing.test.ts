import { expect, test } from '@playwright/test';
import type { Cookie, Page } from 'playwright';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { MANAGER } from '../../src/salesforce/manager.ts';
import { salesforce } from '../../src/salesforce/product.ts';
import { approach } from '../../src/salesforce/sign-in/attempt.ts';
import { takeLanding } from '../../src/salesforce/sign-in/landing.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { started } from '../practice-org/support.ts';
import { deeds } from '../support/ledger.ts';
import { aWindow } from '../support/window.ts';
import { surroundings } from './support.ts';

const here = aWindow();
let org: PracticeOrg;
test.beforeEach(async () => {
  ({ org } = await started());
});
test.afterEach(() => org.close());

const around = (change: Partial<Surroundings> = {}) => surroundings(org, here.context, change);
const isOpen = (page: Page) => !page.isClosed();
const opened = () => here.context.pages().filter(isOpen);

/** The addresses that pages are opened by, as they are asked for. */
function addresses(): string[] {
  const seen: string[] = [];
  here.context.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (request.isNavigationRequest() && request.frame().parentFrame() === null)
      seen.push(`${request.method()} ${origin}${pathname}`);
  });
  return seen;
}

/** The name of the app that every practice org has. */
const sample = () => org.state().apps[0]?.settings.name ?? '';

test('who signs in for a page of Setup ends there, and the list that is looked at first is not opened again', async () => {
  const lent = around();
  const seen = addresses();
  await signIn(lent, MANAGER);
  const before = seen.length;
  const pages = salesforce.pages(lent);
  expect(await pages.app(sample()).isCreated.check()).toMatchObject({ holds: true });
  expect(seen.slice(before)).toEqual([]);
  expect(seen.filter((address) => address.includes('SetupOneHome'))).toEqual([]);
  expect(opened()).toHaveLength(1);
  // Once: what is looked at later is opened for it.
  await pages.app(sample()).isCreated.check();
  expect(seen.slice(before)).toEqual([`GET ${org.setupUrl}${MANAGER}`]);
});

test('an app that was made after that page was opened is seen: it must not be made twice', async () => {
  const lent = around();
  await signIn(lent, MANAGER);
  const [page] = opened();
  await page?.getByRole('row').getByRole('link', { name: sample() }).waitFor();
  org.change(({ apps }) => {
    const [first] = apps;
    if (first) apps.push({ ...structuredClone(first), id: `${first.id.slice(0, -2)}zz` });
    const other = apps[1];
    if (other) other.settings.name = 'Document AI';
  });
  expect(await salesforce.pages(lent).app('Document AI').isCreated.check()).toMatchObject({ holds: true });
});

test('where the org leads to another page, that one is not kept, and the list is opened', async () => {
  const lent = around();
  await here.context.route(`${org.url}/?startURL=*`, (route) => route.continue({ url: `${org.url}/` }));
  await signIn(lent, MANAGER);
  await expect.poll(opened).toHaveLength(0);
  expect(await salesforce.pages(lent).app(sample()).isCreated.check()).toMatchObject({ holds: true });
});

test('a page of Setup that is slow to come is waited for, and not opened again', async () => {
  await here.context.addInitScript(() => {
    const style = document.createElement('style');
    style.textContent = 'input[placeholder="Quick Find"] { display: none; }';
    document.addEventListener('DOMContentLoaded', () => {
      document.head.append(style);
      setTimeout(() => style.remove(), 2_000);
    });
  });
  const seen = addresses();
  await signIn(around(), MANAGER);
  // On its way it is asked for without a session of its host, and then with one.
  expect(seen.filter((address) => address.endsWith(MANAGER))).toHaveLength(2);
});

test('where no form comes of an address that says where to lead, it is opened without', async () => {
  test.setTimeout(90_000);
  await here.context.route(`${org.url}/?startURL=*`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>URL No Longer Exists</p>' }),
  );
  expect(await signIn(around(), MANAGER)).toMatchObject({ signedInBy: 'by password' });
});

test('a page that is not the one that is wanted is closed, and one is handed over once', async () => {
  await signIn(around(), MANAGER);
  expect(takeLanding(here.context, /elsewhere/)).toBeUndefined();
  await expect.poll(opened).toHaveLength(0);
  await signIn(around(), MANAGER);
  expect(takeLanding(here.context, new RegExp(MANAGER))).toBe(opened()[0]);
  expect(takeLanding(here.context, new RegExp(MANAGER))).toBeUndefined();
});

test('without a page to end at nothing stays open', async () => {
  await signIn(around());
  await expect.poll(opened).toHaveLength(0);
});

test('the first page is opened beforehand, and nothing is typed or asked of who proves the identity', async () => {
  const asked = new Error('nobody is ready to prove anything yet');
  const seen = addresses();
  const lent = around();
  const early: Surroundings = {
    ...lent,
    get identity(): Surroundings['identity'] {
      throw asked;
    },
  };
  approach(early, MANAGER);
  await expect.poll(opened).toHaveLength(1);
  await opened()[0]?.locator('#username').waitFor();
  expect(await opened()[0]?.locator('#username').inputValue()).toBe('');
  expect(deeds(org, 'sign in')).toEqual([]);
  const before = seen.length;
  // The same page serves: its form is sent, which asks for the username at first, and it is not opened again.
  await expect(signIn(early, MANAGER)).rejects.toThrow(/Signing in ended early/);
  expect(seen.slice(before)).toEqual([`POST ${org.url}/`]);
  expect(deeds(org, 'sign in')).toEqual([]);
});

test('beforehand no session URL is used up, which works once, and no session that was kept', async () => {
  const begun: string[] = [];
  const lent = around({
    browser: () => {
      begun.push('window');
      return here.context;
    },
  });
  const next = async () => {
    throw new Error('asked for');
  };
  approach({ ...lent, target: { ...lent.target, signIn: { by: 'session URL', next } } }, MANAGER);
  expect(begun).toEqual([]);
  const cookie: Cookie = {
    ...{ name: 'sid', value: `${org.orgId.slice(0, 15)}!kept`, domain: new URL(org.url).hostname, path: '/' },
    ...{ expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' },
  };
  const savedSession = { preflight: async () => undefined, read: async () => [cookie], write: async () => undefined };
  const keeping = { ...lent, target: { ...lent.target, savedSession } };
  approach(keeping, MANAGER);
  await expect.poll(async () => (await here.context.cookies(org.url)).length).toBe(1);
  expect(opened()).toEqual([]);
  expect(await signIn(keeping, MANAGER)).toMatchObject({ signedInBy: 'by password' });
});

test('a first page that does not come is told of when somebody signs in', async () => {
  const lent = around({ target: { ...around().target, url: 'http://127.0.0.1:9' } });
  approach(lent);
  await expect(signIn(lent)).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('http://127.0.0.1:9 cannot be reached'),
  });
});

test('a page goes over to the run with what it may tell of: its dialogs are told of once, in their words', async () => {
  const told: string[] = [];
  const lent = around({ notice: (text) => told.push(text) });
  await signIn(lent, MANAGER);
  const pages = salesforce.pages(lent);
  await pages.app(sample()).isCreated.check();
  await opened()[0]?.evaluate(() => confirm('Leave this page?'));
  expect(told).toEqual(['The browser asked "Leave this page?" (confirm); it was dismissed.']);
});
