import { createHmac } from 'node:crypto';

/**
 * An access token in the form of a JWT around a session id. guess [I]: facts 8.3 say that there are such tokens, and not
 * what is in them. Whoever knows the session id may do all that the token lets them do, so nobody checks the signature.
 */
export function jsonWebToken(sessionId: string, claims: Readonly<Record<string, unknown>>, secret: string): string {
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { ...claims, jti: sessionId },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signed = parts.join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The session id that an access token is, or holds. */
export function sessionIdIn(token: string): string {
  const [, claims] = /^ey[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token) ?? [];
  if (claims === undefined) return token;
  try {
    return String(JSON.parse(Buffer.from(claims, 'base64url').toString()).jti);
  } catch {
    return token;
  }
}
