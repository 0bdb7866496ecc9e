import { type Browser, expect, test } from '@playwright/test';
import { keepEnrolled, passkeyEnrolment } from '../../../src/identity/passkey/enrolment.ts';
import type { Challenge } from '../../../src/runbook/identity.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';
import { folder } from '../../machine/support.ts';
import { closeWindows } from '../../support/browser.ts';
import { prover } from '../../support/identity.ts';
import { fileIn, OWNER, passkey } from './support.ts';

const forever = new AbortController().signal;
const wall = (): Challenge => ({ kind: 'passkey enrolment', occasion: 'enrolment', page: 'https://acme.example/Add' });

let browser: Browser;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));

test('nobody enrols one who was not asked to', async () => {
  const expectation = await prover().expect(forever);
  await expect(expectation.answers(wall(), forever)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    kind: 'person',
    message: expect.stringContaining('setupwright enrols none unasked'),
  });
});

test('who was asked to presses once for each wall', async () => {
  const context = await browser.newContext();
  const answerer = passkeyEnrolment(() => context.credentials);
  expect(answerer.kinds).toEqual(['passkey enrolment']);
  await using ready = await answerer.ready(new Date(), new AbortController().signal);
  const first = wall();
  expect(await ready.answer(first, forever)).toEqual({ press: true });
  await expect(ready.answer(first, forever)).rejects.toMatchObject({ kind: 'person' });
  expect(await ready.answer(wall(), forever)).toEqual({ press: true });
  await context.close();
});

test('the passkeys that the browser made are added to those of the file, once, and their keys are secrets', async () => {
  await using box = await folder();
  const book = new SecretBook();
  const file = fileIn(box.path, { book });
  const before = passkey({ signCount: 9 });
  await file.change(() => [before]);
  const context = await browser.newContext();
  const { credentials } = context;
  await credentials.install();
  await credentials.create(before.rpId, { ...before, signCount: 2 });
  const made = await credentials.create('acme.my.salesforce.com');
  const added = await keepEnrolled(credentials, file, OWNER);
  expect(added).toMatchObject([{ id: made.id, org: OWNER.url, username: OWNER.username, signCount: 0 }]);
  expect(book.redact(made.privateKey)).toBe('[SECRET private key of a passkey]');
  expect(await keepEnrolled(credentials, file, OWNER)).toEqual([]);
  expect(await file.all()).toEqual([before, ...added]);
  await context.close();
});
