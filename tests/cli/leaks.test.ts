import { expect, test } from '@playwright/test';
import { refuseShown } from '../../src/cli/leaks.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

/** What is said against a password where the evidence shows this text. */
function saidOf(password: string, text: string): string | undefined {
  const book = new SecretBook();
  book.keep('Salesforce password', password);
  try {
    refuseShown(book, { 'the username': text });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

for (const [password, text] of [
  ['anna.setup1', 'anna.setup1@acme.example'],
  ['Anna.Setup1', 'anna.setup1@acme.example'],
  ['Billing-App-2024', 'Billing App 2024'],
] as const) {
  test(`case 21: a password that stands in what must be shown is refused before anything is done: ${password}, ${text}`, () => {
    const said = saidOf(password, text);
    expect(said).toMatch(/^The Salesforce password stands in the username \(.+\), which the evidence has to show\. /);
    expect(said).not.toContain(password);
  });
}

test('a password of its own is not refused', () => {
  expect(saidOf('correct horse battery 7', 'anna.setup1@acme.example')).toBeUndefined();
});

test('case 21: a password made of words of every report is refused only where it stands as it is', () => {
  const book = new SecretBook();
  book.keep('Salesforce password', 'Refresh-Token');
  expect(() => refuseShown(book, {}, { 'the runbook': 'a refresh token' })).not.toThrow();
  expect(() => refuseShown(book, {}, { 'the runbook': 'the Refresh-Token' })).toThrow(/stands in the runbook/);
  expect(() => refuseShown(book, { 'the username': 'refresh token' })).toThrow(/stands in the username/);
});
