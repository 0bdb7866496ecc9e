import type { PracticeState } from '../state.ts';
import type { Release } from './release.ts';

/**
 * Makes the org one of this release: what it locks is ticked, and what it does not offer is gone from every app.
 * guess [I]: facts 10, what an upgrade does to apps that exist is not public.
 */
export function adopt(release: Release, state: PracticeState): void {
  state.catalogue = structuredClone(release.catalogue);
  const { appOptions, flows, security, refreshTokenPolicies } = release.catalogue;
  const offered = [...appOptions, ...flows, ...security].map(({ value }) => value);
  const locked = security.filter((tick) => tick.locked).map(({ value }) => value);
  for (const { settings, policies, packageDefaults } of state.apps) {
    const { oauth } = settings;
    if (oauth) oauth.ticked = [...new Set([...oauth.ticked.filter((tick) => offered.includes(tick)), ...locked])];
    for (const each of [policies, packageDefaults]) {
      const known = refreshTokenPolicies.some(({ value }) => value === each.refreshTokenPolicy);
      if (!known) each.refreshTokenPolicy = release.firstRefreshTokenPolicy;
    }
  }
}
