import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../runbook/ports.ts';
import { plain } from './formats.ts';

/**
 * Makes each guess dear (tens of milliseconds and 16 MB), salted: an older consumer secret is a number of 15 digits or
 * more, and a receipt may lie where others can read it.
 */
const COST: ScryptOptions = { N: 16_384, r: 8, p: 1 };
const SALT_BYTES = 16;
const DIGEST_BYTES = 32;
const SHAPE = /^scrypt:([\w-]{22}):([\w-]{43})$/;

/**
 * A receipt of credentials: whoever has them can tell that it is theirs, and nobody can tell them from it. It is one
 * word, `scrypt:SALT:DIGEST`, and another one each time.
 */
export async function receiptOf(credentials: Credentials): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const digest = await digestOf(credentials, salt);
  return `scrypt:${salt.toString('base64url')}:${digest.toString('base64url')}`;
}

/** Whether a receipt is of these very credentials; a text that is no receipt is of none. */
export async function isReceiptOf(receipt: string, credentials: Credentials): Promise<boolean> {
  const [, salt, digest] = SHAPE.exec(receipt) ?? [];
  if (salt === undefined || digest === undefined) return false;
  const wanted = Buffer.from(digest, 'base64url');
  return timingSafeEqual(await digestOf(credentials, Buffer.from(salt, 'base64url')), wanted);
}

function digestOf(credentials: Credentials, salt: Buffer): Promise<Buffer> {
  const { org, app, tokenUrl, consumerKey, consumerSecret } = plain(credentials);
  const whole = JSON.stringify([org, app, tokenUrl, consumerKey, consumerSecret]);
  return new Promise((resolve, reject) => {
    scrypt(whole, salt, DIGEST_BYTES, COST, (error, digest) => (error ? reject(error) : resolve(digest)));
  });
}
