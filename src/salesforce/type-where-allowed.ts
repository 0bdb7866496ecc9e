import type { Locator } from 'playwright';
import type { Surroundings } from '../runbook/ports.ts';
import { Trouble, type TroubleKind } from '../runbook/trouble.ts';

const PATIENCE = 10_000;

/**
 * Types into one very field what is for Salesforce alone, and only where the field's own frame belongs to an allowed
 * origin: a page may hold a frame of somebody else's, and may go elsewhere while an answer was waited for.
 * @param what its name for people, and the text itself
 * @param kind what it means for the run where the origin is not allowed
 * @throws Trouble of that kind
 */
export async function typeWhereAllowed(
  field: Locator,
  what: { readonly name: string; readonly text: string },
  around: Surroundings,
  kind: TroubleKind,
): Promise<void> {
  const element = await field.elementHandle({ timeout: PATIENCE });
  const frame = await element?.ownerFrame();
  const origin = new URL(frame?.url() ?? 'about:blank').origin;
  if (!element || !around.allowsOrigin(origin)) {
    throw new Trouble(
      kind,
      `The ${what.name} is asked for by ${origin}, where it is not typed.`,
      'If that host is yours, name it in SETUPWRIGHT_ALLOW_ORIGINS.',
    );
  }
  await element.fill(what.text);
}
