import type { Challenge } from '../runbook/identity.ts';
import type { Answerer } from './answerer.ts';
import type { CodeSource } from './codes.ts';

/** Answers with the code of a mail that comes after the expectation began. */
export function mailedCode(codes: CodeSource): Answerer {
  return {
    name: codes.name,
    kinds: ['e-mailed code'],
    preflight: () => codes.preflight(),
    ready: async (since, signal) => {
      const wait = await codes.arm(since, signal);
      let before: Challenge | undefined;
      return {
        answer: async (challenge, until) => {
          // Another challenge has had a code sent of its own.
          if (challenge === before) await challenge.sendAgain?.();
          before = challenge;
          return wait.next(until);
        },
        [Symbol.asyncDispose]: () => wait[Symbol.asyncDispose](),
      };
    },
  };
}
