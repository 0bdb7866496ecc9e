import { expect, test } from '@playwright/test';
import { isOfWords } from '../../src/runbook/of-words.ts';

for (const text of [
  '',
  'Consumer Details',
  'Verify Your Identity',
  'External Client App Manager: Settings (Preview)',
  'Welcome to Setup!',
  'Take a look at Lightning Experience',
  'Document_AI',
  'Document_AI_2024',
  'Billing2 – sandbox',
  'Authentication',
  'What’s new in Spring ’26',
  '  Back to\n Multi-Factor Authentication…  ',
]) {
  test(`is made of words: ${text.trim()}`, () => expect(isOfWords(text)).toBe(true));
}

for (const text of [
  '730194',
  '730 194',
  'Your code is 73019',
  '7 3 0 1 9 4',
  'Key 0A1B2C3D4E5F',
  '0A1B 2C3D 4E5F',
  'k2Xw7TqL',
  '3MVG9.pRzQ',
  'AbCdEfGhIjKl',
  'ABCDEFGHIJKL',
  'cGFzc3dvcmQ=',
  'abc+def',
  '00D000000000001!AQ',
  'a$b',
]) {
  test(`might be a secret: ${text}`, () => expect(isOfWords(text)).toBe(false));
}
