import type { Org } from '../../org.ts';
import type { PracticeUser } from '../../people.ts';
import type { Session } from '../../sessions.ts';

/** Whom no token leads into the pages since Spring '26: facts 1.4 [D]. guess [I]: facts do not say that it goes by profile. */
function isApiOnly({ profile }: PracticeUser): boolean {
  return profile === 'Minimum Access - API Only Integrations';
}

/** A session for the pages of whoever holds a token: facts 1.4 [P/C]. None for users of the API only, nor without a token. */
export function bridged(org: Org, token: Session | undefined): Session | undefined {
  if (!token || isApiOnly(org.signedIn(token))) return undefined;
  return token.apiOnly ? org.openSession(token.userId, new URL(org.addresses.myDomain).host) : token;
}
