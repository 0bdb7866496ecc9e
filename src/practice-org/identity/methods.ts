import { createPublicKey } from 'node:crypto';

/** A way to prove who one is, as VerificationHistory calls it: facts 8.4 [D]. */
export type MethodName = 'BuiltInAuthenticator' | 'U2F' | 'SalesforceAuthenticator' | 'Totp' | 'Email';

/** A passkey as the org keeps it; bytes are base64url. */
export interface Passkey {
  readonly id: string;
  /** In the form of WebAuthn (COSE). */
  readonly publicKey: string;
  /** How often it was used, as it said itself. */
  counter: number;
  readonly transports: readonly string[];
}

/** What a user has registered to prove who they are. */
export interface Methods {
  passkeys: Passkey[];
  /** Whether the app Salesforce Authenticator asks them to approve. */
  salesforceAuthenticator: boolean;
  /** The app that shows codes: its secret in base32, and the last period of half a minute of which a code was used. */
  totp: { readonly secret: string; lastPeriod: number } | null;
}

/** What a test or a person registers for the admin; what is left out stays as it is, and null takes it away. */
export interface NewMethods {
  /** Base32. */
  readonly totpSecret?: string | null;
  readonly salesforceAuthenticator?: boolean;
  /** As Playwright's `context.credentials` holds one: base64url, the public key of P-256 in the form SPKI. */
  readonly passkey?: {
    readonly id: string;
    readonly publicKey: string;
    readonly signCount?: number;
    readonly transports?: readonly string[];
  } | null;
}

/** What the admin has registered, as a person looks at it. */
export interface MethodsAtHand {
  readonly passkeys: number;
  readonly salesforceAuthenticator: boolean;
  /** The app with the codes: its secret in base32, and the code that it shows at the org's time. */
  readonly totp: { readonly secret: string; readonly code: string } | null;
}

/** Registered where a person only says that there is an authenticator app, not with which secret. */
export const usualTotpSecret = 'PRACTICEPRACTICEPRACTICEPRACTICE';

export function noMethods(): Methods {
  return { passkeys: [], salesforceAuthenticator: false, totp: null };
}

/** @throws Error where the public key of a passkey is not one of P-256 */
export function registered(before: Methods, { totpSecret, salesforceAuthenticator, passkey }: NewMethods): Methods {
  return {
    passkeys: passkey === undefined ? before.passkeys : passkey === null ? [] : [keptPasskey(passkey)],
    salesforceAuthenticator: salesforceAuthenticator ?? before.salesforceAuthenticator,
    totp: totpSecret === undefined ? before.totp : totpSecret === null ? null : { secret: totpSecret, lastPeriod: 0 },
  };
}

function keptPasskey({
  id,
  publicKey,
  signCount = 0,
  transports = ['internal'],
}: NonNullable<NewMethods['passkey']>): Passkey {
  return { id, publicKey: coseOf(publicKey), counter: signCount, transports: [...transports] };
}

/** In the order in which Salesforce asks for them; e-mail only where nothing else is registered: facts 6.2 [D]. */
export function methodsOf({ passkeys, salesforceAuthenticator, totp }: Methods): MethodName[] {
  const kinds = passkeys.map(kindOf);
  const registered: MethodName[] = [
    ...(['BuiltInAuthenticator', 'U2F'] as const).filter((kind) => kinds.includes(kind)),
    ...(salesforceAuthenticator ? (['SalesforceAuthenticator'] as const) : []),
    ...(totp ? (['Totp'] as const) : []),
  ];
  return registered.length > 0 ? registered : ['Email'];
}

/** A security key is what one plugs in or holds near; all else is built in. */
export function kindOf({ transports }: Passkey): 'BuiltInAuthenticator' | 'U2F' {
  const carried = transports.length > 0 && transports.every((way) => ['usb', 'nfc', 'ble'].includes(way));
  return carried ? 'U2F' : 'BuiltInAuthenticator';
}

/** The same key in the form of WebAuthn (RFC 9053, 7.1.1): a map of type EC2, ES256, P-256, x and y. */
function coseOf(spki: string): string {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
  const { crv, x = '', y = '' } = key.export({ format: 'jwk' });
  if (crv !== 'P-256') throw new Error('The public key of the passkey is not one of P-256.');
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  const [left, right] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return Buffer.concat([bytes('a5010203262001215820'), left, bytes('225820'), right]).toString('base64url');
}
