import { errors, type Locator, type Page } from 'playwright';
import type { CodeWait, Surroundings } from '../runbook/ports.ts';
import { Trouble } from '../runbook/trouble.ts';
import { typeWhereAllowed } from './type-where-allowed.ts';

const PATIENCE = 60_000;

/** The pages that ask for a code or a push lie below this path (facts 1.3 [C]); that of a passkey is not public. */
const VERIFICATION = /^\/_ui\/identity\/verification\//;
/** Pages that only send the code and go on (facts 1.3 [C]). */
const ON_THE_WAY = /StartUi(\/|$)/;
const EMAILED_CODE = /\/EmailVerificationFinishUi(\/|$)/;

/** Headings and labels of the verification page: all that a picture of it may show. */
export const VERIFICATION_SEAL = ['#header', 'label', 'h1', 'h2'] as const;

export function isVerification(page: Page): boolean {
  return VERIFICATION.test(new URL(page.url()).pathname);
}

/** Does the page ask for an answer by now, of whatever kind? */
export function asksForAnswer(page: Page): boolean {
  return isVerification(page) && !ON_THE_WAY.test(new URL(page.url()).pathname);
}

/**
 * Answers the challenge that a page shows. Only e-mailed codes are answered so far.
 * @returns how it was done, in words, without the code
 * @throws Trouble of kind `person` where no answer is to be had or Salesforce rejects it
 */
export async function answerChallenge(page: Page, wait: CodeWait, around: Surroundings): Promise<string> {
  const field = page.locator('#emc');
  await inTime(page.waitForURL((url) => !ON_THE_WAY.test(url.pathname), { waitUntil: 'commit', timeout: PATIENCE }));
  const { pathname } = new URL(page.url());
  if (!EMAILED_CODE.test(pathname) || !(await appears(field))) {
    throw new Trouble(
      'person',
      `Salesforce asks to verify the identity by another way than an e-mailed code (${pathname}).`,
      'Let the user verify by e-mail, or carry out this step by hand.',
    );
  }
  const { code, origin } = await wait.next(around.signal);
  await typeWhereAllowed(field, { name: code.name, text: code.reveal() }, around, 'person');
  await page.locator('#save').click();
  await rejectedOrLeft(page);
  return `Answered with the e-mailed code of ${origin}.`;
}

async function appears(field: Locator): Promise<boolean> {
  try {
    await field.waitFor({ timeout: PATIENCE });
    return true;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}

/** Waits until the page of the code is left; throws where it says that the code is wrong. */
async function rejectedOrLeft(page: Page): Promise<void> {
  const said = page.locator('.errorMsg, #error').filter({ visible: true, hasText: /\S/ });
  const left = page.waitForURL((url) => !VERIFICATION.test(url.pathname), { timeout: PATIENCE, waitUntil: 'commit' });
  const rejected = said.first().waitFor({ timeout: PATIENCE });
  // The one that loses the race fails later, with nobody waiting for it.
  left.catch(() => undefined);
  rejected.catch(() => undefined);
  const how = await inTime(Promise.race([left.then(() => 'left'), rejected.then(() => 'rejected')]));
  if (how === 'left') return;
  const words = (await said.first().innerText()).replace(/\s+/g, ' ').trim();
  throw new Trouble('person', `Salesforce rejected the e-mailed code: ${words}`, 'Run again for a new code.');
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    throw new Trouble('person', 'The page that verifies the identity does not go on.', 'Look at it by hand.', error);
  }
}
