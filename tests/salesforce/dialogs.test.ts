import { expect, test } from '@playwright/test';
import { answerDialogs, expectDialog } from '../../src/salesforce/dialogs.ts';
import { aWindow } from '../support/window.ts';

const window = aWindow();

test('what nobody expects is dismissed and told of, what is expected is answered so', async () => {
  const page = await window.context.newPage();
  const told: string[] = [];
  answerDialogs(page, { notice: (text) => told.push(text) });
  expect(await page.evaluate(() => confirm('Delete all?'))).toBe(false);
  expect(told).toEqual(['The browser asked "Delete all?" (confirm); it was dismissed.']);
  // Of a page with a secret that nobody knows yet.
  await page.evaluate(() => alert('Your Consumer Secret: 0A1B2C3D4E5F6071'));
  expect(told.pop()).toBe(
    'The browser asked "(what is not told: it is not made of words alone)" (alert); it was dismissed.',
  );
  expectDialog(page, (dialog) => dialog.accept());
  expect(await page.evaluate(() => confirm('Save?'))).toBe(true);
});

test('what a page asks on which a secret is typed or shown is not told, though it is made of words', async () => {
  const page = await window.context.newPage();
  const told: string[] = [];
  answerDialogs(page, { notice: (text) => told.push(text) }, { sealed: true });
  expect(await page.evaluate(() => confirm('Leave with correct horse battery?'))).toBe(false);
  expect(told).toEqual(['The browser asked (confirm); it was dismissed.']);
});

test('a person who works in the page answers for themselves', async () => {
  const page = await window.context.newPage();
  const told: string[] = [];
  let isTakenOver = true;
  answerDialogs(page, { notice: (text) => told.push(text), handsOff: () => isTakenOver });
  const open = page.waitForEvent('dialog');
  const answer = page.evaluate(() => confirm('Save?'));
  const dialog = await open;
  const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 500, 'still open'))]);
  expect(first).toBe('still open');
  // As the person would, with a click on OK.
  await dialog.accept();
  expect(await answer).toBe(true);
  expect(told).toEqual([]);
  isTakenOver = false;
  expect(await page.evaluate(() => confirm('Delete all?'))).toBe(false);
});
