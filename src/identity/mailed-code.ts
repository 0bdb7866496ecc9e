import type { Challenge } from '../runbook/identity.ts';
import type { Answerer } from './answerer.ts';
import type { CodeSource } from './codes.ts';

/** The second of an org's Date header is cut off, and its mail servers have clocks of their own. */
const CLOCK_TOLERANCE_MS = 10_000;

/** Answers with the code of a mail that comes after the expectation began. */
export function mailedCode(codes: CodeSource): Answerer {
  return {
    name: codes.name,
    kinds: ['e-mailed code'],
    preflight: () => codes.preflight(),
    ready: async (orgTime) => {
      const wait = await codes.arm(new Date(orgTime.getTime() - CLOCK_TOLERANCE_MS));
      let before: Challenge | undefined;
      return {
        answer: async (challenge, signal) => {
          // Another challenge has had a code sent of its own.
          if (challenge === before) await challenge.sendAgain?.();
          before = challenge;
          return wait.next(signal);
        },
        [Symbol.asyncDispose]: () => wait[Symbol.asyncDispose](),
      };
    },
  };
}
