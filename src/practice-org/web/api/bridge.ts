import type { Session } from '../../identity/sessions.ts';
import type { Org } from '../../org.ts';
import { isApiOnly } from '../../people.ts';

/** A session for the pages of whoever holds a token: facts 1.4 [P/C]. None for users of the API only, nor without a token. */
export function bridged(org: Org, token: Session | undefined): Session | undefined {
  if (!token || isApiOnly(org.signedIn(token))) return undefined;
  return token.byToken ? org.openSession(token.userId, new URL(org.addresses.myDomain).host) : token;
}
