import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { closeWindows } from '../support/browser.ts';
import { fullRecord, withTexts } from './full-record.ts';
import { openReport } from './report-page.ts';

/** What the shape of a record gives: a page cannot say it. */
const OURS = [
  'schema',
  'kind',
  'occasion',
  'outcome',
  'file',
  'shows',
  'at',
  'startedAt',
  'endedAt',
  'orgDate',
  'section',
  'title',
];

const HOSTILE: Readonly<Record<string, string>> = {
  script: '<script>said("script")</script><img src=x onerror=said("img")><svg onload=said("svg")>',
  template: `{{constructor.constructor("said(1)")()}} \${said(2)} <%= said(3) %>`,
  address: 'javascript:said("address")',
  style: '</style><style>body{background:url(http://127.0.0.1:9/x)}</style>',
  attribute: '" autofocus onfocus=said("focus") style="background:url(http://127.0.0.1:9/y)" x="',
  link: '<a href="http://127.0.0.1:9/z" id="link">here</a><iframe src="http://127.0.0.1:9/f"></iframe>',
  refresh: '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/m"><base href="http://127.0.0.1:9/">',
  picture: '"picture:01-step-1-after.png" src="picture:x"',
  comment: '--><!--]]><![CDATA[</title></head></body></html>',
};

/** A record whose pictures are all of pages with this title. */
function titled(record: RunRecord, title: string): RunRecord {
  const named = <T extends { captures: RunRecord['steps'][number]['captures'] }>(each: T) => ({
    ...each,
    captures: each.captures.map((capture) => ({ ...capture, title })),
  });
  return { ...record, steps: record.steps.map(named), sections: record.sections.map(named) };
}

let browser: Browser;
let base: string;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-hostile-'));
});
test.afterEach(() => rm(base, { recursive: true, force: true }));

for (const [what, hostile] of Object.entries(HOSTILE)) {
  test(`case 50: what a page says runs nothing and asks for nothing, wherever it stands: ${what}`, async () => {
    const page = await browser.newPage();
    const said: string[] = [];
    const requests: string[] = [];
    await page.exposeFunction('said', (text: string) => said.push(text));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('console', (message) => said.push(message.text()));
    page.on('dialog', (dialog) => {
      said.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => requests.push(request.url().slice(0, 60)));
    const quiet = fullRecord();
    await openReport(page, base, quiet);
    const plain = await page.evaluate(() => [...document.querySelectorAll('*')].map(({ tagName }) => tagName).join());
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    await rm(join(base, 'run'), { recursive: true });

    await openReport(
      page,
      base,
      titled(
        withTexts(quiet, (text) => (/^\d+$|^[0-9a-f]{64}$/.test(text) ? text : hostile), OURS),
        hostile,
      ),
    );
    // Whoever reads clicks on what looks like a link, too.
    for (const link of await page.locator('main a:visible').all()) await link.click();
    expect(said).toEqual([]);
    const files = requests.filter((url) => !url.startsWith('data:'));
    expect(files.every((url) => url.startsWith('file:') && !url.includes('127.0.0.1'))).toBe(true);
    const strange =
      'script, style:not(head > style), iframe, svg, object, base, meta[http-equiv=refresh], [onerror], [onfocus]';
    expect(await page.locator(strange).count()).toBe(0);
    const addresses = await page.locator('[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    expect(addresses.filter((address) => !address.startsWith('#'))).toEqual([]);
    expect(plain.length).toBeGreaterThan(0);
    expect((await page.locator('body').innerText()).split(hostile.slice(0, 20)).length).toBeGreaterThan(20);
    await page.close();
  });
}

test('case 50: characters that are not seen or turn text around are shown as what they are', async () => {
  const page = await browser.newPage();
  const turned = 'Billing\u202egnp.exe\u2066\u200b\ufeff\u0007';
  await openReport(
    page,
    base,
    withTexts(fullRecord(), (text) => (text === 'Contact Email' ? turned : text), OURS),
  );
  const text = (await page.locator('body').textContent()) ?? '';
  expect(text).toContain('Billing[U+202E]gnp.exe[U+2066][U+200B][U+FEFF][U+0007]');
  expect(text).not.toMatch(/[\p{Bidi_Control}\u200b\ufeff]|(?!\n)\p{Cc}/u);
  await page.close();
});
