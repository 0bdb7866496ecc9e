import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { base64url, CURVES, pointOf, SshPublicKey } from './ssh-public-key.ts';
import { padded, SshReader, sshMpint, sshString } from './ssh-wire.ts';

const PEM = /^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)-----END OPENSSH PRIVATE KEY-----\n*$/;
const MAGIC = 'openssh-key-v1\0';

/** What a key file of OpenSSH holds. The private half is left out where it is encrypted or in a security key. */
export interface KeyInFile {
  readonly publicKey: SshPublicKey;
  readonly isEncrypted: boolean;
  /** Signs data; the signature as SSH writes it. */
  readonly sign?: (data: Buffer) => Buffer;
}

/**
 * Reads a private key as OpenSSH writes it (its PROTOCOL.key).
 * @returns undefined where the text is in another form
 * @throws an error where it is in this form and damaged; its message says nothing of the key
 */
export function keyInText(text: string): KeyInFile | undefined {
  const [, base64] = PEM.exec(text.replaceAll('\r\n', '\n')) ?? [];
  if (base64 === undefined) return undefined;
  const reader = new SshReader(Buffer.from(base64, 'base64'));
  if (reader.bytes(MAGIC.length).toString('latin1') !== MAGIC) return undefined;
  const cipher = reader.text();
  reader.string(); // how the key is made from a passphrase
  reader.string(); // and with what
  if (reader.uint32() !== 1) throw new RangeError('A file of several keys');
  const publicKey = new SshPublicKey(reader.string());
  if (cipher !== 'none') return { publicKey, isEncrypted: true };
  if (publicKey.isSecurityKey) return { publicKey, isEncrypted: false };
  const section = new SshReader(reader.string());
  const [check, again] = [section.uint32(), section.uint32()];
  if (check !== again) throw new RangeError('The two check numbers differ');
  const signer = signerOf(section);
  // What is signed by a half that does not belong to the other would verify nowhere.
  const probe = Buffer.from('probe');
  if (!publicKey.verifies(probe, signer(probe))) throw new RangeError('The two halves of the key do not fit');
  return { publicKey, isEncrypted: false, sign: signer };
}

function signerOf(section: SshReader): (data: Buffer) => Buffer {
  const type = section.text();
  if (type === 'ssh-ed25519') {
    const [x, both] = [section.string(), section.string()];
    const d = both.subarray(0, 32);
    const key = privateKey({ kty: 'OKP', crv: 'Ed25519', x: base64url(x), d: base64url(d) });
    return (data) => Buffer.concat([sshString(type), sshString(sign(null, data, key))]);
  }
  if (type === 'ssh-rsa') {
    const key = rsaKey(section);
    return (data) => Buffer.concat([sshString('rsa-sha2-512'), sshString(sign('sha512', data, key))]);
  }
  const name = section.text();
  const curve = type === `ecdsa-sha2-${name}` && Object.hasOwn(CURVES, name) ? CURVES[name] : undefined;
  if (!curve) throw new TypeError('Not a kind of key that is known');
  const { crv, length, hash } = curve;
  const point = pointOf(section.string(), length);
  const key = privateKey({ kty: 'EC', crv, ...point, d: base64url(padded(section.mpint(), length)) });
  return (data) => {
    const numbers = sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
    const [r, s] = [numbers.subarray(0, length), numbers.subarray(length)];
    return Buffer.concat([sshString(type), sshString(Buffer.concat([sshMpint(r), sshMpint(s)]))]);
  };
}

function rsaKey(section: SshReader): KeyObject {
  const number = () => section.mpint();
  const [n, e, d, qi, p, q] = [number(), number(), number(), number(), number(), number()];
  // OpenSSH leaves out two numbers that a JWK must have.
  const rest = (prime: Buffer) => bytesOf(numberOf(d) % (numberOf(prime) - 1n));
  const parts = { n, e, d, p, q, dp: rest(p), dq: rest(q), qi };
  const written = Object.entries(parts).map(([name, bytes]) => [name, base64url(bytes)]);
  return privateKey({ kty: 'RSA', ...Object.fromEntries(written) });
}

function privateKey(jwk: Record<string, string>): KeyObject {
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex') || '0'}`);
}

function bytesOf(number: bigint): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}
