import { expect, test } from '@playwright/test';
import { junit } from '../../src/evidence/report/junit.ts';
import { report } from '../../src/evidence/report/report.ts';
import { summary } from '../../src/evidence/report/summary.ts';
import { isInReports, isOfReportWords } from '../../src/runbook/ordinary-words.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { fullRecord } from '../evidence/full-record.ts';

for (const value of [
  'Scopes10',
  'Refresh-Token',
  'refresh_token',
  'ConsumerKey',
  'consumerkey1',
  'Consumer Key',
  '2026-Report',
]) {
  test(`is made of words of every report: ${value}`, () => expect(isOfReportWords(value)).toBe(true));
}

for (const value of [
  'Tr4il-Blazer+79',
  'correct-horse-1',
  'quiet-otter-paints-92-lamps',
  'vkqzmwpt xjhrbncd',
  'k2Xw7TqLm4Rz8Bn5',
  '7B1E5C0A9D3F8642E0C7A5B9D1F38264',
  'Summer2024!',
  'Scopes12345',
  'Scopes10Policy20',
  'Consumer-Key-Report-Section',
  '123456789',
  '0a1b2c',
]) {
  test(`is not: ${value}`, () => expect(isOfReportWords(value)).toBe(false));
}

for (const value of ['Scopes', 'deviations', 'step-10']) {
  test(`case 21: a secret that stands in every report as it is, is refused without the value: ${value}`, () => {
    expect(() => new SecretBook().keep('password', value)).toThrow(
      /^The password (?:stands in every report as it is|has fewer)/,
    );
    expect(isInReports(value)).toBe(true);
  });
}

test('nearly all words of a report, and of what goes with it, are known as such', () => {
  const record = fullRecord();
  const texts = [report(record), junit(record), summary(record), JSON.stringify(record)];
  const words = new Set(
    texts.flatMap((text) => text.replace(/<style[\s\S]*?<\/style>/g, '').match(/[a-z]{5,}/gi) ?? []),
  );
  const unknown = [...words].filter((word) => !isOfReportWords(word));
  expect(words.size).toBeGreaterThan(200);
  expect(unknown.length / words.size, unknown.join(' ')).toBeLessThan(0.1);
});
