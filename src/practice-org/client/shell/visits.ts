import type { InterruptionName } from '../../conditions/interruptions.ts';
import type { Visit, VisitedPage } from '../../conditions/visit.ts';

const quiet: Visit = { faults: [], interruptions: [] };

/** Asks what is to go wrong, and what is to lie over it, on a page that is about to be shown. */
export async function visit(page: VisitedPage): Promise<Visit> {
  const query = new URLSearchParams({ page, path: window.location.pathname });
  const response = await fetch(`/setup-api/visit?${query}`).catch(() => undefined);
  // The session is over: the server leads to the login page and back here.
  if (response?.status === 401) window.location.reload();
  return response?.ok ? ((await response.json()) as Visit) : quiet;
}

/** Tells the server that somebody dismissed an interruption, so that it does not come again in this session. */
export function answered(name: InterruptionName): Promise<unknown> {
  return fetch(`/setup-api/interruptions/${name}/answered`, { method: 'POST', keepalive: true }).catch(() => undefined);
}
