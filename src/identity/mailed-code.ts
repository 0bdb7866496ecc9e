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
      let asked = 0;
      return {
        answer: async ({ sendAgain }, signal) => {
          asked += 1;
          if (asked > 1) await sendAgain?.();
          return wait.next(signal);
        },
        [Symbol.asyncDispose]: () => wait[Symbol.asyncDispose](),
      };
    },
  };
}
