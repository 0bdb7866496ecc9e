import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { Board } from '../../src/operator/console/board.ts';
import { type OperatorConsole, startConsole } from '../../src/operator/console/server.ts';
import { Wheel, type WheelOptions } from '../../src/operator/wheel.ts';
import { type Section, type Step, step } from '../../src/runbook/runbook.ts';
import { inOneSection, no, seeing, switchOff, type Told, told, yes } from '../engine/stage.ts';
import { closeWindows } from '../support/browser.ts';

let browser: Browser;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
});
test.afterAll(() => closeWindows(browser));

/** A run of these sections, and a page of the console that steers it. */
interface Steered {
  readonly page: Page;
  readonly console: OperatorConsole;
  readonly shown: readonly unknown[];
  readonly ended: Promise<Told>;
}

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function steered(
  sections: readonly Section[],
  use: (steered: Steered) => Promise<void>,
  how: Partial<WheelOptions> & { clean?: <T>(data: T) => T; window?: Parameters<Browser['newContext']>[0] } = {},
): Promise<void> {
  const { clean = (data) => data, window, ...more } = how;
  const shown: unknown[] = [];
  const show = async (where: unknown) => {
    shown.push(where);
    return async () => undefined;
  };
  const signal = new AbortController().signal;
  const wheel = new Wheel({ isAnswered: true, approve: 'never', stepByStep: true, signal, show, ...more });
  const board = new Board(clean);
  const served = await startConsole({ board, wheel, picture: async () => PICTURE, clean });
  const context = await browser.newContext(window);
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(String(error)));
  try {
    await page.goto(served.address());
    await use({ page, console: served, shown, ended: told(sections, { operator: wheel, readers: [board] }) });
    expect(broken).toEqual([]);
  } finally {
    // What went wrong before is the better error.
    await context.close().catch(() => undefined);
    await served.close();
  }
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const asked = (page: Page, title: string | RegExp) => page.getByRole('heading', { name: title });
const stepLine = (page: Page, n: number) => page.locator(`[data-part="step-${n}"]`);

/** A step that fails until somebody says so. */
function stubborn(n: number): Step & { give(): void; readonly tries: () => number } {
  let gives = false;
  let tries = 0;
  const move = switchOff({
    check: async () => (gives ? yes : no),
    act: async () => {
      tries += 1;
      return undefined;
    },
    tells: { verb: 'press', what: 'Create' },
  });
  return {
    ...step(n, 'Create the app', move),
    give: () => {
      gives = true;
    },
    tries: () => tries,
  };
}

test('one step at a time: the console shows what comes next, wanted and found, and what came of it', () =>
  steered(
    inOneSection(step(1, 'Give the name', switchOff()), step(2, 'Look', seeing([yes]))),
    async ({ page, ended }) => {
      await expect(asked(page, 'Paused before the next step')).toBeVisible();
      await expect(page.getByRole('alert')).toContainText('Step 1 Give the name');
      await expect(page.getByRole('alert')).toContainText(/Field or page\s*Enable OAuth/);
      await expect(page.getByRole('alert')).toContainText(/Wanted\s*on\s*Found\s*off/);
      await press(page, 'One step');
      await expect(stepLine(page, 1)).toContainText('changed');
      await expect(stepLine(page, 2)).toContainText('waits');
      await press(page, 'Go on');
      await expect(asked(page, 'How it ended')).toBeVisible();
      await expect(page.getByRole('status').first()).toHaveText('converged');
      expect(await page.title()).toMatch(/^converged: /);
      expect((await ended).outcome).toBe('converged');
    },
  ));

test('run until a chosen step', () =>
  steered(inOneSection(...[1, 2, 3, 4].map((n) => step(n, `Do ${n}`, switchOff()))), async ({ page, ended }) => {
    await page.getByLabel('Run until before step').selectOption('4');
    await press(page, 'Run');
    await expect(page.getByRole('alert')).toContainText('Step 4 Do 4');
    for (const n of [1, 2, 3]) await expect(stepLine(page, n)).toContainText('changed');
    await press(page, 'Go on');
    await ended;
  }));

test('stop cleanly', () =>
  steered(inOneSection(step(1, 'One', switchOff())), async ({ page, ended }) => {
    await press(page, 'Stop');
    expect((await ended).outcome).toBe('interrupted');
    await expect(page.getByRole('status').first()).toHaveText('interrupted');
  }));

test('pause while it goes on', () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = switchOff();
  const act = slow.act;
  slow.act = async () => {
    await held;
    return act?.();
  };
  return steered(
    inOneSection(step(1, 'One', slow), step(2, 'Two', switchOff())),
    async ({ page, ended }) => {
      await expect(page.locator('[data-part="now"]')).toContainText('Step 1 One');
      await expect(page.locator('[data-part="now"]')).toContainText(/Found\s*off/);
      await press(page, 'Pause');
      await expect(page.getByRole('status').first()).toHaveText('Pausing');
      release();
      await expect(page.getByRole('alert')).toContainText('Step 2 Two');
      await press(page, 'Go on');
      expect((await ended).outcome).toBe('converged');
    },
    { stepByStep: false },
  );
});

test.describe('in trouble', () => {
  const options = { stepByStep: false } as const;

  test('show me, and try again', () => {
    const create = stubborn(1);
    const where = { page: { isClosed: () => false } } as never;
    create.move.screen = () => (where as { page: never }).page;
    return steered(
      inOneSection(create),
      async ({ page, shown, ended }) => {
        await expect(asked(page, 'This step has failed')).toBeVisible();
        await expect(page.getByRole('alert')).toContainText('Create: wanted on, found off.');
        await press(page, 'Show me');
        await expect.poll(() => shown).toHaveLength(1);
        create.give();
        await press(page, 'Try again');
        await expect(stepLine(page, 1)).toContainText('Tried again, as the operator said');
        expect((await ended).outcome).toBe('converged');
      },
      options,
    );
  });

  test('I did it by hand: asked again where the check does not say so', () => {
    const create = stubborn(1);
    return steered(
      inOneSection(create),
      async ({ page, ended }) => {
        await press(page, 'I did it by hand');
        // The check was asked, and the question is there again.
        await expect(page.locator('[data-part="recap"]')).toContainText('“done by hand”, by the console');
        await expect(asked(page, 'This step has failed')).toBeVisible();
        create.give();
        await press(page, 'I did it by hand');
        await expect(stepLine(page, 1)).toContainText('done by hand');
        expect((await ended).steps[0]).toMatchObject({ outcome: 'done by hand' });
      },
      options,
    );
  });

  test('skip, with a reason in words', () =>
    steered(
      inOneSection(stubborn(1), step(2, 'Two', switchOff())),
      async ({ page, ended }) => {
        // Without a reason the browser itself does not send it.
        await press(page, 'Skip');
        await expect(asked(page, 'This step has failed')).toBeVisible();
        await page.getByLabel('Leave it out, because').fill('not in this edition');
        await press(page, 'Skip');
        await expect(stepLine(page, 1)).toContainText('skipped');
        await expect(page.locator('[data-part="recap"]')).toContainText('by the console: not in this edition');
        const { outcome, steps } = await ended;
        expect(outcome).toBe('incomplete');
        expect(steps[0]?.remark).toBe('not in this edition');
      },
      options,
    ));

  test('take over, and hand back: the section is asked from its start', () => {
    let isMade = false;
    const create = stubborn(1);
    const settled = { check: async () => (isMade ? yes : no) };
    return steered(
      [{ title: 'Create the app', settled, steps: [create] }],
      async ({ page, ended }) => {
        await press(page, 'Take over');
        await expect(asked(page, 'The wheel is yours')).toBeVisible();
        const before = await page.locator('.elapsed').textContent();
        isMade = true;
        await page.waitForTimeout(1_100);
        expect(await page.locator('.elapsed').textContent()).toBe(before);
        await page.getByLabel('What you did, and why').fill('created it in another window');
        await press(page, 'Hand back');
        await expect(page.locator('[data-part="recap"]')).toContainText('“hand back”, by the console: created it in');
        const { outcome, sections } = await ended;
        expect(outcome).toBe('converged');
        expect(sections[0]?.outcome).toBe('done by hand');
        expect(create.tries()).toBe(1);
      },
      options,
    );
  });

  test('stop', () =>
    steered(
      inOneSection(stubborn(1)),
      async ({ page, ended }) => {
        await press(page, 'Stop');
        expect((await ended).outcome).toBe('failed');
      },
      options,
    ));
});

test('an approval before what commits', () =>
  steered(
    inOneSection(step(1, 'One', switchOff()), step(2, 'Save', switchOff({ keeps: true }))),
    async ({ page, ended }) => {
      await expect(asked(page, 'May this be carried out?')).toBeVisible();
      await expect(page.getByRole('alert')).toContainText('Step 2 Save');
      await press(page, 'Approve');
      expect((await ended).outcome).toBe('converged');
    },
    { approve: 'commits', stepByStep: false },
  ));

test('by keyboard alone: the question has the focus when it comes, and its answers follow', () =>
  steered(inOneSection(step(1, 'One', switchOff()), step(2, 'Two', switchOff())), async ({ page, ended }) => {
    await expect(page.getByRole('alert')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Go on' })).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('Step 2 Two');
    await page.getByRole('button', { name: 'Go on' }).press('Space');
    expect((await ended).outcome).toBe('converged');
  }));

test('what one reads stays open while the run goes on, and pictures are there', () =>
  steered(
    inOneSection(
      step(1, 'One', switchOff({ screen: () => ({ isClosed: () => false }) as never })),
      step(2, 'Two', switchOff()),
      step(3, 'Three', switchOff()),
    ),
    async ({ page, ended }) => {
      await press(page, 'One step');
      await stepLine(page, 1).locator('summary').click();
      await expect(stepLine(page, 1).getByRole('img')).toBeVisible();
      await expect
        .poll(() =>
          stepLine(page, 1)
            .locator('img')
            .evaluate((img: HTMLImageElement) => img.naturalWidth),
        )
        .toBe(1);
      await press(page, 'One step');
      await expect(stepLine(page, 2)).toContainText('changed');
      await expect(stepLine(page, 1).getByRole('img')).toBeVisible();
      await press(page, 'Go on');
      await ended;
    },
  ));

test('no secret is shown, wherever it stands', () => {
  const clean = <T>(data: T): T => JSON.parse(JSON.stringify(data).replaceAll('s3cret', '(secret)')) as T;
  const field = seeing([{ holds: false, wanted: 's3cret', found: 'old s3cret' }]);
  return steered(
    inOneSection(step(1, 'Give s3cret', field)),
    async ({ page, ended }) => {
      await expect(page.getByRole('alert')).toContainText('(secret)');
      expect(await page.content()).not.toContain('s3cret');
      await press(page, 'Stop');
      await ended;
    },
    { clean },
  );
});

test('what a page of the org says does nothing in the console', () => {
  const hostile = '<img src=x onerror="document.title=1"></dd><script>document.title=2</script>';
  return steered(
    inOneSection(step(1, hostile, seeing([{ holds: false, wanted: hostile, found: hostile }]))),
    async ({ page, ended }) => {
      await expect(page.getByRole('alert')).toContainText(hostile);
      expect(await page.title()).toMatch(/^Paused/);
      await press(page, 'Stop');
      await ended;
    },
  );
});

test.describe('the address', () => {
  test('is good for once, and without it nobody gets in', () =>
    steered(inOneSection(step(1, 'One', switchOff())), async ({ page, console: served, ended }) => {
      const address = served.address();
      const { origin } = new URL(address);
      const stranger = await browser.newContext();
      const other = await stranger.newPage();
      expect((await other.goto(origin))?.status()).toBe(403);
      expect((await other.goto(`${origin}/open/guessed`))?.status()).toBe(403);
      expect((await other.goto(address))?.status()).toBe(200);
      expect((await stranger.newPage().then((third) => third.goto(address)))?.status()).toBe(403);
      // Another page of the same browser is in by its cookie.
      expect((await stranger.newPage().then((third) => third.goto(origin)))?.status()).toBe(200);
      await stranger.close();
      await press(page, 'Stop');
      await ended;
    }));

  test('takes no answer from another page, nor by another name', () =>
    steered(inOneSection(step(1, 'One', switchOff())), async ({ page, console: served, ended }) => {
      const { origin, port } = new URL(served.address());
      const [cookie] = await page.context().cookies();
      const headers = { cookie: `${cookie?.name}=${cookie?.value}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ answer: 'stop' });
      const send = (more: Record<string, string>, to = origin) =>
        fetch(`${to}/say`, { method: 'POST', headers: { ...headers, ...more }, body }).then(({ status }) => status);
      expect(await send({})).toBe(403);
      expect(await send({ origin: 'https://evil.example' })).toBe(403);
      expect(await send({ origin }, `http://localhost:${port}`)).toBe(421);
      expect(await send({ origin, cookie: 'other=1' })).toBe(403);
      await expect(asked(page, 'Paused before the next step')).toBeVisible();
      expect(await send({ origin })).toBe(200);
      expect((await ended).outcome).toBe('interrupted');
    }));
});

const many = [1, 2, 3, 4].map((section) => ({
  title: `Section ${section} of a long runbook`,
  steps: Array.from({ length: 15 }, (_, n) => step(n + 1, `Give the field number ${n + 1} its value`, switchOff())),
}));

for (const [name, window] of [
  ['light', { viewport: { width: 1280, height: 860 } }],
  ['dark', { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 390, height: 844 } }],
  ['on a phone, in the dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
] as const) {
  test(`axe finds nothing in the console, waiting, in trouble and done, and nothing is wider than the window: ${name}`, () =>
    steered(
      [...many.slice(0, 3), { title: 'Create the app', steps: [stubborn(1)] }],
      async ({ page, ended }) => {
        const look = async () => {
          await page.locator('details').evaluateAll((all) => {
            for (const details of all) (details as HTMLDetailsElement).open = true;
          });
          const { violations, passes } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
          expect(passes.length).toBeGreaterThan(15);
          const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          expect(wide).toBeLessThanOrEqual(window ?? 0);
        };
        await expect(asked(page, 'Paused before the next step')).toBeVisible();
        await look();
        await press(page, 'Go on');
        await expect(asked(page, 'This step has failed')).toBeVisible();
        await expect(page.getByRole('button', { name: 'Try again' })).toBeInViewport();
        await look();
        await press(page, 'Stop');
        await expect(asked(page, 'How it ended')).toBeVisible();
        await look();
        await ended;
      },
      { window },
    ));
}
