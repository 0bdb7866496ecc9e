import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import { errors } from '../browser/playwright.ts';
import { Trouble } from '../runbook/trouble.ts';

const PATIENCE = 60_000;
/** Before the second, third and fourth try. */
const PAUSES = [300, 1_000, 3_000] as const;

/** Ends of a connection that a moment later may not happen again; a wrong name or a closed port stays wrong. */
const PASSING = /^ERR_(CONNECTION_(RESET|CLOSED|ABORTED|TIMED_OUT)|EMPTY_RESPONSE|TIMED_OUT|NETWORK_CHANGED|HTTP2_.+)$/;

/** This machine has no network at this moment. */
const OFFLINE = /^ERR_(INTERNET_DISCONNECTED|NETWORK_IO_SUSPENDED)$/;
/** How long one is waited for, and how often it is looked for: milliseconds. */
const OFFLINE_PATIENCE = 120_000;
const LOOK_AGAIN = 1_000;

/**
 * Opens an address, waits where the machine has no network, and tries again where the connection breaks or the server has trouble of its own.
 * @throws Trouble of kind `preflight` where the address cannot be reached
 */
export async function goTo(page: Page, address: string): Promise<void> {
  for (const next of [...PAUSES, undefined]) {
    const { why, passing } = await online(() => tryOnce(page, address));
    if (why === undefined) return;
    if (!passing || next === undefined) {
      const remedy = 'Check SALESFORCE_URL and the network.';
      // The browser's own error is left out: it quotes the address, which may open a session.
      throw new Trouble('preflight', `The org at ${new URL(address).origin} cannot be reached (${why}).`, remedy);
    }
    await pause(next);
  }
}

/** What comes of a try once there is a network, or when it was waited for long enough. */
async function online(tryIt: () => Promise<Tried>): Promise<Tried> {
  for (const deadline = performance.now() + OFFLINE_PATIENCE; ; ) {
    const tried = await tryIt();
    if (tried.why === undefined || !OFFLINE.test(tried.why) || performance.now() > deadline) return tried;
    await pause(LOOK_AGAIN);
  }
}

interface Tried {
  readonly why?: string | undefined;
  readonly passing?: boolean;
}

async function tryOnce(page: Page, address: string): Promise<Tried> {
  try {
    const status = (await page.goto(address, { waitUntil: 'commit', timeout: PATIENCE }))?.status() ?? 200;
    return status >= 500 ? { why: `it answers ${status}`, passing: true } : {};
  } catch (error) {
    const [, name] = /net::(ERR_\w+)/.exec(String(error)) ?? [];
    // The page went on by itself, as a redirect by script does.
    if (name === 'ERR_ABORTED') return {};
    if (name) return { why: name, passing: PASSING.test(name) };
    if (/interrupted by another navigation/.test(String(error))) return {};
    if (error instanceof errors.TimeoutError) return { why: 'no answer' };
    throw error;
  }
}
