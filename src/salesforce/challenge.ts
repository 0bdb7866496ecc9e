import { errors, type Locator, type Page } from 'playwright';
import type { CodeWait, Surroundings } from '../runbook/ports.ts';
import { Trouble } from '../runbook/trouble.ts';

const PATIENCE = 60_000;

/** Every page on which Salesforce verifies an identity lies below this path (facts 1.3 [C]). */
const VERIFICATION = /^\/_ui\/identity\/verification\//;
const EMAILED_CODE = /\/EmailVerificationFinishUi\//;

/** Headings and labels of the verification page: all that a picture of it may show. */
export const VERIFICATION_SEAL = ['#header', 'label', 'h1', 'h2'] as const;

export function isVerification(page: Page): boolean {
  return VERIFICATION.test(new URL(page.url()).pathname);
}

/**
 * Answers the challenge that a page shows. Only e-mailed codes are answered so far.
 * @returns how it was done, in words, without the code
 * @throws Trouble of kind `person` where no answer is to be had or Salesforce rejects it
 */
export async function answerChallenge(page: Page, wait: CodeWait, around: Surroundings): Promise<string> {
  const field = page.locator('#emc');
  const { pathname } = new URL(page.url());
  if (!EMAILED_CODE.test(pathname) || !(await appears(field))) {
    throw new Trouble(
      'person',
      `Salesforce asks to verify the identity by another way than an e-mailed code (${pathname}).`,
      'Let the user verify by e-mail, or carry out this step by hand.',
    );
  }
  const { origin } = new URL(page.url());
  if (!around.allowsOrigin(origin)) {
    throw new Trouble(
      'person',
      `A code is asked for by ${origin}.`,
      'Name it in SETUPWRIGHT_ALLOW_ORIGINS if it is yours.',
    );
  }
  const { code, origin: where } = await wait.next(around.signal);
  await field.fill(code.reveal());
  await page.locator('#save').click();
  await rejectedOrLeft(page);
  return `Answered with the e-mailed code of ${where}.`;
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
  const said = page.locator('.errorMsg, #error').filter({ visible: true });
  const left = page.waitForURL((url) => !VERIFICATION.test(url.pathname), { timeout: PATIENCE, waitUntil: 'commit' });
  const rejected = said.first().waitFor({ timeout: PATIENCE });
  // The one that loses the race fails later, with nobody waiting for it.
  left.catch(() => undefined);
  rejected.catch(() => undefined);
  const how = await Promise.race([left.then(() => 'left' as const), rejected.then(() => 'rejected' as const)]);
  if (how === 'left') return;
  const words = (await said.first().innerText()).replace(/\s+/g, ' ').trim();
  throw new Trouble('person', `Salesforce rejected the e-mailed code: ${words}`, 'Run again for a new code.');
}
