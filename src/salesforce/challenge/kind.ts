import type { Page } from 'playwright';
import { ASKED_FOR } from '../../runbook/challenge-words.ts';
import type { ChallengeKind } from '../../runbook/identity.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { HEADINGS_ONLY } from '../headings.ts';

/** Pages that ask to prove the identity (facts 1.3 [C], identity facts 2 [C]); that the one of a passkey may lie below `webauthn` is a guess [I]. */
const VERIFICATION = /^\/_ui\/identity\/(verification|webauthn)\//i;
/** Pages that only send the code and go on (facts 1.3 [C]). */
const ON_THE_WAY = /StartUi(\/|$)/;

/** By the path of the page: facts 1.3 [C], identity facts 2 [C]; that of a passkey is a guess [I]. */
const BY_PATH: ReadonlyArray<readonly [path: RegExp, kind: ChallengeKind]> = [
  [/\/webauthn\/Add(\/|$)/i, 'passkey enrolment'],
  [/\/EmailVerificationFinishUi(\/|$)/i, 'e-mailed code'],
  [/\/TotpVerification/i, 'authenticator code'],
  [/\/LLVerification/i, 'push'],
  [/webauthn|u2f|passkey|builtin/i, 'passkey'],
];

/** The field of a code, the same in every language (facts 1.3 [C]). */
export const CODE_FIELDS: Readonly<Partial<Record<ChallengeKind, string>>> = {
  'e-mailed code': '#emc',
  'authenticator code': '#tc',
};

/** What the page says once a user is locked, in English (facts 1.3 [D]); other languages are not public. */
const LOCKED = /allowed number of attempts has been exceeded/i;

/** Where the page complains (facts 1.3 [C]). */
const COMPLAINTS = '.errorMsg, #error, #errorTitle, #errorDesc, #validationError';

export function isVerification(page: Page): boolean {
  return VERIFICATION.test(pathOf(page));
}

/** Does the page ask for an answer by now, of whatever kind? */
export function asksForAnswer(page: Page): boolean {
  return isVerification(page) && !ON_THE_WAY.test(pathOf(page));
}

/** Does the page belong to proving an identity at all, if only as a step on the way? */
export function isOfIdentity(page: Page): boolean {
  return page.url().startsWith('about:') || isVerification(page);
}

/** That a page of Setup asks to prove the identity where nothing was to be proved. */
export async function unexpectedChallenge(page: Page): Promise<Trouble> {
  return new Trouble(
    'person',
    `Salesforce asks in the middle of the run for ${ASKED_FOR[await kindOf(page)]} (${placeOf(page)}).`,
    'Run again; should it ask again, carry out this step by hand.',
    undefined,
    HEADINGS_ONLY,
  );
}

/** Is the page there as a whole, so that what is not on it is not to come? */
export async function isReadable(page: Page): Promise<boolean> {
  return (await page.evaluate(() => document.readyState)) !== 'loading';
}

/** That a page of a challenge neither takes an answer nor leads on. */
export function doesNotGoOn(page: Page): Trouble {
  return new Trouble(
    'person',
    `The page that verifies the identity does not go on (${placeOf(page)}).`,
    'Look at it by hand.',
  );
}

/** What a verification page asks for: by its path first, and by what is on it where the path is not known. */
export async function kindOf(page: Page): Promise<ChallengeKind> {
  if (LOCKED.test(await complaintOn(page))) return 'locked';
  const [, kind] = BY_PATH.find(([path]) => path.test(pathOf(page))) ?? [];
  if (kind) return kind;
  for (const [known, field] of Object.entries(CODE_FIELDS)) {
    if (await page.locator(field).filter({ visible: true }).count()) return known as ChallengeKind;
  }
  return 'unknown';
}

/** What the page says against an answer; empty where it says nothing. */
export async function complaintOn(page: Page): Promise<string> {
  const said = page.locator(COMPLAINTS).filter({ visible: true, hasText: /\S/ });
  return (await said.allInnerTexts()).join(' ').replace(/\s+/g, ' ').trim();
}

/** Origin and path: the query may hold tokens. */
export function placeOf(page: Page): string {
  return `${new URL(page.url()).origin}${pathOf(page)}`;
}

function pathOf(page: Page): string {
  return new URL(page.url()).pathname;
}
