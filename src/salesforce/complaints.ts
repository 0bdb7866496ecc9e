/**
 * What the forms say against a password or a code, by what it means, in English; the first that fits counts
 * (facts 1.2 [C]; of a missing password [I]; 1.3 [D]).
 */
const MEANINGS: readonly (readonly [said: RegExp, means: string])[] = [
  [
    /check your (username and password|credentials)/i,
    'the username or the password is wrong, or the user may not sign in',
  ],
  [/enter your password/i, 'it asks for the password'],
  [/invalid or expired verification code/i, 'the code is wrong or has expired'],
  [/allowed number of attempts has been exceeded/i, 'there were too many wrong answers'],
];

/**
 * What a form says on which a password or a code was typed, in words of our own: its words may quote what was typed, and
 * on a sealed page ordinary words are not told either (secrecy facts 0.2). Empty where it says nothing.
 */
export function complaintInOwnWords(said: string): string {
  if (said === '') return '';
  return MEANINGS.find(([pattern]) => pattern.test(said))?.[1] ?? 'something that is not known, and so is not told';
}
