import { setTimeout as pause } from 'node:timers/promises';
import { Secret as Key, TOTP, URI } from 'otpauth';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Answerer } from './answerer.ts';

/** What is left of a time step must be enough to type the code, and to be wrong about the org's time by a second. */
const LEAST_LEFT_MS = 4_000;
const AFTER_THE_EDGE_MS = 1_000;
/** With a shorter time step there is hardly a time that is not at an edge. */
const SHORTEST_PERIOD_S = 10;
/** A key of fewer bytes is no whole key: RFC 4226 asks for 16, and some show 10. */
const FEWEST_BYTES = 10;
/** What an org's field and the port of codes take. */
const DIGITS = { fewest: 5, most: 8 };

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
  const app = appOf(secret.trim());
  if (!app) throw unusable('it is neither Base32 nor an otpauth://totp/ address');
  if (app.secret.bytes.length < FEWEST_BYTES) throw unusable('it is too short to be whole');
  if (app.period < SHORTEST_PERIOD_S) throw unusable(`its codes change within ${SHORTEST_PERIOD_S} seconds`);
  if (app.digits < DIGITS.fewest || app.digits > DIGITS.most) {
    throw unusable(`its codes do not have ${DIGITS.fewest} to ${DIGITS.most} digits`);
  }
  return app;
}

function appOf(secret: string): TOTP | undefined {
  try {
    if (!/^otpauth:/i.test(secret))
      return new TOTP({ secret: Key.fromBase32(secret.replace(/[\s-]/g, '').toUpperCase()) });
    const app = URI.parse(secret);
    return app instanceof TOTP ? app : undefined;
  } catch {
    // The library's words quote the secret.
    return undefined;
  }
}

function unusable(why: string): Trouble {
  return new Trouble('usage', `SALESFORCE_TOTP_SECRET is not usable: ${why}.`, '.env.example explains it.');
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
          const begun = time - step * stepMs;
          const left = stepMs - begun;
          if (step > lastUsed && begun >= AFTER_THE_EDGE_MS && left >= LEAST_LEFT_MS) {
            lastUsed = step;
            return { code: book.keep('authenticator code', totp.generate({ timestamp: time })) };
          }
          const isEarly = step > lastUsed && begun < AFTER_THE_EDGE_MS;
          await pause((isEarly ? -begun : left) + AFTER_THE_EDGE_MS, undefined, { signal }).catch(() => {
            throw new Trouble('interrupted', 'The wait for the next code was ended.', 'Run again.');
          });
        }
      },
      [Symbol.asyncDispose]: async () => undefined,
    }),
  };
}
