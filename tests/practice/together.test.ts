import { expect, test } from '@playwright/test';
import {
  type FaultName,
  faultKinds,
  type InterruptionName,
  interruptions,
  readFault,
  type Switches,
} from '../../src/practice-org/index.ts';
import { ENDS, expectNoticed, expectTold, GOT_THROUGH, isPkceLocked, PKCE } from './known-ends.ts';
import { expectConverged, runAgainst } from './witness.ts';

/** Interruptions that can be passed (facts 1.3, 1.5), but for the one that comes in the middle. */
const passed = (isMet: (kind: string) => boolean) =>
  (Object.keys(interruptions) as InterruptionName[]).filter((name) => {
    const end = ENDS[name];
    return isMet(interruptions[name].kind) && 'converges' in end && end.at === undefined;
  });

interface Together extends Switches {
  readonly apps?: number;
  readonly faults: readonly string[];
}

/** What every suite shows: whole runs, each against much at once. `npm run sweep` takes each by itself. */
const SHOWN: Readonly<Record<string, Together>> = {
  'an old release with other components and many apps, answers that take their time, and pages and mails that do as they like':
    {
      // What differs most (practice-org facts 2, 3), with other locks (facts 3.2), and a list that has to be scrolled
      // (facts 3.1, 11.8).
      release: '2025-10',
      gates: 'closed',
      shadow: 'native',
      apps: 120,
      faults: [
        ...['latency=100~100', 'stale-frame*always', 're-render*always', 'mail-twice', 'mail-late=2000'],
        ...['spinner*always=500', 'covering-toast*always=500', 'lost-field', 'mail-junk'],
      ],
    },
  'pages in between, answers that break or get lost, and a session that ends': {
    interruptions: passed((kind) => kind === 'page'),
    faults: [
      ...['drop-before@create', 'drop-after@create', 'session-ends@users'],
      ...['error-500@save-policies', 'error-503@token'],
    ],
  },
};

test('every fault of the practice org is met, without a sweep too', () => {
  const faults = Object.values(SHOWN).flatMap((each) => each.faults);
  const met = new Set([...faults.map((fault) => readFault(fault).name), 'mail-none' satisfies FaultName]);
  expect([...met].toSorted()).toEqual(Object.keys(faultKinds).toSorted());
  expect(faults.filter((fault) => !Object.hasOwn(GOT_THROUGH, fault))).toEqual([]);
});

for (const [title, met] of Object.entries(SHOWN)) {
  test(`a run gets through ${title}`, () => runAgainst(met, (ended, org) => expectThrough(ended, org, met)));
}

// Each overlay is met by the parts of the suite, too: tests/salesforce/overlays.test.ts.
test('a run gets through all overlays and dialogs at once', { tag: '@sweep' }, () => {
  const met = { faults: [], interruptions: passed((kind) => kind !== 'page') };
  return runAgainst(met, (ended, org) => expectThrough(ended, org, met));
});

async function expectThrough(
  ended: Parameters<typeof expectConverged>[0],
  org: Parameters<typeof expectConverged>[1],
  { faults, interruptions: between = [], release }: Together,
): Promise<void> {
  expectConverged(ended, org);
  await expectTold(org, faults);
  await expectNoticed(org, between);
  if (release) expect(await isPkceLocked(org)).toBe(PKCE[release]);
}
