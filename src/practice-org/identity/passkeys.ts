import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { PracticeUser } from '../people.ts';
import type { Passkey } from './methods.ts';

/** Loaded when somebody uses a passkey: it takes longer to load than the rest of the practice org. */
const webauthn = () => import('@simplewebauthn/server');

/** What a browser needs to make a passkey for this user. @param origin the host whose passkey it is to be */
export async function creationFor(origin: string, user: PracticeUser, nonce: string) {
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: 'Salesforce',
    rpID: new URL(origin).hostname,
    userID: bytesOf(user.id),
    userName: user.username,
    userDisplayName: `${user.firstName} ${user.lastName}`,
    challenge: bytesOf(nonce),
    excludeCredentials: user.methods.passkeys.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/** The passkey that a browser made; undefined where the answer is not one to this question. */
export async function enrolled(origin: string, nonce: string, answer: string): Promise<Passkey | undefined> {
  const { verifyRegistrationResponse } = await webauthn();
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: JSON.parse(answer) as RegistrationResponseJSON,
      ...expectations(origin, nonce),
    });
    if (!registrationInfo) return undefined;
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports };
  } catch {
    return undefined;
  }
}

/** What a browser needs to sign with one of these passkeys. */
export async function requestFor(origin: string, passkeys: readonly Passkey[], nonce: string) {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    challenge: bytesOf(nonce),
    allowCredentials: passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
    userVerification: 'preferred',
  });
}

/** Did one of these passkeys sign what it was asked to? Its counter goes on; one that goes back is refused. */
export async function accepts(
  origin: string,
  passkeys: readonly Passkey[],
  nonce: string,
  answer: string,
): Promise<boolean> {
  const { verifyAuthenticationResponse } = await webauthn();
  try {
    const response = JSON.parse(answer);
    const passkey = passkeys.find(({ id }) => id === response.id);
    if (!passkey || nonce === '') return false;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      ...expectations(origin, nonce),
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
        transports: [...passkey.transports],
      },
    });
    if (verified) passkey.counter = authenticationInfo.newCounter;
    return verified;
  } catch {
    // The library throws for an answer that is not readable, and for one to another question, host or counter.
    return false;
  }
}

function expectations(origin: string, nonce: string) {
  return {
    expectedChallenge: Buffer.from(nonce).toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    requireUserVerification: false,
  };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text));
}
