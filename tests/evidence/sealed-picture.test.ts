import { type Browser, expect, type Page, test } from '@playwright/test';
import type { NoPicture } from '../../src/engine/camera.ts';
import type { Capture } from '../../src/engine/record.ts';
import { closeWindows } from '../support/browser.ts';
import { Darkroom } from './darkroom.ts';

const SECRET = '0A1B2C3D4E5F';
const SEAL = { allow: ['h1'] };
const REJECTED = { rejected: expect.stringContaining('No picture of this sealed page was kept') };

let browser: Browser;
let page: Page;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

test.beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 480, height: 320 } });
});

test.afterEach(() => page.close());

async function sealed(body: string, darkroom = new Darkroom(), seal = SEAL): Promise<Capture | NoPicture> {
  await page.setContent(`<!doctype html><h1>Consumer Details</h1>${body}`);
  return darkroom.tryToTake({ page, seal, shows: 'after', of: { step: 28 } });
}

test('a sealed page of which nothing shows itself is pictured, and the record says what is hidden and why', async () => {
  const darkroom = new Darkroom();
  expect(await sealed(`<p>${SECRET}</p>`, darkroom)).toMatchObject({
    ...{ n: 1, sealed: true, title: '', note: 'All but headings was hidden, because the page may show a secret.' },
  });
  expect(darkroom.pictures.size).toBe(1);
});

/** What a page can do against a style that hides it: each is seen, if only a little. */
const SHOWS_ITSELF: Readonly<Record<string, string>> = {
  'holds it to be visible in its own attribute': `<p style="visibility: visible !important">${SECRET}</p>`,
  'holds it to be visible in a shadow tree': `<div><template shadowrootmode="open"><p style="visibility: visible !important">${SECRET}</p></template></div>`,
  'holds it to be visible in a closed shadow tree': `<div><template shadowrootmode="closed"><style>p { visibility: visible !important }</style><p>${SECRET}</p></template></div>`,
  'writes it three pixels high and nearly white': `<p style="visibility: visible !important; font-size: 3px; color: #fafafa !important">${SECRET}</p>`,
  'writes it right over the heading': `<p style="visibility: visible !important; position: absolute; left: 8px; top: 21px; margin: 0; font-size: 20px">${SECRET}</p>`,
  'paints its background in its own attribute': `<p style="visibility: visible !important; width: 9px; height: 9px; background: #fefefe !important"></p>`,
  'has it in a shadow tree of a heading': `<h1><template shadowrootmode="open">${SECRET}</template></h1>`,
  'has it in a closed shadow tree of a heading': `<h1><template shadowrootmode="closed">${SECRET}</template></h1>`,
  'has it in a closed shadow tree inside a heading': `<h1>Keys <span><template shadowrootmode="closed">${SECRET}</template></span></h1>`,
  'has a picture of it in place of a heading': `<h1 style="content: url('data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%2290%22 height=%2220%22><text y=%2215%22>${SECRET}</text></svg>')"></h1>`,
  'frames it in its own attribute': `<iframe style="visibility: visible !important" srcdoc="<p style='visibility: visible !important'>${SECRET}</p>"></iframe>`,
};
for (const [what, body] of Object.entries(SHOWS_ITSELF)) {
  test(`case 15: a page that ${what} leaves no picture`, async () => {
    const darkroom = new Darkroom();
    expect(await sealed(body, darkroom)).toEqual(REJECTED);
    expect(darkroom.pictures.size).toBe(0);
  });
}

test('case 15: of a border of a heading nothing is seen, be it plain or a picture of it', async () => {
  const image = `url('data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%2290%22 height=%2220%22><text y=%2215%22>${SECRET}</text></svg>')`;
  const pictures = await Promise.all(
    [`border-image: ${image} 9 stretch`, 'border-color: #181818', 'border-color: #fff'].map(async (border) => {
      const darkroom = new Darkroom();
      const own = await browser.newPage({ viewport: { width: 480, height: 320 } });
      await own.setContent(`<!doctype html><h1 style="border: 20px solid; ${border}">Consumer Details</h1>`);
      await darkroom.tryToTake({ page: own, seal: SEAL, shows: 'after', of: { step: 28 } });
      await own.close();
      return [...darkroom.pictures.values()];
    }),
  );
  expect(pictures[2]).toHaveLength(1);
  expect(pictures).toEqual([pictures[2], pictures[2], pictures[2]]);
});

test('case 16: a heading that moves while it is pictured leaves no picture', async () => {
  const moves = `<script>
    let x = 0;
    const move = () => { document.querySelector('h1').style.marginLeft = (x += 7) % 200 + 'px'; requestAnimationFrame(move) };
    move();
  </script>`;
  const said = await sealed(moves);
  expect(said).toEqual(REJECTED);
  expect(JSON.stringify(said)).not.toContain(SECRET);
});

test('case 16: a heading that comes to rest is pictured in the end, and the record says that it was taken again', async () => {
  // Moves for as long as the first two pictures take, however long that is: by the frames that were drawn.
  const darkroom = new Darkroom();
  await page.setContent('<!doctype html><h1>Consumer Details</h1>');
  const screenshot = page.screenshot.bind(page);
  let shots = 0;
  page.screenshot = async (options) => {
    shots += 1;
    const png = await screenshot(options);
    if (shots <= 2)
      await page.evaluate((by) => document.querySelector('h1')?.style.setProperty('margin-top', `${by}px`), shots * 5);
    return png;
  };
  expect(await darkroom.tryToTake({ page, seal: SEAL, shows: 'after', of: { step: 28 } })).toMatchObject({
    n: 1,
    note: expect.stringContaining('Taken again (2): before, what was allowed to be seen moved meanwhile.'),
  });
});

test('case 12: where what is allowed has another name, the picture is blank and not open', async () => {
  const darkroom = new Darkroom();
  await page.setContent(`<!doctype html><div class="title">Consumer Details</div><p>${SECRET}</p>`);
  const taken = await darkroom.take({ page, seal: SEAL, shows: 'after', of: { step: 28 } });
  await page.setContent('<!doctype html>');
  const blank = await darkroom.take({ page, seal: SEAL, shows: 'after', of: { step: 28 } });
  expect(darkroom.picture(taken).equals(darkroom.picture(blank))).toBe(true);
});

test('a heading that holds a known secret leaves no picture, and nothing of it is said', async () => {
  const darkroom = new Darkroom({ holdsSecret: (text) => text.includes(SECRET) });
  await page.setContent(`<!doctype html><h1>Key ${SECRET}</h1>`);
  const said = await darkroom.tryToTake({ page, seal: SEAL, shows: 'after', of: { step: 28 } });
  expect(said).toEqual({
    rejected: 'No picture of this sealed page was kept: what was allowed to be seen holds a secret.',
  });
});

test('a heading that might be a secret that nobody knows yet leaves no picture, and nothing of it is said', async () => {
  const darkroom = new Darkroom();
  const said = await sealed(`<h1>${SECRET}</h1>`, darkroom);
  expect(said).toEqual({
    rejected: 'No picture of this sealed page was kept: what was allowed to be seen is not made of words alone.',
  });
  expect(darkroom.pictures.size).toBe(0);
});

test('case 13: the headings stand where they stood, however long the key below them is', async () => {
  const darkroom = new Darkroom();
  const pictures: Buffer[] = [];
  for (const key of ['short', 'long '.repeat(2_000), 'unbroken'.repeat(500)]) {
    const taken = await sealed(
      `<table><tr><td class="labelCol">Consumer Key</td><td>${key}</td></tr></table>`,
      darkroom,
    );
    if ('rejected' in taken) throw new Error(taken.rejected);
    pictures.push(darkroom.picture(taken));
  }
  const [one, ...others] = pictures;
  expect(others.map((other) => one?.equals(other))).toEqual([true, true]);
});

test('case 9: a title that names a secret is not kept of a sealed page', async () => {
  const taken = await sealed(`<title>${SECRET}</title>`);
  expect(JSON.stringify(taken)).not.toContain(SECRET);
});

test('case 11: what the mouse points at shows no tip in a sealed picture', async () => {
  const darkroom = new Darkroom();
  await page.setContent(`<!doctype html><h1>Consumer Details</h1><p title="${SECRET}">Copy</p>`);
  await page.hover('p');
  await page.waitForTimeout(1_200);
  const pointed = await darkroom.take({ page, seal: SEAL, shows: 'after', of: { step: 28 } });
  await page.mouse.move(0, 0);
  const away = await darkroom.take({ page, seal: SEAL, shows: 'after', of: { step: 28 } });
  expect(darkroom.picture(pointed).equals(darkroom.picture(away))).toBe(true);
});
