import type { BrowserContext } from 'playwright';

/** Tells the time of the host of an address by the Date header of its last answer, as ISO 8601. */
export type OrgDates = (address: string) => string | undefined;

/** Listens from now on to what the hosts of all pages of a window say the time is: a second clock, which is not ours. */
export function orgDatesIn(context: BrowserContext): OrgDates {
  const latest = new Map<string, number>();
  context.on('response', (response) => {
    const time = Date.parse(response.headers()['date'] ?? '');
    const { origin } = new URL(response.url());
    // An answer that the browser had kept tells the time at which it was given.
    if (time > (latest.get(origin) ?? 0)) latest.set(origin, time);
  });
  return (address) => {
    const time = latest.get(new URL(address).origin);
    return time === undefined ? undefined : new Date(time).toISOString();
  };
}
