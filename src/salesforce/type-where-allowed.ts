import type { ElementHandle, Frame, Locator } from 'playwright';
import type { Surroundings } from '../runbook/ports.ts';
import { atOnce } from '../runbook/side-by-side.ts';
import { Trouble, type TroubleKind } from '../runbook/trouble.ts';

/** How long a field may take to be there and ready. */
const PATIENCE = 10_000;
/** What was ready a moment ago is typed into at once, or not at all: meanwhile the page may become another one. */
const AT_ONCE = 2_000;
/** Pages of Salesforce itself that may hold a frame of an allowed origin, and are typed into nowhere (facts 1.1 [C]). */
const HOLDS_FRAMES = /^https:\/\/[a-z0-9-]+(?:\.[a-z]+)?\.lightning\.force\.com$/;

/** What is for Salesforce alone: its name for people, and the text itself. */
export interface Confidential {
  readonly name: string;
  readonly text: string;
  /** Set where only a field that shows dots may have it. */
  readonly masked?: true;
}

/**
 * Types into one very field what is for Salesforce alone, and only where the field's own frame, and each that it stands
 * in, belongs to an allowed origin by what the browser knows of it: a page may hold a frame of somebody else's, and may
 * go elsewhere while an answer was waited for. The field that was looked at is the one that is typed into; it goes with
 * its page. It is waited for before it is looked at, so that nothing is waited for afterwards.
 * @param kind what it means for the run where it is not typed
 * @throws Trouble of that kind; an error of the browser where the page went elsewhere meanwhile
 */
export async function typeWhereAllowed(
  field: Locator,
  what: Confidential,
  around: Surroundings,
  kind: TroubleKind,
): Promise<void> {
  const element = (await field.elementHandle({ timeout: PATIENCE })) as ElementHandle<Element>;
  try {
    const refuseHere = async () => {
      const refused = await whyNot(element, what, around);
      if (refused !== undefined) throw new Trouble(kind, `The ${what.name} is asked for by ${refused}.`, REMEDY);
    };
    await refuseHere();
    await element.waitForElementState('editable', { timeout: PATIENCE });
    await refuseHere();
    await element.fill(what.text, { timeout: AT_ONCE });
  } finally {
    await element.dispose().catch(() => undefined);
  }
}

const REMEDY = 'If that host is yours, name it in SETUPWRIGHT_ALLOW_ORIGINS.';

async function whyNot(
  element: ElementHandle<Element>,
  { masked }: Confidential,
  around: Surroundings,
): Promise<string | undefined> {
  // Asked side by side, because each takes its time and what is typed waits for all of them.
  const ownOrigin = atOnce(element.evaluate((node) => node.ownerDocument.defaultView?.origin));
  const isMasked = masked ? atOnce(showsDots(element)) : true;
  const isSeen = atOnce(element.isVisible());
  const frame = await element.ownerFrame();
  const { origin, username, password } = new URL(frame?.url() || 'about:blank');
  if (!around.allowsOrigin(origin) || username !== '' || password !== '') return `${origin}, where it is not typed`;
  for (let inner = frame; inner; inner = inner.parentFrame()) {
    const outside = await whyNotInside(inner, around);
    if (outside !== undefined) return `a frame of ${origin} ${outside}, where it is not typed`;
  }
  // Its own word can only be a reason more not to type: a header, too, can take a frame's origin from it.
  if ((await ownOrigin) !== origin) return `a frame of ${origin} that is not of that origin, where it is not typed`;
  if (!(await isMasked)) return `${origin} in a field that would show it, where it is not typed`;
  if (!(await isSeen)) return `${origin} in a field that cannot be seen, where it is not typed`;
  return undefined;
}

/** Why nothing is typed because of where a frame stands; undefined where it is the page itself or stands well. */
async function whyNotInside(frame: Frame, around: Surroundings): Promise<string | undefined> {
  const parent = frame.parentFrame();
  if (!parent) return undefined;
  const { origin } = new URL(parent.url() || 'about:blank');
  if (!around.allowsOrigin(origin) && !HOLDS_FRAMES.test(origin)) return `inside a page of ${origin}`;
  // Read where no script of the page can meddle. A frame that is shut in has an address like others and no origin.
  const holder = await frame.frameElement();
  const sandbox = await holder.getAttribute('sandbox').finally(() => holder.dispose());
  const isShutIn = sandbox !== null && !sandbox.toLowerCase().split(/\s+/).includes('allow-same-origin');
  return isShutIn ? 'that is not of that origin' : undefined;
}

/** By the attributes, which are read where no script of the page can meddle. */
async function showsDots(element: ElementHandle<Element>): Promise<boolean> {
  const [type, isInput] = await Promise.all([
    element.getAttribute('type'),
    element.evaluate((node) => node instanceof HTMLInputElement),
  ]);
  return type?.toLowerCase() === 'password' && isInput;
}
