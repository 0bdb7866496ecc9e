import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { screen, Transcript } from '../../src/evidence/writer/screen.ts';
import { liveLine } from '../../src/operator/live-line.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

const ERASE = '\r\u001b[2K';
/** Some turns of the sign, in milliseconds. */
const SOME_TURNS = 360;

function line(environment: Record<string, string> = {}, isTTY: boolean | undefined = true) {
  const pieces: string[] = [];
  const live = liveLine({ isTTY, write: (text) => pieces.push(text) }, environment);
  return { live, pieces };
}

for (const [what, environment, isTTY] of [
  ['no terminal', {}, false],
  ['what does not say that it is one', {}, undefined],
  ['a terminal of CI', { CI: 'true' }, true],
] as const) {
  test(`on ${what} nothing is shown, and nothing is taken back`, async () => {
    const pieces: string[] = [];
    const live = liveLine({ isTTY, write: (text) => pieces.push(text) }, environment);
    live.show('Do 1');
    await pause(150);
    live.erase();
    expect(pieces).toEqual([]);
  });
}

test('the sign turns, and each time the line is taken back first', async () => {
  const { live, pieces } = line();
  live.show('Do 1');
  expect(pieces).toEqual(['Do 1 ⠋']);
  await expect.poll(() => pieces.length).toBeGreaterThan(3);
  live.erase();
  expect(pieces.slice(1, 4)).toEqual([`${ERASE}Do 1 ⠙`, `${ERASE}Do 1 ⠹`, `${ERASE}Do 1 ⠸`]);
});

test('is erased at once, and stays so', async () => {
  const { live, pieces } = line();
  live.show('Do 1');
  live.erase();
  expect(pieces.at(-1)).toBe(ERASE);
  const said = pieces.length;
  await pause(SOME_TURNS);
  expect(pieces).toHaveLength(said);
});

test('shows one text at a time', async () => {
  const { live, pieces } = line();
  live.show('Do 1');
  live.show('Do 2');
  const said = pieces.length;
  await expect.poll(() => pieces.length).toBeGreaterThan(said + 1);
  live.erase();
  expect(pieces.slice(said).join('')).not.toContain('Do 1');
  // Nothing of the first is left before the second.
  expect(pieces.slice(0, 2)).toEqual(['Do 1 ⠋', `${ERASE}Do 2 ⠋`]);
});

test('a terminal that can do little gets dots that do not turn', async () => {
  const { live, pieces } = line({ TERM: 'dumb' });
  live.show('Do 1');
  await pause(SOME_TURNS);
  expect(pieces).toEqual(['Do 1 ...']);
});

test('the screen of a run lets every frame through whole: one line, taken back each time', async () => {
  const pieces: string[] = [];
  const stream = { isTTY: true, write: (text: string) => pieces.push(text) };
  const live = liveLine(screen(stream, new SecretBook(), new Transcript()), {});
  live.show('Do 1');
  await expect.poll(() => pieces.length).toBeGreaterThan(2);
  live.erase();
  expect(pieces.slice(1, 3)).toEqual([`${ERASE}Do 1 ⠙`, `${ERASE}Do 1 ⠹`]);
  expect(pieces.at(-1)).toBe(ERASE);
});

test('keeps no process alive', () => {
  const { live } = line();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  live.show('Do 1');
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
  live.erase();
});
