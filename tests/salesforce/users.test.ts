import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import type { PracticeOrg, PracticeState } from '../../src/practice-org/index.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { started } from '../practice-org/support.ts';
import { closeWindows } from '../support/browser.ts';
import { FORM_PATIENCE, pagesIn, signedIn } from './support.ts';

test.describe.configure({ mode: 'default' });

let browser: Browser;
let org: PracticeOrg;
let context: BrowserContext;
let asAtFirst: PracticeState;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
  ({ org } = await started());
  asAtFirst = org.state();
  context = await signedIn(browser, org);
});
test.afterAll(async () => {
  await closeWindows(browser);
  await org.close();
});
test.afterEach(async () => {
  for (const page of context.pages()) await page.close();
  org.change((state) => {
    state.users = asAtFirst.users;
  });
});

/** Goes to Setup > Users by Quick Find, as an admin does, and looks somebody up. */
async function usernameOf(usernameOrEmail: string): Promise<string> {
  const { secondSetup, users } = pagesIn(context, org);
  await secondSetup.tab.ensure();
  await secondSetup.home.open();
  await expect.poll(async () => (await secondSetup.home.check()).holds, FORM_PATIENCE).toBe(true);
  await secondSetup.quickFind.find(users);
  await expect.poll(async () => (await users.check()).holds, FORM_PATIENCE).toBe(true);
  return users.usernameOf(usernameOrEmail).find();
}

/** Leaves the org with the admin and these users. */
function only(...users: PracticeState['users']): void {
  org.change((state) => {
    const admin = state.users.filter(({ username }) => username === org.admin.username);
    state.users = [...users, ...admin];
  });
}

function user(number: number, change: Partial<PracticeState['users'][number]>): PracticeState['users'][number] {
  const [first] = asAtFirst.users;
  if (!first) throw new Error('The practice org has no users');
  return { ...first, id: `005gL00000Test${number}`, ...change };
}

test('the admin is found by username, on the second page of the list', async () => {
  expect(await usernameOf(org.admin.username)).toBe(org.admin.username);
});

test('capitals in a username do not matter', async () => {
  expect(await usernameOf(org.admin.username.toUpperCase())).toBe(org.admin.username);
});

test('the admin is found by the e-mail address that only their own page shows', async () => {
  // Page by page of those who might be it: a few are enough.
  only(user(1, { lastName: 'Abel', username: 'abel@acme.practice', email: 'abel@acme.example' }));
  expect(org.admin.email).not.toBe(org.admin.username);
  expect(await usernameOf(org.admin.email)).toBe(org.admin.username);
});

test('of two users of one name the one of the username is opened', async () => {
  expect(await usernameOf('wei.chen2@acme.practice')).toBe('wei.chen2@acme.practice');
  expect(await usernameOf('wei.chen@acme.practice')).toBe('wei.chen@acme.practice');
});

test('of two users of one name the one of the e-mail address is taken', { tag: '@sweep' }, async () => {
  expect(await usernameOf('wei.chen2@acme.example')).toBe('wei.chen2@acme.practice');
});

test('somebody whose address resembles no name of theirs is found as well', async () => {
  only(
    user(1, { lastName: 'Abel', username: 'abel@acme.practice', email: 'abel@acme.example' }),
    user(2, { lastName: 'Bell', username: 'bell@acme.practice', email: 'integration@acme.example' }),
  );
  expect(await usernameOf('INTEGRATION@acme.example')).toBe('bell@acme.practice');
});

test('nobody of that username or address: said with how many were looked at', async () => {
  only(user(1, { lastName: 'Abel', username: 'abel@acme.practice', email: 'abel@acme.example' }));
  const error: unknown = await usernameOf('nobody@acme.example').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Trouble);
  expect(error).toMatchObject({
    kind: 'step',
    message: expect.stringMatching(/^Of 2 users none has the username nobody@acme\.example, and of 2 looked at none/),
  });
});

test('an e-mail address that two users share is refused, naming both', async () => {
  only(
    user(1, { lastName: 'Abel', username: 'abel@acme.practice', email: 'it@acme.example' }),
    user(2, { lastName: 'Bell', username: 'bell@acme.practice', email: 'it@acme.example' }),
  );
  await expect(usernameOf('it@acme.example')).rejects.toThrow(/abel@acme\.practice.*bell@acme\.practice/);
});

for (const view of ['admins', 'mine']) {
  test(`the view "${view}" of the last visit is left for the one of all users (facts 5)`, async () => {
    const page = await context.newPage();
    await page.goto(`${org.setupUrl}/005?fcf=${view}`);
    expect(await usernameOf('wei.chen2@acme.practice')).toBe('wei.chen2@acme.practice');
  });
}

test('an address that a sandbox copy has made invalid is found by what it was (facts 5)', async () => {
  only(user(1, { lastName: 'Abel', username: 'abel@acme.practice.dev', email: 'abel@acme.example.invalid' }));
  expect(await usernameOf('abel@acme.example')).toBe('abel@acme.practice.dev');
});

for (const wanted of ['abel@acme.practice', 'it@acme.example']) {
  test(`a user who is inactive is refused, though found by ${wanted}`, async () => {
    only(user(1, { lastName: 'Abel', username: 'abel@acme.practice', email: 'it@acme.example', active: false }));
    await expect(usernameOf(wanted)).rejects.toMatchObject({
      kind: 'step',
      message: expect.stringMatching(
        /^The user abel@acme\.practice is inactive, .* Give the username of an active user/,
      ),
    });
  });
}

test('a user called Next is not taken for the link to the next page', async () => {
  org.change((state) => {
    state.users = [user(1, { firstName: 'Ann', lastName: 'Nextel', username: 'ann@acme.practice' }), ...state.users];
  });
  const opened = context
    .waitForEvent('request', { predicate: (request) => request.url().includes('/005gL00000Test1'), timeout: 20_000 })
    .then(() => 'opened Ann');
  // Where she is left alone, nobody waits for her.
  opened.catch(() => undefined);
  const found = usernameOf(org.admin.username);
  found.catch(() => undefined);
  expect(await Promise.race([found, opened])).toBe(org.admin.username);
});
