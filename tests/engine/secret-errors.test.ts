import { inspect } from 'node:util';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { step } from '../../src/runbook/runbook.ts';
import { closeWindows } from '../support/browser.ts';
import { inOneSection, no, only, seeing, switchOff, told } from './stage.ts';

const SECRET = '0A1B2C3D4E5F60718293A4B5C6D7E8F9';
const QUICK = { timeout: 300 };

let browser: Browser;
let page: Page;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
  page = await browser.newPage();
});

test.afterAll(() => closeWindows(browser));

/** What a browser says when it fails on a page with a secret, by the case of the secrecy facts. */
const FAILURES: ReadonlyArray<readonly [name: string, code: string, body: string, act: () => Promise<unknown>]> = [
  [
    'case 1: the next step of one that typed it',
    'E_TIMEOUT',
    `<input type="password" value="${SECRET}"><p>${SECRET}</p>`,
    async () => {
      await page.locator('input').fill(SECRET);
      await page.locator('button').click(QUICK);
    },
  ],
  [
    'case 2: a disabled field, whose call log has what was to be typed',
    'E_TIMEOUT',
    `<input type="password" value="${SECRET}" disabled>`,
    () => page.locator('input').fill(SECRET, QUICK),
  ],
  [
    'case 3: two elements where one was meant, quoted twice',
    'E_STRICT',
    `<p>${SECRET}</p><p>${SECRET}</p>`,
    () => page.locator('p').click(QUICK),
  ],
  [
    'case 4: a script of the page that throws it',
    'E_UNFORESEEN',
    `<p>${SECRET}</p>`,
    () =>
      page.evaluate(() => {
        throw new TypeError(`expected ${document.body.textContent}`);
      }),
  ],
  [
    'case 4: an error that bears it as its name',
    'E_UNFORESEEN',
    '',
    async () => {
      throw Object.assign(new Error(SECRET), { name: SECRET });
    },
  ],
  [
    'case 2: something that lies over the field',
    'E_TIMEOUT',
    `<button>Go</button><div title="${SECRET}" style="position: fixed; inset: 0">${SECRET}</div>`,
    () => page.locator('button').click(QUICK),
  ],
];

for (const seal of [undefined, { allow: ['h1'] }]) {
  const where = seal ? 'a sealed step' : 'a step';
  for (const [name, code, body, act] of FAILURES) {
    test(`${name}: ${where} tells a code of ours, and nothing of the page`, async () => {
      await page.setContent(body);
      const move = switchOff({ seal, act: async () => void (await act()) });
      const result = await told(inOneSection(step(1, 'Reveal', move)));
      const { error, ...record } = only(result);
      expect(error).toMatch(new RegExp(`^${code}: `));
      for (let at = 0; at + 8 <= SECRET.length; at += 1) {
        expect(inspect({ error, record, events: result.events }, { depth: 9 })).not.toContain(SECRET.slice(at, at + 8));
      }
    });
  }
}

test('case 4: what a sealed page says against a step is not told, of whatever words it is', async () => {
  const said = async (refused: string) => {
    const move = seeing([no, { ...no, refused }], { seal: { allow: ['h1'] }, act: async () => undefined });
    return only(await told(inOneSection(step(1, 'Reveal', move)))).error;
  };
  for (const words of ['Invalid or expired code. Try again.', `The value ${SECRET.slice(0, 6)} is not valid.`]) {
    expect(await said(words)).toMatch(/, found off\. E_REFUSED: the page said why; that is not told, [\w ]+\.$/);
  }
});

test('case 4: a check that fails on the text of a sealed page tells its own words only', async () => {
  const move = seeing([no, new Error(`found ${SECRET}`)], { seal: { allow: ['h1'] }, act: async () => undefined });
  const { error } = only(await told(inOneSection(step(1, 'Reveal', move))));
  expect(error).toMatch(/^E_UNFORESEEN: .*The page was sealed \(set Contact Email\)\.$/);
});
