import { dateOf } from './api.ts';

/**
 * How far the org's clock is ahead of this machine's, in milliseconds, by the Date header of an answer that needs no
 * session. It is known to half a second: the header has whole ones.
 * @returns undefined where the org does not answer soon
 */
export async function clockOffsetOf(url: string, signal?: AbortSignal): Promise<number | undefined> {
  const asked = Date.now();
  const date = await dateOf(`${url}/services/data/`, signal);
  if (date === undefined) return undefined;
  const heard = Date.now();
  return date.getTime() + 500 - (asked + heard) / 2;
}
