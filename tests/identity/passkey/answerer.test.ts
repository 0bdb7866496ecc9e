import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { passkeyInFile } from '../../../src/identity/passkey/answerer.ts';
import type { PasskeyFile } from '../../../src/identity/passkey/file.ts';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import type { Challenge } from '../../../src/runbook/identity.ts';
import { folder } from '../../machine/support.ts';
import { started } from '../../practice-org/support.ts';
import { closeWindows } from '../../support/browser.ts';
import { deeds } from '../../support/ledger.ts';
import { fileIn, OWNER, passkey } from './support.ts';

const forever = new AbortController().signal;
const challenge = (): Challenge => ({ kind: 'passkey', occasion: 'sign-in', page: 'https://acme.example/verify' });

let browser: Browser;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));

type Credentials = BrowserContext['credentials'];

/** A virtual authenticator, with what a page would have it do. */
async function authenticator(): Promise<{ context: BrowserContext; credentials: Credentials }> {
  const context = await browser.newContext();
  return { context, credentials: context.credentials };
}

const countIn = async (file: PasskeyFile) => (await file.all()).map(({ signCount }) => signCount);

test('the file must hold a passkey of the user, before anything is done', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  const never = (): never => {
    throw new Error('The browser was asked');
  };
  await file.change(() => [passkey({ username: 'bob@acme.example' })]);
  const answerer = passkeyInFile({ file, target: OWNER, browser: never });
  const refused = {
    kind: 'preflight',
    message: expect.stringMatching(/holds no passkey of ada@acme\.example at .*"setupwright passkey enrol"/),
  };
  await expect(answerer.preflight()).rejects.toMatchObject(refused);
  await expect(answerer.ready(new Date(), new AbortController().signal)).rejects.toMatchObject(refused);
  expect(answerer.kinds).toEqual(['passkey']);
});

test('the count goes forward before the passkey is lent, and before each press; it is lent no longer than expected', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  const [own, other] = [passkey({ signCount: 7 }), passkey({ username: 'bob@acme.example', signCount: 3 })];
  await file.change(() => [own, other]);
  const { context, credentials } = await authenticator();
  const answerer = passkeyInFile({ file, target: OWNER, browser: () => context });
  const ready = await answerer.ready(new Date(), new AbortController().signal);
  expect(await countIn(file)).toEqual([8, 3]);
  expect(await credentials.get()).toMatchObject([{ id: own.id, signCount: 7 }]);
  expect(await ready.answer(challenge(), forever)).toEqual({ press: true });
  expect(await countIn(file)).toEqual([8, 3]);
  // A page has used it twice, and asks for a third time.
  await credentials.delete(own.id);
  await credentials.create(own.rpId, { ...own, signCount: 9 });
  await ready.answer(challenge(), forever);
  expect(await countIn(file)).toEqual([10, 3]);
  await ready[Symbol.asyncDispose]();
  expect(await countIn(file)).toEqual([10, 3]);
  expect(await credentials.get()).toEqual([]);
  expect((await file.all()).map(({ lastUsedAt }) => typeof lastUsedAt)).toEqual(['string', 'undefined']);
  await context.close();
});

test('where no challenge came the next one goes on, and nothing is told as used', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  await file.change(() => [passkey()]);
  const { context } = await authenticator();
  const answerer = passkeyInFile({ file, target: OWNER, browser: () => context });
  for (const _ of [1, 2]) await (await answerer.ready(new Date(), new AbortController().signal))[Symbol.asyncDispose]();
  expect(await file.all()).toMatchObject([{ signCount: 2 }]);
  expect((await file.all()).map(({ lastUsedAt }) => lastUsedAt)).toEqual([undefined]);
  await context.close();
});

test('two who use one file are lent different counts, and neither takes it back', async () => {
  await using box = await folder();
  await fileIn(box.path).change(() => [passkey({ signCount: 5 })]);
  const both = await Promise.all(
    [1, 2].map(async () => {
      const { context, credentials } = await authenticator();
      const answerer = passkeyInFile({ file: fileIn(box.path), target: OWNER, browser: () => context });
      return { context, credentials, ready: await answerer.ready(new Date(), new AbortController().signal) };
    }),
  );
  const lent = await Promise.all(both.map(async ({ credentials }) => (await credentials.get())[0]?.signCount));
  expect(lent.sort()).toEqual([5, 6]);
  for (const { context, ready } of both) {
    await ready.answer(challenge(), forever);
    await ready[Symbol.asyncDispose]();
    await context.close();
  }
  expect(await countIn(fileIn(box.path))).toEqual([7]);
});

test('a passkey that is not accepted is not pressed again for the same challenge, but for the next', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  await file.change(() => [passkey()]);
  const { context } = await authenticator();
  const ready = await passkeyInFile({ file, target: OWNER, browser: () => context }).ready(
    new Date(),
    new AbortController().signal,
  );
  const first = challenge();
  await ready.answer(first, forever);
  await expect(ready.answer(first, forever)).rejects.toMatchObject({
    kind: 'person',
    message: `${file.path}: the org does not accept its passkey.`,
  });
  expect(await ready.answer(challenge(), forever)).toEqual({ press: true });
  await context.close();
  // The browser may be gone by then.
  await ready[Symbol.asyncDispose]();
});

async function toTheChallenge(page: Page, org: PracticeOrg): Promise<void> {
  await page.goto(org.url);
  await page.getByRole('textbox', { name: 'Username' }).fill(org.admin.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(org.admin.password);
  await page.getByRole('button', { name: 'Log In' }).click();
  await expect(page).toHaveTitle('Verify Your Identity | Salesforce');
}

test('an org accepts it again and again, each time with a higher count, also after a run that was killed', async () => {
  await using box = await folder();
  const { org } = await started({ signIn: 'password', challengeAtSignIn: true });
  const target = { url: org.url, username: org.admin.username };
  const own = passkey({ rpId: new URL(org.url).hostname, org: org.url, username: org.admin.username, signCount: 4 });
  org.registerMethods({ passkey: own });
  await fileIn(box.path).change(() => [own]);
  const counts: (number | undefined)[] = [];
  for (const isKilled of [true, false, false]) {
    const file = fileIn(box.path);
    const { context } = await authenticator();
    const ready = await passkeyInFile({ file, target, browser: () => context }).ready(
      new Date(),
      new AbortController().signal,
    );
    const page = await context.newPage();
    await toTheChallenge(page, org);
    await ready.answer(challenge(), forever);
    await page.locator('#save').click();
    await page.waitForURL(`${org.setupUrl}/lightning/**`);
    // One that is killed keeps nothing afterwards.
    if (!isKilled) await ready[Symbol.asyncDispose]();
    await context.close();
    counts.push(...(await countIn(file)));
  }
  expect(counts).toEqual([5, 6, 7]);
  const known = org.state().users.find(({ username }) => username === org.admin.username)?.methods.passkeys ?? [];
  expect(known.map(({ counter }) => counter)).toEqual([7]);
  expect(deeds(org, 'answer challenge').map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
  await org.close();
});

test('a page that asks for a new passkey gets none, which would be lost', async () => {
  await using box = await folder();
  const file = fileIn(box.path);
  await file.change(() => [passkey()]);
  const { context } = await authenticator();
  const before = await context.newPage();
  await before.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await before.goto('http://localhost/');
  await using _ = await passkeyInFile({ file, target: OWNER, browser: () => context }).ready(
    new Date(),
    new AbortController().signal,
  );
  const made = () =>
    before.evaluate(() =>
      navigator.credentials
        .create({
          publicKey: {
            challenge: new Uint8Array(8),
            rp: { name: 'Org' },
            user: { id: new Uint8Array(4), name: 'a', displayName: 'a' },
            pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
          },
        })
        .then(
          () => 'made',
          (error: Error) => error.name,
        ),
    );
  expect(await made(), 'on a page that was open').toBe('NotAllowedError');
  await before.goto('http://localhost/next');
  expect(await made(), 'on a page that is opened').toBe('NotAllowedError');
});
