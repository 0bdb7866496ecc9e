import { readFile } from 'node:fs/promises';
import { OwnedFile } from '../../machine/owned-file.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { NAMESPACE } from './names.ts';
import { signBySshKeygen } from './ssh-keygen.ts';
import { type KeyInFile, keyInText } from './ssh-private-key.ts';
import { SshPublicKey } from './ssh-public-key.ts';
import { isOver, readSignature, signatureText, toBeSigned } from './sshsig.ts';

const SETTING = 'SETUPWRIGHT_SEAL_KEY_FILE';
/** What is signed to see whether the key can be used; nobody takes this namespace for evidence. */
const TRIAL = 'runbook-evidence-trial@v1';

/** Whoever signs the list of a run's files. */
export interface Signer {
  /** Of the public key, as `ssh-keygen -l` writes it. */
  readonly fingerprint: string;
  /** Whether somebody has to touch a security key. */
  readonly waitsForTouch: boolean;
  /** @returns the text of a `.sig` file over the message @throws Trouble of kind `evidence` where it cannot be made */
  sign(message: Buffer): Promise<string>;
}

/**
 * The signer that a key file makes: an OpenSSH private key that is not encrypted signs here; any other is used by
 * `ssh-keygen`, which finds keys in an agent and in security keys too.
 * @param path a private key for its owner alone, or a `.pub` file whose private half an agent has
 * @throws Trouble of kind `usage` where the file holds no key, `preflight` where the key cannot be used now; nobody is
 * asked for a passphrase
 */
export async function signerFrom(path: string): Promise<Signer> {
  const { publicKey, isEncrypted, sign: signHere } = await keyIn(path);
  const signs = async (message: Buffer, namespace: string): Promise<string> => {
    if (!signHere) return await signBySshKeygen(path, namespace, message);
    const raw = signHere(toBeSigned(message, namespace));
    return signatureText({ publicKey, namespace, hash: 'sha512', raw });
  };
  if (!signHere && !publicKey.isSecurityKey) {
    const probe = Buffer.from('setupwright');
    const signature = await signs(probe, TRIAL).catch((error: unknown) => {
      const remedy = isEncrypted
        ? 'Its key is encrypted: give it to an agent (ssh-add) before the run, with SSH_AUTH_SOCK set.'
        : 'See that an agent has the private half (ssh-add -L), that SSH_AUTH_SOCK is set and ssh-keygen installed.';
      throw new Trouble('preflight', `${SETTING} names a key that cannot be used now.`, remedy, error);
    });
    refuseOther(signature, probe, TRIAL, publicKey);
  }
  return {
    fingerprint: publicKey.fingerprint,
    waitsForTouch: publicKey.isSecurityKey,
    sign: async (message) => {
      const signature = await signs(message, NAMESPACE).catch((error: unknown) => {
        throw new Trouble('evidence', 'The seal could not be signed.', 'See that the key is still there.', error);
      });
      refuseOther(signature, message, NAMESPACE, publicKey);
      return signature;
    },
  };
}

async function keyIn(path: string): Promise<KeyInFile> {
  if (path.endsWith('.pub')) return { publicKey: await publicKeyIn(path), isEncrypted: false };
  const file = await OwnedFile.at(path);
  const text = await file.read();
  if (text === undefined) throw unusable('the file does not exist');
  let key: KeyInFile | undefined;
  try {
    key = keyInText(text);
  } catch {
    // Left out: what a parser says may quote the key.
    throw unusable('its key is damaged or of a kind that is not known');
  }
  if (key) return key;
  // An older form, which ssh-keygen reads; the public half stands beside it.
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return { publicKey: await publicKeyIn(`${path}.pub`), isEncrypted: text.includes('ENCRYPTED') };
  }
  throw unusable('the file holds no SSH key');
}

async function publicKeyIn(path: string): Promise<SshPublicKey> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw unusable(`${path} cannot be read`);
  try {
    return SshPublicKey.onLine(text);
  } catch {
    throw unusable(`${path} holds no public key of a kind that is known`);
  }
}

/** A signature of our own is believed no more than another's. */
function refuseOther(text: string, message: Buffer, namespace: string, key: SshPublicKey): void {
  const signature = readSignature(text);
  const isRight = signature.namespace === namespace && signature.publicKey.blob.equals(key.blob);
  if (isRight && isOver(message, signature)) return;
  throw new Trouble('evidence', 'The signature that was made does not verify.', `See that ${SETTING} names one key.`);
}

function unusable(why: string): Trouble {
  return new Trouble('usage', `${SETTING} is not usable: ${why}.`, 'Make one with: ssh-keygen -t ed25519 -f seal-key');
}
