import { expect, type Page, test } from '@playwright/test';
import { inOwnWords } from '../../src/runbook/own-words.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { aWindow } from '../support/window.ts';

const CANARY = 'CANARYk2Xw7TqLm4Rz8Bn5';
const here = aWindow();

/** The error of something that fails. */
async function failing(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail');
}

test.describe('what the browser library says of a failure', () => {
  const content = `<p>${CANARY}</p><p>${CANARY}</p><input value="${CANARY}" disabled>
    <div style="position:fixed;inset:0;z-index:9">${CANARY}</div><button id="b">b</button>`;

  for (const [what, code, act] of [
    ['several things fit', 'E_STRICT', (page) => page.locator('p').click()],
    ['a field is disabled', 'E_TIMEOUT', (page) => page.locator('input').fill(CANARY, { timeout: 300 })],
    ['something lies over it', 'E_TIMEOUT', (page) => page.locator('#b').click({ timeout: 500 })],
    ['a page cannot be reached', 'E_NETWORK', (page) => page.goto(`http://127.0.0.1:9/?sid=${CANARY}`)],
    [
      'a page’s script throws',
      'E_UNFORESEEN',
      (page) => page.evaluate((it: string) => Promise.reject(new Error(it)), CANARY),
    ],
  ] satisfies [string, string, (page: Page) => Promise<unknown>][]) {
    test(`is told by a code of ours, and nothing of the page: ${what}`, async () => {
      const page = await here.context.newPage();
      await page.setContent(content);
      const error = await failing(() => act(page));
      expect(`${error.message}`).toContain(CANARY);
      const words = inOwnWords(error);
      expect(words).toMatch(new RegExp(`^${code}: [^\\n]+\\.$`));
      expect(words).not.toContain(CANARY.slice(0, 6));
    });
  }

  test('is told where the page was closed', async () => {
    const own = await here.context.newPage();
    await own.close();
    expect(inOwnWords(await failing(() => own.title()))).toMatch(/^E_CLOSED: /);
  });
});

test('an error of the system is told by its code, also where it is the cause', () => {
  const full = Object.assign(new Error(`ENOSPC: ${CANARY}`), { code: 'ENOSPC' });
  expect(inOwnWords(full)).toBe('E_SYSTEM: the system said ENOSPC.');
  expect(inOwnWords(new TypeError(`fetch failed ${CANARY}`, { cause: full }))).toBe(
    'E_SYSTEM: the system said ENOSPC.',
  );
});

test('a trouble of ours is told as it is', () => {
  expect(inOwnWords(new Trouble('step', 'It failed.', 'Look.'))).toBe('It failed. Look.');
});

test('what nobody foresaw is told with the place in our sources, and only with that', () => {
  const place = (error: unknown) => inOwnWords(error).replace('E_UNFORESEEN: nobody foresaw this ', '');
  const error = new RangeError(CANARY);
  error.stack = `RangeError: ${CANARY}\n    at ${CANARY} (/elsewhere/src/a.ts:1:1)\n    at f (file://${process.cwd()}/src/engine/step.ts:12:34)`;
  expect(place(error)).toBe('(RangeError at src/engine/step.ts:12).');
  error.stack = `RangeError\n    at ${CANARY} (${process.cwd()}/src/${CANARY}.ts:1:1)`;
  error.name = CANARY;
  expect(place(error)).toBe('(an error without a known name).');
  for (const thrown of [CANARY, undefined, null, { message: CANARY, code: CANARY }]) {
    expect(inOwnWords(thrown)).not.toContain(CANARY);
  }
});
