import { setTimeout as pause } from 'node:timers/promises';
import { Secret as Key, TOTP, URI } from 'otpauth';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Answerer } from './answerer.ts';

/** What is left of a time step must be enough to type the code, and to be wrong about the org's time by a second. */
const LEAST_LEFT_MS = 4_000;
const AFTER_THE_EDGE_MS = 1_000;

export interface AuthenticatorOptions {
  readonly totp: TOTP;
  readonly book: SecretBook;
  /** The org's own time in milliseconds. */
  readonly now: () => number;
}

/**
 * The authenticator app that a secret stands for: Base32 as an org shows it, with or without spaces, or a whole
 * `otpauth://totp/` address.
 * @throws Trouble of kind `usage`, without the secret
 */
export function authenticatorApp(secret: string): TOTP {
  try {
    if (!/^otpauth:/i.test(secret))
      return new TOTP({ secret: Key.fromBase32(secret.replace(/[\s-]/g, '').toUpperCase()) });
    const app = URI.parse(secret);
    if (app instanceof TOTP) return app;
  } catch {
    // The library's words quote the secret.
  }
  throw new Trouble(
    'usage',
    'SALESFORCE_TOTP_SECRET is not usable: it is neither Base32 nor an otpauth://totp/ address.',
    '.env.example explains it.',
  );
}

/**
 * Answers with the code of an authenticator app (RFC 6238), by the org's clock and never at the edge of a time step. A
 * step is used once: an org may refuse the same code a second time.
 */
export function authenticatorCode({ totp, book, now }: AuthenticatorOptions): Answerer {
  const stepMs = totp.period * 1000;
  let lastUsed = -1;
  return {
    name: 'authenticator secret',
    kinds: ['authenticator code'],
    preflight: async () => undefined,
    ready: async () => ({
      answer: async (_challenge, signal) => {
        for (;;) {
          const time = now();
          const step = Math.floor(time / stepMs);
          const left = (step + 1) * stepMs - time;
          if (step > lastUsed && left >= LEAST_LEFT_MS) {
            lastUsed = step;
            return { code: book.keep('authenticator code', totp.generate({ timestamp: time })) };
          }
          await pause(left + AFTER_THE_EDGE_MS, undefined, { signal });
        }
      },
      [Symbol.asyncDispose]: async () => undefined,
    }),
  };
}
