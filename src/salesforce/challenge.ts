import type { Page } from 'playwright';
import type { CodeWait, Surroundings } from '../runbook/ports.ts';
import type { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import { appears, asLongAsItGoesOn } from './appears.ts';
import { typeWhereAllowed } from './type-where-allowed.ts';

const PATIENCE = 60_000;

/** Pages that ask to prove the identity (facts 1.3 [C]); that the one of a passkey may lie below `webauthn` is a guess [I]. */
const VERIFICATION = /^\/_ui\/identity\/(verification\/|webauthn\/(?!Add))/i;
/** Pages that only send the code and go on (facts 1.3 [C]). */
const ON_THE_WAY = /StartUi(\/|$)/;
const EMAILED_CODE = /\/EmailVerificationFinishUi(\/|$)/;

/** What is asked for, by the path of the page (facts 1.3 [C]; that of a passkey is a guess [I], identity facts 7). */
const OTHER_WAYS: ReadonlyArray<readonly [path: RegExp, asks: string]> = [
  [/\/TotpVerification/i, 'a code of an authenticator app'],
  [/\/LLVerification/i, 'an approval in Salesforce Authenticator'],
  [/webauthn|u2f|passkey|builtin/i, 'a passkey or a security key'],
  [/sms|phone/i, 'a code in a text message'],
];

/** Headings and labels of the verification page: all that a picture of it may show. */
export const VERIFICATION_SEAL = ['#header', 'label', 'h1', 'h2'] as const;

export function isVerification(page: Page): boolean {
  return VERIFICATION.test(new URL(page.url()).pathname);
}

/** Does the page ask for an answer by now, of whatever kind? */
export function asksForAnswer(page: Page): boolean {
  return isVerification(page) && !ON_THE_WAY.test(new URL(page.url()).pathname);
}

/** That a page of Setup asks to prove the identity where nothing was to be proved. */
export function unexpectedChallenge(page: Page): Trouble {
  return new Trouble(
    'person',
    `Salesforce asks to verify the identity in the middle of the run (${asked(page)}).`,
    'Run again; should it ask again, carry out this step by hand.',
  );
}

/**
 * Answers the challenge that a tab shows. Only e-mailed codes are answered so far.
 * @returns how it was done, in words, without the code
 * @throws Trouble of kind `person` where no answer is to be had or Salesforce rejects it
 */
export async function answerChallenge(tab: Tab, wait: CodeWait, around: Surroundings): Promise<string> {
  const field = tab.page().locator('#emc');
  await asLongAsItGoesOn(tab, PATIENCE, async () => !ON_THE_WAY.test(pathOf(tab.page())) || undefined);
  if (!EMAILED_CODE.test(pathOf(tab.page())) || !(await appears(tab, field, PATIENCE))) {
    throw new Trouble(
      'person',
      `Salesforce asks to verify the identity by another way than an e-mailed code (${asked(tab.page())}).`,
      'Let the user verify by e-mail, or carry out this step by hand.',
    );
  }
  const { code, origin } = await wait.next(around.signal);
  await typeWhereAllowed(field, { name: code.name, text: code.reveal() }, around, 'person');
  await tab.page().locator('#save').click();
  await rejectedOrLeft(tab);
  return `Answered with the e-mailed code of ${origin}.`;
}

/** Waits until the page of the code is left; throws where it says that the code is wrong. */
async function rejectedOrLeft(tab: Tab): Promise<void> {
  const said = tab.page().locator('.errorMsg, #error').filter({ visible: true, hasText: /\S/ });
  const how = await asLongAsItGoesOn(tab, PATIENCE, async () => {
    if (!isVerification(tab.page())) return 'left';
    const words = (await said.allInnerTexts()).join(' ').replace(/\s+/g, ' ').trim();
    return words === '' ? undefined : { words };
  });
  if (how === 'left') return;
  if (how === undefined) {
    throw new Trouble('person', 'The page that verifies the identity does not go on.', 'Look at it by hand.');
  }
  throw new Trouble('person', `Salesforce rejected the e-mailed code: ${how.words}`, 'Run again for a new code.');
}

/** What the page asks for, and its path. */
function asked(page: Page): string {
  const path = pathOf(page);
  const [, asks] = OTHER_WAYS.find(([pattern]) => pattern.test(path)) ?? [];
  return asks ? `${asks}, ${path}` : path;
}

function pathOf(page: Page): string {
  return new URL(page.url()).pathname;
}
