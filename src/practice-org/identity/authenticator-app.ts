import { Secret, TOTP } from 'otpauth';
import type { Methods } from './methods.ts';

const period = 30;

/** What the authenticator app shows at a time in milliseconds (RFC 6238). */
export function totpCode(secret: string, now: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret), period }).generate({ timestamp: now });
}

/**
 * Is this the code that the authenticator app shows, give or take one period (RFC 6238)? A code is accepted once.
 * guess [I]: facts 1.3, how far a clock may be off and whether a code may be used again is not public.
 */
export function acceptsTotp({ totp }: Methods, code: string, now: number): boolean {
  if (!totp) return false;
  const app = new TOTP({ secret: Secret.fromBase32(totp.secret), period });
  const off = app.validate({ token: code, timestamp: now, window: 1 });
  if (off === null) return false;
  const used = Math.floor(now / 1000 / period) + off;
  if (used <= totp.lastPeriod) return false;
  totp.lastPeriod = used;
  return true;
}
