// Measures what the practice org promises: its start, a cold page, and the memory of sixteen. Ratios are against a
// baseline of the same run, so that they can be compared between machines. Build first; needs a browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findBrowser } from '../dist/src/browser/find.js';
import { startPracticeOrg } from '../dist/src/practice-org/index.js';

const root = join(import.meta.dirname, '..');
const turns = 5;
const promised = { start: 2000, page: 1000 };

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function timesOf(measure) {
  const times = [];
  for (let turn = 0; turn < turns; turn++) times.push(await measure());
  return middle(times);
}

/** Milliseconds of a node process that does nothing. */
async function emptyNode() {
  const from = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'close');
  return performance.now() - from;
}

/** Milliseconds from the command until the practice org answers a request. */
async function start() {
  const from = performance.now();
  const args = ['--', join(root, 'dist/src/cli/main.js'), 'practice', '--port', '0', '--mail-port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [greeting] = await once(child.stdout, 'data');
  const [control] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(greeting)) ?? [];
  await (await fetch(`${control}/state`)).json();
  const took = performance.now() - from;
  child.kill('SIGTERM');
  await once(child, 'close');
  return took;
}

/** The cookies of somebody who signed in. */
async function signedIn(browser, org) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(org.url);
  await page.getByLabel('Username').fill(org.admin.username);
  await page.getByRole('button', { name: 'Log In', exact: true }).click();
  await page.getByLabel('Password').fill(org.admin.password);
  await page.getByRole('button', { name: 'Log In', exact: true }).click();
  await page.getByPlaceholder('Quick Find').waitFor();
  const storageState = await context.storageState();
  await context.close();
  return storageState;
}

/** Milliseconds from asking for a Setup page, with nothing in the cache, until Quick Find finds and until the list is there. */
async function coldPage(browser, org, storageState) {
  const context = await browser.newContext({ storageState });
  const page = await context.newPage();
  const from = performance.now();
  await page.goto(`${org.setupUrl}/lightning/setup/ManageExternalClientApplication/home`, { waitUntil: 'commit' });
  await page.getByPlaceholder('Quick Find').fill('External');
  await page.getByRole('treeitem', { name: 'External Client App Manager' }).waitFor();
  const quickFind = performance.now() - from;
  await page.getByText('Warehouse Sync').first().waitFor();
  const content = performance.now() - from;
  await context.close();
  return { quickFind, content };
}

/** Milliseconds of a page with nothing on it, in a context of its own. */
async function blankPage(browser, org) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const from = performance.now();
  await page.goto(`${org.url}/practice-org/identity.css`);
  const took = performance.now() - from;
  await context.close();
  return took;
}

/** Megabytes that sixteen orgs take, beyond what one takes. */
async function memoryOfSixteen() {
  const held = () => {
    globalThis.gc?.();
    return process.memoryUsage().rss / 2 ** 20;
  };
  const deliver = () => undefined;
  const one = await startPracticeOrg({ deliver });
  const before = held();
  const more = await Promise.all(Array.from({ length: 15 }, () => startPracticeOrg({ deliver })));
  const after = held();
  for (const org of [one, ...more]) await org.close();
  return { one: before, sixteen: after };
}

const say = (what, figure, unit, ratio = '') =>
  console.log(`${what.padEnd(58)}${figure.toFixed(0).padStart(7)} ${unit.padEnd(3)} ${ratio}`);
const times = (a, b, of) => `${(a / b).toFixed(1)} x ${of}`;

const empty = await timesOf(emptyNode);
const started = await timesOf(start);
say('node -e 0', empty, 'ms');
say('setupwright practice until it answers', started, 'ms', times(started, empty, 'node -e 0'));

const memory = await memoryOfSixteen();
say('memory of this process with one org', memory.one, 'MB');
say('memory of this process with sixteen orgs', memory.sixteen, 'MB', times(memory.sixteen, memory.one, 'one org'));

const found = findBrowser({ headed: false, asked: process.env.SETUPWRIGHT_BROWSER });
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(found?.path === undefined ? {} : { executablePath: found.path }),
});
const org = await startPracticeOrg({ deliver: () => undefined });
const pages = [];
const storageState = await signedIn(browser, org);
const blank = await timesOf(() => blankPage(browser, org));
for (let turn = 0; turn < turns; turn++) pages.push(await coldPage(browser, org, storageState));
const quickFind = middle(pages.map((page) => page.quickFind));
const content = middle(pages.map((page) => page.content));
say('a blank page', blank, 'ms');
say('a cold Setup page until Quick Find finds', quickFind, 'ms', times(quickFind, blank, 'a blank page'));
say('a cold Setup page until the list of apps is there', content, 'ms', times(content, blank, 'a blank page'));
await browser.close();
await org.close();

const broken = [
  started > promised.start && `the start takes more than ${promised.start} ms`,
  quickFind > promised.page && `a cold page takes more than ${promised.page} ms`,
].filter(Boolean);
if (broken.length > 0) console.error(`\nNot as promised: ${broken.join('; ')}.`);
process.exitCode = broken.length > 0 ? 1 : 0;
