import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright';
import { Trouble } from '../runbook/trouble.ts';

const PATIENCE = 30_000;
/** How often a click is given again that went into nothing. */
const MORE_TIMES = 4;
/** A page that draws itself again does so several times in a row. */
const PAUSE = 100;

/**
 * Clicks, and again where no click reached the page: one that is drawn anew between the press and the release of the
 * mouse gets none at all, as measured in Chromium. A page may yet act on the press alone, so a control that changes the
 * org, signs in or sends a code is clicked once; what came of it is for the check to say.
 * @param timeout milliseconds until the control can be clicked, for each try
 * @param once set where a second click could do harm
 * @throws Trouble of kind `step` where no click gets through
 */
export async function click(
  control: Locator,
  { timeout = PATIENCE, modifiers = [], once = false }: How = {},
): Promise<void> {
  if (once) return control.click({ timeout });
  for (let left = MORE_TIMES; left >= 0; left -= 1) {
    // One after the other: both look for overlays, and by Playwright's source (1.65) one of two may be left waiting.
    const watched = await control.evaluateHandle(watchPress, undefined, { timeout });
    await control.click({ timeout, modifiers: [...modifiers] });
    try {
      if (!(await watched.evaluate(endsInNothing))) return;
    } catch {
      // The page that was clicked is gone, so the click did something.
      return;
    }
    await pause(PAUSE);
  }
  throw new Trouble(
    'step',
    'The page is drawn anew under every click.',
    'Run again; if it stays so, click it by hand and run again.',
  );
}

/** How to click. */
interface How {
  readonly timeout?: number;
  readonly modifiers?: readonly 'ControlOrMeta'[];
  readonly once?: boolean;
}

/** What was seen of a press: the mouse went down on the control, and a click came of it. */
interface Press {
  down: boolean;
  clicked: boolean;
  readonly stop: () => void;
}

/** Runs in the page. A replaced control is known by its tag: a click that hits another of them counts as one too. */
function watchPress(element: Element): Press {
  const view = element.ownerDocument.defaultView ?? window;
  const hits = (event: Event) =>
    event.composedPath().some((node) => node instanceof view.Element && node.localName === element.localName);
  const note = (event: Event) => {
    if (!event.isTrusted || !hits(event)) return;
    if (event.type === 'click') press.clicked = true;
    else press.down = true;
  };
  const press: Press = {
    down: false,
    clicked: false,
    stop: () => {
      for (const type of ['mousedown', 'click']) view.removeEventListener(type, note, true);
    },
  };
  for (const type of ['mousedown', 'click']) view.addEventListener(type, note, true);
  return press;
}

/** Runs in the page. Where not even the press was seen, the page hides its events, and nothing is known. */
function endsInNothing(press: Press): boolean {
  press.stop();
  return press.down && !press.clicked;
}
