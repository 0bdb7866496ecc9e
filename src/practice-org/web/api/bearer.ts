import type { Context } from 'hono';
import type { Org } from '../../org.ts';
import type { PracticeUser } from '../../people.ts';
import { bearerSession } from '../signed-in.ts';
import { ApiError } from './errors.ts';

/** The user of an API call. @throws ApiError without a session that lasts */
export function bearerOf(c: Context, org: Org): PracticeUser {
  const session = bearerSession(c, org);
  if (!session) throw new ApiError('INVALID_SESSION_ID', 'Session expired or invalid', 401);
  return org.signedIn(session);
}

/** The version of the API that a call asks: 67 for `v67.0`. */
export function versionOf(c: Context): number {
  return Number.parseInt(c.req.param('version')?.slice(1) ?? '', 10);
}
