import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { sideBySide } from '../../src/runbook/side-by-side.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

test('what comes of works side by side is told in their order', async () => {
  expect(await sideBySide([pause(2, 'slow'), pause(0, 'quick')])).toEqual(['slow', 'quick']);
});

test('where some fail, the others have ended too, and a Trouble is told before anything else', async () => {
  let hasEnded = false;
  const slow = pause(5).then(() => {
    hasEnded = true;
  });
  const failures = [Promise.reject(new Error('unforeseen')), Promise.reject(new Trouble('step', 'Known.', ''))];
  await expect(sideBySide([...failures, slow])).rejects.toThrow('Known.');
  expect(hasEnded).toBe(true);
  await expect(sideBySide([Promise.reject(new Error('unforeseen')), slow])).rejects.toThrow('unforeseen');
});
