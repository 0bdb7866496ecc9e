import { createHash } from 'node:crypto';
import { SshPublicKey } from './ssh-public-key.ts';
import { SshReader, sshString } from './ssh-wire.ts';

/** The format of `ssh-keygen -Y sign`, as OpenSSH's PROTOCOL.sshsig describes it. */
const MAGIC = 'SSHSIG';
const VERSION = Buffer.from([0, 0, 0, 1]);
const HASHES = ['sha512', 'sha256'] as const;
const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';
const LINE = 70;

export interface Signature {
  readonly publicKey: SshPublicKey;
  readonly namespace: string;
  readonly hash: (typeof HASHES)[number];
  /** As SSH writes it, without what was signed. */
  readonly raw: Buffer;
}

/** What a key really signs for a message. */
export function toBeSigned(message: Buffer, namespace: string, hash: Signature['hash'] = 'sha512'): Buffer {
  const digest = createHash(hash).update(message).digest();
  return Buffer.concat([Buffer.from(MAGIC), ...[namespace, '', hash, digest].map(sshString)]);
}

/** The signature as the text of a `.sig` file. */
export function signatureText({ publicKey, namespace, hash, raw }: Signature): string {
  const fields = [publicKey.blob, namespace, '', hash, raw].map(sshString);
  const base64 = Buffer.concat([Buffer.from(MAGIC), VERSION, ...fields]).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
}

/** Reads the text of a `.sig` file. @throws an error where it is none */
export function readSignature(text: string): Signature {
  const lines = text.split('\n');
  const [begin, end] = [lines.shift(), lines.splice(-2).join('\n')];
  if (begin !== BEGIN || end !== `${END}\n` || !lines.every((line) => /^[A-Za-z0-9+/=]+$/.test(line))) {
    throw new TypeError('Not an SSH signature');
  }
  const reader = new SshReader(Buffer.from(lines.join(''), 'base64'));
  if (reader.bytes(MAGIC.length).toString('latin1') !== MAGIC) throw new TypeError('Not an SSH signature');
  if (!reader.bytes(VERSION.length).equals(VERSION)) throw new TypeError('An SSH signature of another version');
  const publicKey = new SshPublicKey(reader.string());
  const namespace = reader.text();
  reader.string(); // reserved
  const said = reader.text();
  const hash = HASHES.find((each) => each === said);
  const raw = reader.string();
  if (!hash || !reader.isAtEnd) throw new TypeError('An SSH signature of another form');
  return { publicKey, namespace, hash, raw };
}

/** Whether the signature was made over this message, by the key and for the namespace that it names. */
export function isOver(message: Buffer, { publicKey, namespace, hash, raw }: Signature): boolean {
  return publicKey.verifies(toBeSigned(message, namespace, hash), raw);
}
