import { expect, test } from '@playwright/test';
import { type InterruptionName, interruptions } from '../../src/practice-org/index.ts';
import { expectConverged, expectStopped, runAgainst } from './witness.ts';

/** What becomes of a run that meets an interruption. */
type End =
  /** It converges; what was noticed beside the steps stands in the record. */
  | { readonly converges: true; readonly noticed?: RegExp; readonly at?: string }
  | { readonly code: number; readonly says: RegExp };

/** Every interruption of the practice org, with the facts that say how it is met. */
const ENDS: Readonly<Record<InterruptionName, End>> = {
  // Facts 1.5, 10.2.
  maintenance: { converges: true, noticed: /scheduled maintenance in between; it was passed/ },
  // Facts 1.5.
  'lightning-switcher': { converges: true, noticed: /Salesforce Classic in between; it was passed/ },
  // Facts 1.3: a person's job.
  'change-password': { code: 3, says: /^setupwright: .*"Change Your Password".*SALESFORCE_PASSWORD/ },
  // Facts 1.3, 10.14.
  'phone-registration': { converges: true, noticed: /Register Your Mobile Phone in between; it was passed/ },
  // Identity facts 2 and 3: no way around it, and nothing is enrolled unasked.
  'passkey-enrolment': { code: 3, says: /^setupwright: .*"Create a Passkey".*enrols none unasked/ },
  // Facts 10.1.
  'lost-landing': { converges: true },
  // Facts 1.5, for the overlays.
  'security-contact': { converges: true, noticed: /A security-contact panel lay over the page and was closed/ },
  welcome: { converges: true, noticed: /A welcome banner lay over the page and was closed/ },
  walkthrough: { converges: true, noticed: /A walkthrough pop-up lay over the page and was closed/ },
  'cookie-banner': { converges: true, noticed: /A cookie banner lay over the page and was closed/ },
  'trial-banner': { converges: true },
  'mfa-banner': { converges: true, noticed: /A reminder of multi-factor authentication lay over the page/ },
  'system-message': { converges: true, noticed: /A system message lay over the page and was closed/ },
  // In the middle, because it comes once in a session, and what it covers has to be typed anew.
  'sorry-to-interrupt': {
    converges: true,
    at: 'Find External',
    noticed: /Begun again from its own check: .*interrupt/,
  },
  // Facts 10.7.
  'before-unload': { converges: true },
  // Facts 10.7, 11.2.
  'native-confirm': { converges: true, noticed: /Confirmed with OK/ },
};

test('every interruption of the practice org has an end that is known', () => {
  expect(Object.keys(ENDS).toSorted()).toEqual(Object.keys(interruptions).toSorted());
});

for (const [name, end] of Object.entries(ENDS) as [InterruptionName, End][]) {
  const at = 'at' in end ? end.at : undefined;
  // Those that are met together below, or by parts of the suite, are met one by one by `npm run sweep`.
  const tag = 'converges' in end ? '@sweep' : [];
  test(`a run that meets "${name}" ${'converges' in end ? 'gets through it' : `ends with ${end.code}`}`, {
    tag,
  }, () => {
    return runAgainst(
      { interruptions: at === undefined ? [name] : [] },
      async (ended, org) => {
        if (!('converges' in end)) return expectStopped(ended, org, end);
        expectConverged(ended, org);
        if (end.noticed) expect(JSON.stringify(await org.record('run'))).toMatch(end.noticed);
      },
      at === undefined ? undefined : { at, switches: { interruptions: [name] } },
    );
  });
}

for (const [title, isMet] of [
  ['pages that can be passed', (name: InterruptionName) => interruptions[name].kind === 'page'],
  ['overlays and dialogs', (name: InterruptionName) => interruptions[name].kind !== 'page'],
] as const) {
  // Each overlay is met by the parts of the suite, too: tests/salesforce/overlays.test.ts.
  const tag = title === 'overlays and dialogs' ? '@sweep' : [];
  test(`a run that meets all ${title} at once gets through them`, { tag }, () => {
    const met = (Object.keys(interruptions) as InterruptionName[]).filter(
      (name) => isMet(name) && 'converges' in ENDS[name],
    );
    return runAgainst({ interruptions: met }, async (ended, org) => {
      expectConverged(ended, org);
      const record = JSON.stringify(await org.record('run'));
      for (const name of met) {
        const end = ENDS[name];
        if ('converges' in end && end.noticed && end.at === undefined) expect(record).toMatch(end.noticed);
      }
    });
  });
}
