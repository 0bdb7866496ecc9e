import { expect, test } from '@playwright/test';
import { complaintInOwnWords } from '../../src/salesforce/complaints.ts';

test('what a form with a secret says is told by what it means, and else not, though it is made of words', () => {
  for (const [said, means] of [
    ["Error: Please check your credentials. If you still can't log in", /password is wrong/],
    ['Please enter your password.', /asks for the password/],
    ['Error: Invalid or expired verification code. Try again.', /^the code is wrong or has expired$/],
    ['You typed correct horse battery', /^something that is not known, and so is not told$/],
    ['', /^$/],
  ] as const) {
    expect(complaintInOwnWords(said)).toMatch(means);
  }
});
