import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import type { Camera } from '../../src/engine/camera.ts';
import { camera } from '../../src/evidence/camera.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { launchBrowser } from '../support/browser.ts';

const VIEWPORT = { width: 640, height: 400 };
const TALL = `<h1>Settings</h1><div style="height: 2000px"></div>
  <input id="field" style="position: absolute; left: 40px; top: 1500px; width: 200px; height: 30px; margin: 0">`;

let browser: Browser;
let page: Page;
let base: string;
let film: Camera;

test.beforeAll(async () => {
  browser = await launchBrowser();
});

test.afterAll(() => browser.close());

test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-camera-'));
  film = camera(await RunFolder.create(join(base, 'run'), (data) => data));
  page = await browser.newPage({ viewport: VIEWPORT });
});

test.afterEach(async () => {
  await page.close();
  await rm(base, { recursive: true, force: true });
});

/** Width and height stand at fixed places of a PNG. */
function sizeOf(png: Buffer): { width: number; height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

const picture = (file: string) => readFile(join(base, 'run', 'screenshots', file));

test('the frame tells where the field stands in the picture, scrolled into its middle', async () => {
  await page.setContent(TALL);
  const capture = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 4 } });
  expect(capture.frame).toMatchObject({ x: 40, width: 200, height: 30 });
  const middle = (capture.frame?.y ?? 0) + 15;
  expect(Math.abs(middle - VIEWPORT.height / 2)).toBeLessThanOrEqual(1);
  expect({ width: capture.width, height: capture.height }).toEqual(VIEWPORT);
  expect(sizeOf(await picture(capture.file))).toEqual(VIEWPORT);
});

test('the frame of a field in a frame is told in the pixels of the whole picture', async () => {
  await page.setContent(`<style>body { margin: 0 } iframe { position: absolute; left: 100px; top: 50px; border: 0 }</style>
    <iframe srcdoc="<style>body { margin: 0 }</style><input style='width: 80px; height: 20px; box-sizing: border-box'>"></iframe>`);
  const field = page.frameLocator('iframe').locator('input');
  const capture = await film.take({ page, frame: field, shows: 'after', of: { step: 1 } });
  expect(capture.frame).toEqual({ x: 100, y: 50, width: 80, height: 20 });
});

test('the pixels stay as they were: a frame is not drawn into them', async () => {
  await page.setContent('<input id="field">');
  const framed = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 1 } });
  const plain = await film.take({ page, shows: 'after', of: { step: 1 } });
  expect(plain.frame).toBeUndefined();
  expect((await picture(framed.file)).equals(await picture(plain.file))).toBe(true);
});

test('a field that has gone leaves a picture without a frame', async () => {
  await page.setContent('<p>Saved</p>');
  const capture = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 1 } });
  expect(capture.frame).toBeUndefined();
  expect(await readdir(join(base, 'run', 'screenshots'))).toEqual([capture.file]);
});

test('files are numbered in the order in which they were taken', async () => {
  const taken = [
    await film.take({ page, shows: 'before', of: { step: 3 } }),
    await film.take({ page, shows: 'after', of: { step: 12 } }),
    await film.take({ page, shows: 'failure', of: { step: 13 } }),
    await film.take({ page, shows: 'after', of: { section: 2 } }),
  ];
  const files = ['01-step-03-before.png', '02-step-12-after.png', '03-step-13-failure.png', '04-section-2-after.png'];
  expect(taken.map(({ file }) => file)).toEqual(files);
  expect((await readdir(join(base, 'run', 'screenshots'))).sort()).toEqual(files);
});

test('the address is kept without what may hold a token', async () => {
  await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Setup</p>' }));
  await page.goto('https://acme.example/setup/home?sid=00D!token#access_token=abc');
  const capture = await film.take({ page, shows: 'after', of: { step: 1 } });
  expect(capture.url).toBe('https://acme.example/setup/home');
  await page.goto('about:blank');
  expect((await film.take({ page, shows: 'after', of: { step: 1 } })).url).toBe('about:');
});

test('only a sealed picture says that it is sealed', async () => {
  await page.setContent('<h1>Consumer Details</h1>');
  const open = await film.take({ page, shows: 'after', of: { step: 1 } });
  const sealed = await film.take({ page, seal: { allow: ['h1'] }, shows: 'after', of: { step: 1 } });
  expect([open.sealed, sealed.sealed]).toEqual([undefined, true]);
});

test('the seal is off the page again once the picture is taken', async () => {
  await page.setContent('<h1>Consumer Details</h1><p id="value">0A1B2C</p>');
  await film.take({ page, seal: { allow: ['h1'] }, shows: 'after', of: { step: 1 } });
  await expect(page.locator('#value')).toBeVisible();
});
