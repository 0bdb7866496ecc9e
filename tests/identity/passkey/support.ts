import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Passkey, PasskeyFile } from '../../../src/identity/passkey/file.ts';
import { type Secret, SecretBook } from '../../../src/runbook/secret.ts';

export const OWNER = { url: 'https://acme.my.salesforce.com', username: 'ada@acme.example' };

/** A passkey of a new key. */
export function passkey(change: Partial<Passkey> = {}): Passkey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    id: randomBytes(16).toString('base64url'),
    rpId: 'acme.my.salesforce.com',
    userHandle: randomBytes(16).toString('base64url'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url'),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    signCount: 0,
    org: OWNER.url,
    username: OWNER.username,
    enrolledAt: '2026-11-23T09:00:00.000Z',
    ...change,
  };
}

export function fileIn(
  folder: string,
  { passphrase, book = new SecretBook() }: { passphrase?: Secret; book?: SecretBook } = {},
) {
  return new PasskeyFile(join(folder, 'passkeys.json'), passphrase, book);
}
