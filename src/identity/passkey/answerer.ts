import type { Credentials } from 'playwright';
import { Trouble } from '../../runbook/trouble.ts';
import type { Answerer } from '../answerer.ts';
import type { PasskeyFile, PasskeyOwner } from './file.ts';

export interface PasskeyOptions {
  readonly file: PasskeyFile;
  readonly target: PasskeyOwner;
  /** The virtual authenticator of the browser window. */
  readonly credentials: () => Credentials;
}

/**
 * Answers with a passkey that is kept in a file, by the browser's virtual authenticator (identity facts 3 [P]). The count
 * of uses goes forward in the file before each use, so that it never goes back, whatever becomes of the run.
 */
export function passkeyInFile({ file, target, credentials }: PasskeyOptions): Answerer {
  const own = async () => {
    const found = await file.of(target);
    if (found.length > 0) return found;
    throw new Trouble(
      'preflight',
      `${file.path} holds no passkey of ${target.username} at ${target.url}.`,
      'Enrol one with "setupwright passkey enrol", or leave SALESFORCE_PASSKEY_FILE out.',
    );
  };
  return {
    name: `passkey in the file ${file.path}`,
    kinds: ['passkey'],
    preflight: async () => {
      await own();
    },
    ready: async () => {
      const passkeys = await own();
      const authenticator = credentials();
      await authenticator.install();
      for (const { rpId, id, userHandle, privateKey, publicKey, signCount } of passkeys) {
        await authenticator.delete(id).catch(() => undefined);
        await authenticator.create(rpId, { id, userHandle, privateKey, publicKey, signCount });
      }
      const next = new Map(passkeys.map(({ id, signCount }) => [id, signCount + 1]));
      await keepCounts(file, next);
      let pressed = false;
      return {
        answer: async () => {
          if (pressed) throw new Trouble('person', `${file.path}: the org does not accept its passkey.`, '');
          pressed = true;
          return { press: true };
        },
        [Symbol.asyncDispose]: async () => {
          if (!pressed) return;
          const held = await authenticator.get().catch(() => []);
          const used = held.filter(({ id, signCount }) => signCount >= (next.get(id) ?? Number.POSITIVE_INFINITY));
          await keepCounts(file, new Map(used.map(({ id, signCount }) => [id, signCount])), new Date());
        },
      };
    },
  };
}

/** Counts only go forward: another run may have used the same passkey meanwhile. */
async function keepCounts(file: PasskeyFile, counts: ReadonlyMap<string, number>, usedAt?: Date): Promise<void> {
  await file.change((passkeys) =>
    passkeys.map((each) => {
      const count = counts.get(each.id);
      if (count === undefined) return each;
      const used = usedAt ? { lastUsedAt: usedAt.toISOString() } : {};
      return { ...each, signCount: Math.max(each.signCount, count), ...used };
    }),
  );
}
