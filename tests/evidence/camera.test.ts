import { createHash } from 'node:crypto';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { orgDatesIn } from '../../src/evidence/org-dates.ts';
import { closeWindows } from '../support/browser.ts';
import { Darkroom } from './darkroom.ts';

const VIEWPORT = { width: 640, height: 400 };
const TALL = `<h1>Settings</h1><div style="height: 2000px"></div>
  <input id="field" style="position: absolute; left: 40px; top: 1500px; width: 200px; height: 30px; margin: 0">`;

let browser: Browser;
let page: Page;
let film: Darkroom;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.beforeEach(async () => {
  film = new Darkroom();
  page = await browser.newPage({ viewport: VIEWPORT });
});

test.afterEach(() => page.close());

/** A picture as the browser reads it. */
function read(picture: Buffer): Promise<{ width: number; height: number; pixels: string }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    canvas?.drawImage(bitmap, 0, 0);
    const pixels = canvas?.getImageData(0, 0, width, height).data.join() ?? '';
    return { width, height, pixels };
  }, picture.toString('base64'));
}

test('the frame tells where the field stands in the picture, scrolled clear of what may lie over it', async () => {
  await page.setContent(TALL);
  const capture = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 4 } });
  expect(capture.frame).toMatchObject({ x: 40, width: 200, height: 30 });
  expect(Math.abs((capture.frame?.y ?? 0) - VIEWPORT.height * 0.3)).toBeLessThanOrEqual(1);
  expect({ width: capture.width, height: capture.height }).toEqual(VIEWPORT);
  expect(await read(film.picture(capture))).toMatchObject(VIEWPORT);
});

test('a picture keeps every pixel', async () => {
  await page.setContent(`<div style="font: 13px serif; background: linear-gradient(45deg, red, blue 37%, lime)">
    ${'Grüße, kind regards. '.repeat(40)}</div>`);
  const capture = await film.take({ page, shows: 'after', of: { step: 1 } });
  const seen = await read(await page.screenshot({ type: 'png' }));
  const kept = await read(film.picture(capture));
  expect(kept.pixels === seen.pixels).toBe(true);
  expect(kept).toMatchObject({ width: capture.width, height: capture.height });
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
  expect(film.picture(framed).equals(film.picture(plain))).toBe(true);
});

/** Has the field change as the first picture of it is taken, and counts the pictures. */
function changedAtFirstShot(change: (field: Element) => void): { count: number } {
  const shots = { count: 0 };
  const shot = page.screenshot.bind(page);
  page.screenshot = async (options) => {
    shots.count += 1;
    if (shots.count === 1) await page.locator('#field').evaluate(change);
    return shot(options);
  };
  return shots;
}

test('a picture in which the field moved is taken again, so that its frame stands where the field does', async () => {
  await page.setContent('<input id="field" style="position: absolute; top: 20px; left: 20px">');
  const shots = changedAtFirstShot((field) => (field as HTMLElement).style.setProperty('top', '120px'));
  const capture = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 1 } });
  expect(shots.count).toBe(2);
  expect(capture.frame?.y).toBe(120);
  expect([...film.pictures.keys()]).toEqual([capture.file]);
});

/** Drawn anew: another field in the place of the one. */
const REDRAWN = (field: Element) => field.replaceWith(field.cloneNode(true));

test('a picture in which the field was drawn anew is taken again', async () => {
  await page.setContent('<input id="field">');
  const shots = changedAtFirstShot(REDRAWN);
  const capture = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 1 } });
  expect(shots.count).toBe(2);
  expect(capture.frame).toBeDefined();
});

test('a field that is drawn anew under the look is looked for again', async () => {
  await page.setContent('<input id="field">');
  const frame = page.locator('#field');
  const find = frame.elementHandles.bind(frame);
  let looks = 0;
  frame.elementHandles = async () => {
    looks += 1;
    const found = await find();
    if (looks === 1) await page.locator('#field').evaluate(REDRAWN);
    return found;
  };
  expect((await film.take({ page, frame, shows: 'after', of: { step: 1 } })).frame).toBeDefined();
  expect(looks).toBe(2);
});

test('a field that is not seen is not framed, though it has its place', async () => {
  await page.setContent('<input id="field" style="visibility: hidden">');
  const capture = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 1 } });
  expect(capture.frame).toBeUndefined();
});

test('a field that has gone leaves a picture without a frame', async () => {
  await page.setContent('<p>Saved</p>');
  const capture = await film.take({ page, frame: page.locator('#field'), shows: 'after', of: { step: 1 } });
  expect(capture.frame).toBeUndefined();
  expect([...film.pictures.keys()]).toEqual([capture.file]);
});

test('files are numbered in the order in which they were taken', async () => {
  const taken = [
    await film.take({ page, shows: 'before', of: { step: 3 } }),
    await film.take({ page, shows: 'after', of: { step: 12 } }),
    await film.take({ page, shows: 'failure', of: { step: 13 } }),
    await film.take({ page, shows: 'after', of: { section: 2 } }),
  ];
  const files = [
    '01-step-03-before.webp',
    '02-step-12-after.webp',
    '03-step-13-failure.webp',
    '04-section-2-after.webp',
  ];
  expect(taken.map(({ file }) => file)).toEqual(files);
  expect([...film.pictures.keys()].sort()).toEqual(files);
});

test('a failure is framed where its field is in view, and the page is not scrolled for it', async () => {
  await page.setContent(TALL);
  const shot = { page, frame: page.locator('#field'), shows: 'failure', of: { step: 1 } } as const;
  const away = await film.take(shot);
  expect(away.frame).toBeUndefined();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.evaluate(() => scrollTo(0, 1400));
  expect((await film.take(shot)).frame).toEqual({ x: 40, y: 100, width: 200, height: 30 });
  const sealed = await film.take({ ...shot, seal: { allow: ['h1'] } });
  expect(sealed).toMatchObject({ sealed: true, frame: undefined });
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

test('case 59: a capture has a number, a hash of its bytes, the title, the time and the host’s own time', async () => {
  const darkroom = new Darkroom({ orgDates: (address) => `of ${new URL(address).origin}` });
  await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Setup</title>' }));
  await page.goto('https://acme.example/setup');
  const capture = await darkroom.take({ page, shows: 'after', of: { step: 1 } });
  const sha256 = createHash('sha256').update(darkroom.picture(capture)).digest('hex');
  expect(capture).toMatchObject({ n: 1, sha256, title: 'Setup', orgDate: 'of https://acme.example' });
  expect(Date.parse(capture.at)).toBeGreaterThan(Date.now() - 60_000);
});

test('the time of a host is that of its latest answer, to whichever page', async () => {
  const context = await browser.newContext();
  const dates = orgDatesIn(context);
  const sent = ['Mon, 23 Nov 2026 09:00:05 GMT', 'Mon, 23 Nov 2026 09:00:01 GMT'];
  await context.route('**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '', headers: { date: sent.shift() ?? '' } }),
  );
  const [one, other] = [await context.newPage(), await context.newPage()];
  await one.goto('https://acme.example/a');
  await other.goto('https://acme.example/b');
  expect(dates('https://acme.example/c')).toBe('2026-11-23T09:00:05.000Z');
  expect(dates('https://elsewhere.example/')).toBeUndefined();
  await context.close();
});

test.describe('one picture serves both sides of a boundary', () => {
  const FORM = '<input id="one"><input id="two"><div style="height: 2000px"></div><input id="far">';
  const after = (id: string) => ({ page, frame: page.locator(id), shows: 'after', of: { step: 1 } }) as const;
  const before = (id: string) => ({ ...after(id), shows: 'before', of: { step: 2 }, nothingDone: true }) as const;

  test('with a frame of its own for each', async () => {
    await page.setContent(FORM);
    const first = await film.take(after('#one'));
    const second = await film.take(before('#two'));
    expect(second).toMatchObject({ n: first.n, file: first.file, sha256: first.sha256, shows: 'before' });
    expect(second.frame?.x).toBeGreaterThan(first.frame?.x ?? 0);
    expect(film.pictures.size).toBe(1);
  });

  test('but not where something was done meanwhile', async () => {
    await page.setContent(FORM);
    await film.take(after('#one'));
    const { nothingDone: _, ...shot } = before('#two');
    expect((await film.take(shot)).n).toBe(2);
  });

  test('but not where the field is out of sight, or something lies over it', async () => {
    await page.setContent(FORM);
    await film.take(after('#one'));
    expect((await film.take(before('#far'))).n).toBe(2);
    await page.setContent(`${FORM}<p style="position: fixed; inset: 0; background: #fff; margin: 0">Wait</p>`);
    await film.take({ ...after('#one') });
    expect((await film.take(before('#two'))).n).toBe(4);
  });

  test('but not where the page has moved on', async () => {
    await page.setContent(FORM);
    await film.take(after('#one'));
    await page.evaluate(() => document.body.prepend('A banner', document.createElement('hr')));
    expect((await film.take(before('#two'))).n).toBe(2);
  });

  for (const [what, change] of [
    ['was drawn anew', REDRAWN],
    ['is hidden', (field: Element) => (field as HTMLElement).style.setProperty('visibility', 'hidden')],
  ] as const) {
    test(`but not where the first field ${what}`, async () => {
      await page.setContent(FORM);
      await film.take(after('#one'));
      await page.locator('#one').evaluate(change);
      expect((await film.take(before('#two'))).n).toBe(2);
    });
  }

  test('but not for a failure', async () => {
    await page.setContent(FORM);
    await film.take(after('#one'));
    expect((await film.take({ ...before('#two'), shows: 'failure' })).n).toBe(2);
  });

  test('but an open picture never for a sealed page', async () => {
    await page.setContent(FORM);
    await film.take(after('#one'));
    const sealed = await film.take({ ...before('#two'), seal: { allow: ['h1'] } });
    expect(sealed).toMatchObject({ n: 2, sealed: true });
    expect((await film.take(before('#two'))).sealed).toBeUndefined();
  });
});
