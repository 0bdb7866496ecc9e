import { expect, test } from '@playwright/test';
import { type ReleaseName, releases } from '../../src/practice-org/index.ts';
import { isPkceLocked, PKCE } from './known-ends.ts';
import { expectConverged, runAgainst } from './witness.ts';

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

// Both together, on the older release and with 200 apps, are what every suite shows: together.test.ts.
for (const variant of [{ gates: 'closed' }, { shadow: 'native' }] as const) {
  const tag = '@sweep';
  test(
    `with components of the kind ${JSON.stringify(variant)} the runbook converges (practice-org facts 2, 3)`,
    { tag },
    () =>
      runAgainst(variant, async (ended, org) => {
        expectConverged(ended, org);
        expect(await isPkceLocked(org)).toBe(PKCE['2026-08']);
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
