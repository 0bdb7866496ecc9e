import { expect, type FrameLocator, type Locator, type Page, test } from '@playwright/test';
import { showInPage } from '../../src/operator/show.ts';
import { aWindow } from '../support/window.ts';

const here = aWindow();
const FORM = `<body style="margin:0"><div style="height:3000px">far above</div>
  <button onclick="document.title = 'pressed'" style="margin-left:60px;width:200px;height:40px">Save</button>
  <div style="height:3000px">far below</div></body>`;

async function form(html = FORM): Promise<Page> {
  const page = await here.context.newPage();
  await page.setContent(html);
  return page;
}

/** What is drawn for the person. */
const drawn = (on: Page | FrameLocator | Locator) => on.locator('div[aria-hidden="true"]');

test('a field is scrolled into view, and framed all around', async () => {
  const page = await form();
  const button = page.getByRole('button');
  await expect(button).not.toBeInViewport();
  await showInPage({ page, frame: button });
  await expect(button).toBeInViewport();
  const [inner, outer] = [await button.boundingBox(), await drawn(page).boundingBox()];
  if (!inner || !outer) throw new Error('Nothing is to be seen');
  expect(outer).toEqual({ x: inner.x - 6, y: inner.y - 6, width: inner.width + 12, height: inner.height + 12 });
  // What is seen at its edge is the frame, over whatever else lies there.
  const edge = { x: Math.round(outer.x), y: Math.round(outer.y), width: 40, height: 3 };
  const framed = await page.screenshot({ clip: edge });
  await drawn(page).evaluate((frame) => frame.remove());
  expect(framed.equals(await page.screenshot({ clip: edge }))).toBe(false);
});

test('the frame takes no click, no place and no word', async () => {
  const page = await form();
  const button = page.getByRole('button');
  await button.scrollIntoViewIfNeeded();
  const before = [await button.boundingBox(), await page.evaluate(() => document.documentElement.scrollHeight)];
  const said = await page.locator('body').ariaSnapshot();
  await showInPage({ page, frame: button });
  expect([await button.boundingBox(), await page.evaluate(() => document.documentElement.scrollHeight)]).toEqual(
    before,
  );
  expect(await page.locator('body').ariaSnapshot()).toBe(said);
  const box = await button.boundingBox();
  // Where a person would click: in the midst of it, and at its very edge.
  await page.mouse.click((box?.x ?? 0) + 1, (box?.y ?? 0) + 1);
  await expect(page).toHaveTitle('pressed');
});

test('the frame goes by what is handed back, at once and for good', async () => {
  const page = await form();
  const hide = await showInPage({ page, frame: page.getByRole('button') });
  await expect(drawn(page)).toHaveCount(1);
  await hide();
  expect(await drawn(page).count()).toBe(0);
  await hide();
});

test('the frame goes by itself', async () => {
  const page = await form();
  await page.clock.install();
  await showInPage({ page, frame: page.getByRole('button') });
  await page.clock.runFor(3_900);
  expect(await drawn(page).count()).toBe(1);
  await page.clock.runFor(200);
  expect(await drawn(page).count()).toBe(0);
});

test('of several the first is framed', async () => {
  const page = await form('<input id="one"><br><input id="two">');
  await showInPage({ page, frame: page.locator('input') });
  const [first, frame] = [await page.locator('#one').boundingBox(), await drawn(page).boundingBox()];
  expect(frame?.y).toBe((first?.y ?? 0) - 6);
});

test('a field in a frame of the page is framed where it is', async () => {
  const page = await form(
    '<div style="height:2000px"></div><iframe style="margin:50px;width:500px;height:200px"></iframe>',
  );
  const inside = page.frameLocator('iframe');
  await page.frames()[1]?.setContent('<div style="height:900px"></div><input style="margin-left:30px">');
  const input = inside.locator('input');
  const hide = await showInPage({ page, frame: input });
  await expect(input).toBeInViewport();
  const [inner, outer] = [await input.boundingBox(), await drawn(inside).boundingBox()];
  expect([outer?.x, outer?.y]).toEqual([(inner?.x ?? 0) - 6, (inner?.y ?? 0) - 6]);
  await hide();
  expect(await drawn(inside).count()).toBe(0);
});

test('a field in a shadow tree, and one under a page that draws itself anew, are framed all the same', async () => {
  const page = await form('<main></main>');
  await page.evaluate(() => {
    const root = document.querySelector('main')?.attachShadow({ mode: 'open' });
    if (root) root.innerHTML = '<input>';
  });
  const hide = await showInPage({ page, frame: page.locator('input') });
  await expect(drawn(page)).toHaveCount(1);
  await page.evaluate(() => document.body.replaceChildren());
  await hide();
  expect(await drawn(page).count()).toBe(0);
});

test('a page is brought to the front, whether there is something to frame or not', async () => {
  const page = await form();
  let inFront = 0;
  const bring = page.bringToFront.bind(page);
  page.bringToFront = async () => {
    inFront += 1;
    await bring();
  };
  await (await showInPage({ page }))();
  const started = performance.now();
  await (await showInPage({ page, frame: page.locator('#not-there') }))();
  expect(inFront).toBe(2);
  expect(await drawn(page).count()).toBe(0);
  // A person does not wait long for nothing.
  expect(performance.now() - started).toBeLessThan(3_000);
});

test('a page that goes away meanwhile is nothing to fail for', async () => {
  const page = await form();
  const hide = await showInPage({ page, frame: page.getByRole('button') });
  await page.setContent('another');
  await hide();
  await page.close();
  await hide();
  await (await showInPage({ page, frame: page.getByRole('button') }))();
});
