import type { ElementHandle, Locator } from 'playwright';
import type { Surroundings } from '../runbook/ports.ts';
import { Trouble, type TroubleKind } from '../runbook/trouble.ts';

const PATIENCE = 10_000;

/** What is for Salesforce alone: its name for people, and the text itself. */
export interface Confidential {
  readonly name: string;
  readonly text: string;
  /** Set where only a field that shows dots may have it. */
  readonly masked?: true;
}

/**
 * Types into one very field what is for Salesforce alone, and only where the field's own frame belongs to an allowed
 * origin, by its address and by its own word: a page may hold a frame of somebody else's, and may go elsewhere while an
 * answer was waited for. The field that was looked at is the one that is typed into; it goes with its page.
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
    const refused = await whyNot(element, what, around);
    if (refused !== undefined) throw new Trouble(kind, `The ${what.name} is asked for by ${refused}.`, REMEDY);
    await element.fill(what.text, { timeout: PATIENCE });
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
  const address = (await element.ownerFrame())?.url() ?? 'about:blank';
  const { origin, username, password } = new URL(address);
  const said = await element.evaluate((node) => ({
    origin: node.ownerDocument.defaultView?.origin,
    isPassword: node instanceof HTMLInputElement && node.type === 'password',
  }));
  if (!around.allowsOrigin(origin) || username !== '' || password !== '') return `${origin}, where it is not typed`;
  // A frame that is shut in has an address like others and an origin of its own.
  if (said.origin !== origin) return `a frame of ${origin} that is not of that origin, where it is not typed`;
  if (masked && !said.isPassword) return `${origin} in a field that would show it, where it is not typed`;
  if (!(await element.isVisible())) return `${origin} in a field that cannot be seen, where it is not typed`;
  return undefined;
}
