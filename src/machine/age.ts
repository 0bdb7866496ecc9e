import type { Secret } from '../runbook/secret.ts';

/**
 * Base-2 logarithm of the work that a passphrase costs, for us and for whoever tries them out. 16 takes a third of a
 * second in JavaScript (measured), on the way in and on the way out; each step more doubles it.
 */
const WORK_FACTOR = 16;

const ARMORED = '-----BEGIN AGE ENCRYPTED FILE-----';

export function isAge(text: string): boolean {
  return text.trimStart().startsWith(ARMORED);
}

/** The text as an armored age file, which `age --decrypt` opens with the same passphrase. */
export async function encrypt(text: string, passphrase: Secret): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase.reveal());
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  return armor.encode(await encrypter.encrypt(text));
}

/**
 * The text as an armored age file for recipients (`age1…`), each of whom opens it with an own identity.
 * @throws an error where age does not know a recipient
 */
export async function encryptFor(text: string, recipients: readonly string[]): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

/** What {@link encrypt} was given. @throws an error where the passphrase is another one or the file is damaged */
export async function decrypt(armored: string, passphrase: Secret): Promise<string> {
  const { armor, Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase.reveal());
  return await decrypter.decrypt(armor.decode(armored), 'text');
}
