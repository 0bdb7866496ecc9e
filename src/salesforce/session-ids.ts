import type { BrowserContext } from 'playwright';
import type { Surroundings } from '../runbook/ports.ts';
import { orgOrigins } from './hosts.ts';

/** A shorter value is no session id, which begins with the 15 characters of its org (facts 1.4 [C]). */
const SHORTEST = 16;

const watched = new WeakSet<BrowserContext>();

/** Keeps the session ids that the browser has with the hosts of the org as secrets: each host has its own (facts 1.1 [C]). */
export async function keepSessionIds(
  context: BrowserContext,
  { target, secret }: Pick<Surroundings, 'target' | 'secret'>,
): Promise<void> {
  for (const { name, value } of await context.cookies(orgOrigins(target.url))) {
    if (name === 'sid' && value.length >= SHORTEST) secret('session id', value);
  }
}

/** Does so from now on as soon as a page of the org was answered: later ones open other hosts, and sessions are renewed. */
export function watchSessionIds(context: BrowserContext, around: Pick<Surroundings, 'target' | 'secret'>): void {
  if (watched.has(context)) return;
  watched.add(context);
  const origins = orgOrigins(around.target.url);
  context.on('response', (response) => {
    const isPage = response.request().isNavigationRequest() && origins.includes(new URL(response.url()).origin);
    // A window that was closed meanwhile has none to read.
    if (isPage) keepSessionIds(context, around).catch(() => undefined);
  });
}
