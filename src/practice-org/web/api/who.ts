import { longId } from '../../ids.ts';
import type { Org } from '../../org.ts';
import type { PracticeUser } from '../../people.ts';

/** The place of everybody in the org, and the language of the org itself. */
export const everywhere = { language: 'en_US', locale: 'en_US', timeZone: 'Europe/London' } as const;

export function identityUrl(org: Org, user: PracticeUser): string {
  return `${org.addresses.myDomain}/id/${org.longOrgId}/${longId(user.id)}`;
}

/** What `userinfo` tells of the bearer of a token. */
export function userInfo(org: Org, user: PracticeUser): Record<string, unknown> {
  const { locale, timeZone } = everywhere;
  return {
    sub: identityUrl(org, user),
    user_id: longId(user.id),
    organization_id: org.longOrgId,
    preferred_username: user.username,
    nickname: user.alias,
    name: `${user.firstName} ${user.lastName}`,
    given_name: user.firstName,
    family_name: user.lastName,
    email: user.email,
    email_verified: true,
    zoneinfo: timeZone,
    locale,
    language: user.language,
    active: user.active,
    urls: { rest: `${org.addresses.myDomain}/services/data/v{version}/` },
  };
}

/** What the identity URL tells of a user. */
export function identity(org: Org, user: PracticeUser): Record<string, unknown> {
  const { locale } = everywhere;
  return {
    id: identityUrl(org, user),
    user_id: longId(user.id),
    organization_id: org.longOrgId,
    username: user.username,
    display_name: `${user.firstName} ${user.lastName}`,
    email: user.email,
    active: user.active,
    user_type: 'STANDARD',
    language: user.language,
    locale,
  };
}
