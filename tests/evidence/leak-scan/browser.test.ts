import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type LaunchedBrowser, launchBrowser } from '../../../src/browser/launch.ts';
import { camera } from '../../../src/evidence/camera.ts';
import { leakInWords } from '../../../src/evidence/leak-scan/leak.ts';
import { LeakScan } from '../../../src/evidence/leak-scan/leak-scan.ts';
import { whyNotOnlySeen } from '../../../src/evidence/leak-scan/pictures.ts';
import { scanForLeaks } from '../../../src/evidence/leak-scan/scan-for-leaks.ts';
import { photograph } from '../../../src/evidence/photograph.ts';
import { RunFolder } from '../../../src/evidence/run-folder.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';

const SECRET = 'k2Xw7TqLm4Rz8Bn5';
const known = new SecretBook();
known.keep('consumer secret', SECRET);

/** A page that tells a secret in every way that is no part of what it shows. */
const PAGE = `<!doctype html><title>A page</title><h1>A heading</h1><a download="${SECRET}.txt" href="/download">a</a>
  <script>
    console.log('${SECRET}'); console.error(new Error('${SECRET}'));
    localStorage.setItem('token', '${SECRET}'); document.cookie = 'sid=${SECRET}';
    fetch('/api?token=${SECRET}', { headers: { authorization: 'Bearer ${SECRET}' } }).then((answer) => answer.json());
    alert('${SECRET}'); prompt('${SECRET}', '${SECRET}');
    history.pushState({}, '', '/page?sid=${SECRET}#token=${SECRET}');
    document.querySelector('a').click();
    setTimeout(() => { throw new Error('${SECRET}') }, 0);
  </script>`;

let base: string;
let browser: LaunchedBrowser;
let url: string;
const server = createServer(({ url: path }, response) => {
  if (path === '/download') response.setHeader('content-disposition', `attachment; filename="${SECRET}.txt"`);
  response.setHeader('content-type', path === '/' ? 'text/html' : 'application/json');
  response.end(path === '/' ? PAGE : JSON.stringify({ secret: SECRET }));
});

test.beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-leaks-'));
  browser = await launchBrowser({ headed: false, asked: process.env['SETUPWRIGHT_BROWSER'] });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await rm(base, { recursive: true, force: true });
});

/** The leaks of a page that is pictured and recorded by a writer that knows no secret, so that nothing is redacted. */
async function leaksOf(title: string, mutant?: (said: string[]) => unknown) {
  const folder = await RunFolder.create(join(base, title), new SecretBook());
  const page = await browser.context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    return dialog.accept();
  });
  await page.goto(url);
  await expect(page).toHaveURL(/sid=/);
  const capture = await camera(folder).take({ page, shows: 'after', of: { step: 1 } });
  await folder.json('run.json', { capture, ...(mutant ? { mutant: mutant([...said, page.url()]) } : {}) });
  expect(said.join()).toContain(SECRET);
  const roots = [{ evidence: folder.path }, { others: browser.scratch, called: 'browser' }];
  const leaks = (await scanForLeaks(roots, known)).map((leak) => leakInWords(leak));
  await page.close();
  return leaks;
}

test('cases 9 and 10: console, dialogs, storage, requests, downloads and addresses leave nothing, also in the browser’s own files', async () => {
  expect(await leaksOf('clean')).toEqual([]);
});

test('cases 9 and 10: what recorded the console or a whole address would be found', async () => {
  expect(await leaksOf('console', (said) => said[0])).toEqual(['run.json: the consumer secret (as it is)']);
  expect(await leaksOf('address', (said) => said.at(-1))).toEqual(['run.json: the consumer secret (as it is)']);
});

test('a picture by the browser carries nothing but what is seen, and is taken to its end', async () => {
  const page = await browser.context.newPage();
  await page.setContent('<h1>A heading</h1>');
  for (const type of ['png', 'webp'] as const) {
    const bytes = await photograph(page, { type });
    expect(whyNotOnlySeen(bytes)).toBeUndefined();
    expect(new LeakScan(known).inBytes(bytes, `a.${type}`)).toEqual([]);
  }
  await page.close();
});
