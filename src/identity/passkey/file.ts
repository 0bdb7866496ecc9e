import { z } from 'zod';
import { readPrivate, updatePrivate } from '../../machine/private-file.ts';
import type { Secret, SecretBook } from '../../runbook/secret.ts';
import { Trouble } from '../../runbook/trouble.ts';

const base64url = z.string().regex(/^[\w-]+$/);

/** A passkey as the virtual authenticator of Playwright holds one (identity facts 3 [P]); keys in DER, base64url. */
const Passkey = z.strictObject({
  id: base64url,
  rpId: z.string().min(1),
  userHandle: base64url,
  privateKey: base64url,
  publicKey: base64url,
  /** The count that the next use goes beyond: an org takes one that goes back for a copy. */
  signCount: z.number().int().min(0),
  /** Origin of the org's My Domain, and who it signs in there. */
  org: z.string(),
  username: z.string(),
  enrolledAt: z.string(),
  lastUsedAt: z.string().optional(),
});
export type Passkey = Readonly<z.output<typeof Passkey>>;

const Content = z.strictObject({
  format: z.literal('setupwright passkeys'),
  version: z.literal(1),
  passkeys: z.array(Passkey),
});

/** Whose passkey, and where. */
export interface PasskeyOwner {
  readonly url: string;
  readonly username: string;
}

export function belongsTo(passkey: Passkey, { url, username }: PasskeyOwner): boolean {
  return passkey.org === url && passkey.username.toLowerCase() === username.toLowerCase();
}

/** Passkeys in a file for its owner alone, encrypted where there is a passphrase. */
export class PasskeyFile {
  readonly path: string;
  readonly #passphrase: Secret | undefined;
  readonly #book: SecretBook;

  constructor(path: string, passphrase: Secret | undefined, book: SecretBook) {
    this.path = path;
    this.#passphrase = passphrase;
    this.#book = book;
  }

  get isEncrypted(): boolean {
    return this.#passphrase !== undefined;
  }

  /** All passkeys; none where there is no file yet. @throws Trouble where the file is not one of passkeys */
  async all(): Promise<readonly Passkey[]> {
    return this.#read(await readPrivate(this.path, this.#passphrase));
  }

  async of(owner: PasskeyOwner): Promise<readonly Passkey[]> {
    return (await this.all()).filter((each) => belongsTo(each, owner));
  }

  /** Changes the passkeys, one process at a time. */
  async change(edit: (passkeys: readonly Passkey[]) => readonly Passkey[]): Promise<void> {
    await updatePrivate(
      this.path,
      (content) => ({
        format: 'setupwright passkeys',
        version: 1,
        passkeys: this.#kept(edit(this.#read(content))),
      }),
      this.#passphrase,
    );
  }

  #read(content: unknown): readonly Passkey[] {
    if (content === undefined) return [];
    const read = Content.safeParse(content);
    if (!read.success)
      throw new Trouble('usage', `${this.path} is not a file of passkeys.`, 'Name another in SALESFORCE_PASSKEY_FILE.');
    return this.#kept(read.data.passkeys);
  }

  #kept(passkeys: readonly Passkey[]): readonly Passkey[] {
    for (const { privateKey } of passkeys) this.#book.keep('private key of a passkey', privateKey);
    return passkeys;
  }
}
