import type { Credentials } from 'playwright';
import type { Challenge } from '../../runbook/identity.ts';
import { Trouble } from '../../runbook/trouble.ts';
import type { Answerer } from '../answerer.ts';
import type { Passkey, PasskeyFile, PasskeyOwner } from './file.ts';

/** Has the browser's virtual authenticator make a passkey where the org asks for one: for the command that was told to. */
export function passkeyEnrolment(credentials: () => Credentials): Answerer {
  return {
    name: 'a new passkey',
    kinds: ['passkey enrolment'],
    preflight: async () => undefined,
    ready: async () => {
      await credentials().install();
      const pressedFor = new WeakSet<Challenge>();
      return {
        answer: async (challenge) => {
          if (pressedFor.has(challenge)) throw new Trouble('person', 'The org takes no new passkey.', '');
          pressedFor.add(challenge);
          return { press: true };
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
}

/**
 * Keeps the passkeys that the browser made and the file does not hold yet.
 * @returns those that were added
 */
export async function keepEnrolled(
  credentials: Credentials,
  file: PasskeyFile,
  { url, username }: PasskeyOwner,
): Promise<readonly Passkey[]> {
  const held = await credentials.get();
  let added: readonly Passkey[] = [];
  await file.change((passkeys) => {
    const known = new Set(passkeys.map(({ id }) => id));
    const enrolledAt = new Date().toISOString();
    added = held
      .filter(({ id }) => !known.has(id))
      .map(({ id, rpId, userHandle, privateKey, publicKey, signCount }) => ({
        ...{ id, rpId, userHandle, privateKey, publicKey, signCount },
        ...{ org: url, username, enrolledAt },
      }));
    return [...passkeys, ...added];
  });
  return added;
}
