import { type Browser, expect, test } from '@playwright/test';
import type { Seal } from '../../src/runbook/move.ts';
import { closeWindows } from '../support/browser.ts';
import { Darkroom } from './darkroom.ts';

const SEAL: Seal = { allow: ['h1', 'label', 'th'] };

/** Two secrets of one length, and one that takes several lines. */
const SECRET = '0A1B2C3D4E5F';
const OTHER = 'F5E4D3C2B1A0';
const LONG = 'MMMM WWWW '.repeat(40);

let browser: Browser;

test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});

test.afterAll(() => closeWindows(browser));

/** The sealed picture, or the open one, of a page made of this body. */
async function pictureOf(body: string, sealed: Seal | 'open' = SEAL): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 480, height: 320 } });
  try {
    await page.setContent(`<!doctype html><h1>Consumer Details</h1>${body}`);
    const film = new Darkroom();
    const seal = sealed === 'open' ? undefined : sealed;
    return film.picture(await film.take({ page, seal, shows: 'after', of: { step: 28 } }));
  } finally {
    await page.close();
  }
}

/** Places where a page may show a secret. Each makes the body of a page around it. */
const PLACES: Readonly<Record<string, (secret: string) => string>> = {
  'plain text': (secret) => `<p>${secret}</p>`,
  'a cell beside its label': (secret) => `<table><tr><th>Consumer Secret</th><td>${secret}</td></tr></table>`,
  'an input': (secret) => `<label for="a">Consumer Secret</label><input id="a" value="${secret}">`,
  'a text area': (secret) => `<textarea>${secret}</textarea>`,
  'a placeholder': (secret) => `<input placeholder="${secret}">`,
  'a list that is chosen from': (secret) => `<select><option>${secret}</option></select>`,
  'text that is made by the style': (secret) => `<style>#a::after { content: "${secret}" }</style><p id="a"></p>`,
  'text that the page makes visible itself': (secret) => `<style>p { visibility: visible }</style><p>${secret}</p>`,
  'text that fades slowly': (secret) => `<style>p { transition: all 60s }</style><p>${secret}</p>`,
  'text that is painted as a background': (secret) => `<p style='${painted(secret)}'></p>`,
  'a background of what is allowed': (secret) => `<label style='display: block; ${painted(secret)}'></label>`,
  'a background of the whole page': (secret) => `<style>body { ${painted(secret)} }</style>`,
  'a picture': (secret) => `<img alt="" src="data:image/svg+xml,${encodeURIComponent(drawn(secret))}">`,
  'a drawing': (secret) => drawn(secret),
  'a canvas': (secret) =>
    `<canvas id="a"></canvas><script>document.getElementById('a').getContext('2d').fillText('${secret}', 9, 9)</script>`,
  'a dialog above the page': (secret) =>
    `<dialog id="a">${secret}</dialog><script>document.getElementById('a').showModal()</script>`,
  'an open shadow tree': (secret) => shadow(`<p>${secret}</p>`),
  'an input in an open shadow tree': (secret) => shadow(`<input value="${secret}">`),
  'an iframe': (secret) => `<iframe srcdoc="<p>${secret}</p>"></iframe>`,
  'a heading in an iframe beside it': (secret) => `<iframe srcdoc="<h1>Details</h1><p>${secret}</p>"></iframe>`,
  'an input inside its label': (secret) => `<label>Consumer Secret <input value="${secret}"></label>`,
  'text in a shadow tree that makes itself visible': (secret) =>
    shadow(`<style>p { visibility: visible }</style><p>${secret}</p>`),
  'text that the page holds to be visible with all its might': (secret) =>
    `<style>.shown { visibility: visible !important }</style><p class="shown">${secret}</p>`,
  'a closed shadow tree': (secret) => closedShadow(`<p>${secret}</p>`),
  'an attribute that is read aloud': (secret) => `<button aria-label="${secret}">Copy</button><p>${secret}</p>`,
  'a toast over the page': (secret) =>
    `<div style="position: fixed; inset: 10px 10px auto auto; z-index: 9">Copied ${secret}</div>`,
  'text that is made before a heading': (secret) => `<style>h1::before { content: "${secret}" }</style>`,
  'the mark of a list': (secret) => `<style>li::marker { content: "${secret}" }</style><ul><li>one</li></ul>`,
  'the shadow of a heading': (secret) =>
    `<style>h1 { text-shadow: ${secret.charCodeAt(0)}px 20px red }</style><p>${secret}</p>`,
  'a wide text that runs out of its box': (secret) =>
    `<label>Key</label><p style="width: 20px; white-space: nowrap">${secret}${secret}</p>`,
  'text beside an allowed heading in a shadow tree': (secret) => shadow(`<h1>Details</h1><p>${secret}</p>`),
};

test.describe('cases 11, 13 and 14: a sealed picture does not depend on a secret in', () => {
  for (const [name, body] of Object.entries(PLACES)) {
    test(name, async () => {
      const [one, two] = [await pictureOf(body(SECRET)), await pictureOf(body(OTHER))];
      expect(one.equals(two)).toBe(true);
    });
  }
});

test.describe('the open picture of the same page does depend on a secret in', () => {
  for (const [name, body] of Object.entries(PLACES)) {
    test(name, async () => {
      const [one, two] = [await pictureOf(body(SECRET), 'open'), await pictureOf(body(OTHER), 'open')];
      expect(one.equals(two)).toBe(false);
    });
  }
});

test.describe('a sealed picture does not depend on the length of a secret in', () => {
  for (const name of ['plain text', 'an input', 'a canvas', 'an iframe', 'a dialog above the page']) {
    test(name, async () => {
      const body = PLACES[name] ?? String;
      expect((await pictureOf(body(SECRET))).equals(await pictureOf(body(LONG)))).toBe(true);
    });
  }
});

test('a sealed picture shows the headings and labels that it is allowed to', async () => {
  const hidden = await pictureOf('', { allow: ['h2'] });
  const heading = await pictureOf('');
  const labelled = await pictureOf('<label>Consumer Key</label>');
  expect(heading.equals(hidden)).toBe(false);
  expect(labelled.equals(heading)).toBe(false);
});

function drawn(secret: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="30"><text y="20">${secret}</text></svg>`;
}

function painted(secret: string): string {
  return `height: 30px; background: url("data:image/svg+xml,${encodeURIComponent(drawn(secret))}")`;
}

function closedShadow(content: string): string {
  return `<div><template shadowrootmode="closed">${content}</template></div>`;
}

function shadow(content: string): string {
  return `<div><template shadowrootmode="open">${content}</template></div>`;
}
