import { type Browser, expect, type Page, test } from '@playwright/test';
import { click } from '../../src/salesforce/click.ts';
import { started } from '../practice-org/support.ts';
import { closeWindows } from '../support/browser.ts';
import { FORM_PATIENCE, pagesIn, signedIn } from './support.ts';

let browser: Browser;
let page: Page;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  page = await browser.newPage();
});
test.afterEach(() => page.close());

/** A button that counts its clicks, and is drawn anew under the first presses. */
async function buttonDrawnAnew(times: number): Promise<void> {
  await page.setContent('<main></main><output>0</output>');
  await page.evaluate((drawnAnew) => {
    const main = document.querySelector('main') as HTMLElement;
    const output = document.querySelector('output') as HTMLElement;
    let presses = 0;
    const draw = () => {
      main.innerHTML = '<button><span>New</span></button>';
    };
    main.addEventListener('mousedown', () => {
      presses += 1;
      if (presses <= drawnAnew) draw();
    });
    main.addEventListener('click', ({ target }) => {
      if ((target as Element).closest('button')) output.textContent = String(Number(output.textContent) + 1);
    });
    draw();
  }, times);
}

const button = () => page.getByRole('button', { name: 'New' });
const clicks = () => page.locator('output').textContent();

test('a click on a control that stays is given once', async () => {
  await buttonDrawnAnew(0);
  await click(button());
  expect(await clicks()).toBe('1');
});

test('a click that a page swallows, because it is drawn anew between press and release, is given again', async () => {
  await buttonDrawnAnew(2);
  // The plain click of the browser is lost, and says nothing.
  await button().click();
  expect(await clicks()).toBe('0');
  await click(button());
  expect(await clicks()).toBe('1');
});

test('a page that acts on the press alone, and is drawn anew, is clicked once where a second click could do harm', async () => {
  await buttonDrawnAnew(Number.POSITIVE_INFINITY);
  await page.locator('main').evaluate((main) => {
    const output = document.querySelector('output') as HTMLElement;
    main.addEventListener('mousedown', () => {
      output.textContent = String(Number(output.textContent) + 1);
    });
  });
  await click(button(), { once: true });
  expect(await clicks()).toBe('1');
});

test('a page that swallows every click is told in words', async () => {
  await buttonDrawnAnew(Number.POSITIVE_INFINITY);
  await expect(click(button())).rejects.toThrow('The page is drawn anew under every click.');
  expect(await clicks()).toBe('0');
});

test('a click that takes its page away is given once', async () => {
  let asked = 0;
  await page.route('**/next*', (route) => {
    asked += 1;
    return route.fulfill({ contentType: 'text/html', body: '<button>New</button>' });
  });
  await page.route('**/first', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<form action="/next"><button>New</button></form>' }),
  );
  await page.goto('https://acme.example/first');
  await click(button());
  await expect.poll(() => page.url()).toContain('/next');
  expect(asked).toBe(1);
});

test('a page that keeps its events to itself is clicked once: nothing is known of what the click did', async () => {
  await buttonDrawnAnew(0);
  await page.evaluate(() => {
    const output = document.querySelector('output') as HTMLElement;
    for (const type of ['mousedown', 'click']) {
      window.addEventListener(
        type,
        (event) => {
          event.stopImmediatePropagation();
          if (type === 'click') output.textContent = String(Number(output.textContent) + 1);
        },
        true,
      );
    }
  });
  await click(button());
  expect(await clicks()).toBe('1');
});

for (const shadow of ['synthetic', 'native'] as const) {
  test(`a list that is drawn anew under the press still opens the form, with ${shadow} shadow`, async () => {
    const { org } = await started({ shadow });
    try {
      const context = await signedIn(browser, org);
      const { manager, newApp } = pagesIn(context, org);
      await manager.tab.ensure();
      await manager.open();
      await manager.newApp.locate().waitFor(FORM_PATIENCE);
      const drawAnew = () => {
        const draw = () => window.dispatchEvent(new PopStateEvent('popstate'));
        window.addEventListener('mousedown', draw, { capture: true, once: true });
      };
      const list = manager.tab.page();
      await list.evaluate(drawAnew);
      // The plain click of the browser is lost.
      await manager.newApp.locate().click();
      await manager.newApp.locate().waitFor(FORM_PATIENCE);
      expect((await newApp.check()).holds).toBe(false);

      await list.evaluate(drawAnew);
      await manager.newApp.press();
      await expect.poll(async () => (await newApp.check()).holds, FORM_PATIENCE).toBe(true);
      await context.close();
    } finally {
      await org.close();
    }
  });
}
