import type { ChallengeRecord } from './identity.ts';

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
function timeInWords(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
