import type { ChallengeKind, ChallengeRecord } from './identity.ts';

/** Who answers where no program does; by this name the record knows that a person had a hand in a run. */
export const A_PERSON = 'a person';

/** Who answers where a page goes on without an answer of ours: nobody can tell. */
export const SOMEBODY = 'somebody else: in the browser, on a phone, or the page by itself';

/** What an org asks for, in words that fit after "for". */
export const ASKED_FOR: Readonly<Record<ChallengeKind, string>> = {
  'e-mailed code': 'a code that it sends by e-mail',
  'authenticator code': 'a code of an authenticator app',
  passkey: 'a passkey or a security key',
  'passkey enrolment': 'a passkey to be created ("Create a Passkey")',
  push: 'an approval in Salesforce Authenticator',
  locked: 'no answer any more: the user is locked after too many wrong ones',
  unknown: 'something that setupwright does not know',
};

const TIMES = ['', '', ', at the second try', ', at the third try'];

/** How a challenge ended, in a sentence, without the code. */
export function challengeInWords({ kind, occasion, by, mail, tries, outcome }: ChallengeRecord): string {
  const when = occasion === 'sign-in' ? 'while signing in' : `at the ${occasion}`;
  if (outcome === 'not answered') return `The challenge "${kind}" ${when} was not answered (${triesInWords(tries)}).`;
  const from = mail ? ` (${mail.folder}, mail ${mail.uid}, written ${timeInWords(mail.written)})` : '';
  return `The challenge "${kind}" ${when} was answered by ${by}${from}${TIMES[tries] ?? `, at try ${tries}`}.`;
}

export function triesInWords(tries: number): string {
  return tries === 1 ? '1 try' : `${tries} tries`;
}

/** An ISO 8601 time as people read it. */
export function timeInWords(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
