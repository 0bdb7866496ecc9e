import { dateOf } from './api.ts';

/** Where this machine's two clocks go apart by more milliseconds than these, the one on the wall was set, or it slept. */
const WAS_SET_MS = 2_000;

/** The org's clock, as seen from this machine. */
export interface OrgClock {
  /** How far it is ahead, as it told last, in milliseconds; undefined where it did not. */
  readonly ahead: number | undefined;
  /** The same for this machine's clock as it goes now: the org is asked again where that one was set since. */
  ask(): Promise<number | undefined>;
}

/** A clock that nobody has asked yet. */
export function orgClock(url: string, signal?: AbortSignal): OrgClock {
  let ahead: number | undefined;
  let asked: { readonly gap: number; readonly answer: Promise<number | undefined> } | undefined;
  const told = async () => {
    ahead = await clockOffsetOf(url, signal);
    return ahead;
  };
  return {
    get ahead() {
      return ahead;
    },
    ask: () => {
      const gap = Date.now() - performance.now();
      if (!asked || Math.abs(gap - asked.gap) > WAS_SET_MS) asked = { gap, answer: told() };
      return asked.answer;
    },
  };
}

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
