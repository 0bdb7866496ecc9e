import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright';
import { errors } from '../browser/playwright.ts';
import type { Tab } from '../runbook/tab.ts';

const LOOK_AGAIN = 50;

/**
 * Asks until the answer is there, as long as the page goes on.
 * @returns the answer, or undefined when the patience (milliseconds) is used up
 * @throws Trouble at once where the page leads nowhere any more
 */
export async function asLongAsItGoesOn<T>(
  tab: Tab,
  patience: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const deadline = performance.now() + patience; ; ) {
    const answer = await whereItChanges(() => tab.tendAndLook(look));
    if (answer !== undefined || performance.now() > deadline) return answer;
    await pause(LOOK_AGAIN);
  }
}

/** Waits until something is visible. @throws Trouble at once where the page leads nowhere any more */
export async function appears(tab: Tab, locator: Locator, patience: number): Promise<boolean> {
  const seen = await asLongAsItGoesOn(tab, patience, async () =>
    (await locator.first().isVisible()) ? true : undefined,
  );
  return seen === true;
}

/** A page that changes under a look has no answer yet. */
export async function whereItChanges<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof errors.TimeoutError || /destroyed|navigat|detached/i.test(String(error))) return undefined;
    throw error;
  }
}
