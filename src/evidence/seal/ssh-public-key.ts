import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { padded, SshReader } from './ssh-wire.ts';

/** NIST's curves by SSH's names for them: the name in a JWK, the length of a coordinate in bytes, and the hash. */
export const CURVES: Readonly<
  Record<string, { readonly crv: string; readonly length: number; readonly hash: string }>
> = {
  nistp256: { crv: 'P-256', length: 32, hash: 'sha256' },
  nistp384: { crv: 'P-384', length: 48, hash: 'sha384' },
  nistp521: { crv: 'P-521', length: 66, hash: 'sha512' },
};

const RSA_HASHES: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' };
const SMALLEST_RSA_BITS = 2048;

/** The key of a security key signs for an application, with flags and a counter of its own. */
const SECURITY_KEY = /^sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com$/;

/** A public key as SSH writes it, in `.pub` files, signatures and lists of allowed signers. */
export class SshPublicKey {
  readonly type: string;
  /** The whole key as SSH writes it: two keys are one where these bytes are. */
  readonly blob: Buffer;
  readonly #key: KeyObject;
  readonly #hash: string;
  readonly #application: Buffer | undefined;

  /** @throws an error where these bytes are no key of a kind that is known */
  constructor(blob: Buffer) {
    const reader = new SshReader(blob);
    this.type = reader.text();
    this.blob = blob;
    const { jwk, hash } = keyOf(this.type.replace(SECURITY_KEY, '$1'), reader);
    this.#application = this.isSecurityKey ? reader.string() : undefined;
    if (!reader.isAtEnd) throw new RangeError('There is more than a key');
    this.#hash = hash;
    this.#key = createPublicKey({ key: jwk, format: 'jwk' });
    const bits = this.#key.asymmetricKeyDetails?.modulusLength;
    if (bits !== undefined && bits < SMALLEST_RSA_BITS) throw new RangeError('The RSA key is too small');
  }

  /** The key on a line such as `ssh-ed25519 AAAA… comment`. @throws an error where there is none */
  static onLine(line: string): SshPublicKey {
    const [type, base64 = ''] = line.trim().split(/\s+/);
    const key = new SshPublicKey(Buffer.from(base64, 'base64'));
    if (key.type !== type) throw new TypeError('The key is not of the kind that its line says');
    return key;
  }

  /** Whether the private half is in a security key, which waits for a touch. */
  get isSecurityKey(): boolean {
    return SECURITY_KEY.test(this.type);
  }

  /** As `ssh-keygen -l` writes it. */
  get fingerprint(): string {
    return `SHA256:${createHash('sha256').update(this.blob).digest('base64').replace(/=+$/, '')}`;
  }

  /** Whether this signature, as SSH writes it, was made over the data by this key. */
  verifies(data: Buffer, signature: Buffer): boolean {
    try {
      const reader = new SshReader(signature);
      const algorithm = reader.text();
      const raw = reader.string();
      let signed = data;
      if (this.#application) {
        const flagsAndCounter = reader.bytes(5);
        signed = Buffer.concat([sha256(this.#application), flagsAndCounter, sha256(data)]);
      }
      return reader.isAtEnd && this.#verifiesRaw(algorithm, signed, raw);
    } catch {
      // A signature that cannot be read is none.
      return false;
    }
  }

  #verifiesRaw(algorithm: string, data: Buffer, raw: Buffer): boolean {
    const kind = this.#key.asymmetricKeyType;
    if (kind === 'rsa') {
      // SHA-1 is no longer a proof.
      const hash = Object.hasOwn(RSA_HASHES, algorithm) ? RSA_HASHES[algorithm] : undefined;
      return hash !== undefined && verify(hash, data, this.#key, raw);
    }
    if (algorithm !== this.type) return false;
    if (kind === 'ed25519') return verify(null, data, this.#key, raw);
    const length = Object.values(CURVES).find(({ hash }) => hash === this.#hash)?.length ?? 0;
    const reader = new SshReader(raw);
    const numbers = [padded(reader.mpint(), length), padded(reader.mpint(), length)];
    const key = { key: this.#key, dsaEncoding: 'ieee-p1363' } as const;
    return reader.isAtEnd && verify(this.#hash, data, key, Buffer.concat(numbers));
  }
}

function keyOf(type: string, reader: SshReader): { jwk: JsonWebKey; hash: string } {
  if (type === 'ssh-ed25519') return { jwk: { kty: 'OKP', crv: 'Ed25519', x: base64url(reader.string()) }, hash: '' };
  if (type === 'ssh-rsa') {
    const [e, n] = [reader.mpint(), reader.mpint()];
    return { jwk: { kty: 'RSA', e: base64url(e), n: base64url(n) }, hash: '' };
  }
  const name = type.replace(/^ecdsa-sha2-/, '');
  const curve = type !== name && Object.hasOwn(CURVES, name) ? CURVES[name] : undefined;
  if (!curve || reader.text() !== name) throw new TypeError('Not a kind of key that is known');
  return { jwk: { kty: 'EC', crv: curve.crv, ...pointOf(reader.string(), curve.length) }, hash: curve.hash };
}

/** The two coordinates of a point that is written whole. */
export function pointOf(point: Buffer, length: number): { x: string; y: string } {
  const UNCOMPRESSED = 4;
  if (point[0] !== UNCOMPRESSED || point.length !== 1 + 2 * length) throw new RangeError('Not a point of that curve');
  return { x: base64url(point.subarray(1, 1 + length)), y: base64url(point.subarray(1 + length)) };
}

export function base64url(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
