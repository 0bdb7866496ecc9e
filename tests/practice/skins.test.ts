import { expect, test } from '@playwright/test';
import { type ReleaseName, releases } from '../../src/practice-org/index.ts';
import type { Practice } from '../support/practice.ts';
import { expectConverged, runAgainst } from './witness.ts';

const LOCKED = 'The org does not let this be changed';

/** What the record of a run says of a Security setting on each release: facts 0.3, 3.2 [S]. */
const PKCE: Readonly<Record<ReleaseName, boolean>> = { '2025-10': false, '2026-08': true };

async function isPkceLocked(org: Practice): Promise<boolean> {
  const pkce = (await org.record('run')).steps.find(({ says }) => says === 'Ensure: PKCE');
  return pkce?.deviations.some((text) => text.startsWith(LOCKED)) === true;
}

for (const release of Object.keys(releases) as ReleaseName[]) {
  test(`on release ${release} the runbook converges, and again finds all already so`, { tag: '@sweep' }, () =>
    runAgainst({ release }, async (ended, org) => {
      expectConverged(ended, org);
      expect(await isPkceLocked(org)).toBe(PKCE[release]);

      const again = await org.run(['--out', 'again']);
      expectConverged(again, org);
      const { sections } = await org.record('again');
      expect(sections.map(({ outcome }) => outcome)).toEqual(sections.map(() => 'already so'));
    }),
  );
}

for (const variant of [
  { gates: 'closed' },
  { shadow: 'native' },
  // What differs most, and a list that has to be scrolled: what every suite shows (facts 3.1, 11.8).
  { release: '2025-10', gates: 'closed', shadow: 'native', apps: 200 },
] as const) {
  const tag = 'release' in variant ? [] : '@sweep';
  test(
    `with components of the kind ${JSON.stringify(variant)} the runbook converges (practice-org facts 2, 3)`,
    { tag },
    () =>
      runAgainst(variant, async (ended, org) => {
        expectConverged(ended, org);
        expect(await isPkceLocked(org)).toBe(PKCE['release' in variant ? variant.release : '2026-08']);
      }),
  );
}

for (const apps of [0, 200]) {
  const tag = '@sweep';
  test(`in an org with ${apps} apps the runbook finds its app again`, { tag }, () =>
    runAgainst({ apps }, async (ended, org) => {
      expectConverged(ended, org);
      expectConverged(await org.run(['--out', 'again']), org);
      expect((await org.record('again')).sections[0]?.outcome).toBe('already so');
    }),
  );
}
