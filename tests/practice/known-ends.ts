import { expect } from '@playwright/test';
import type { InterruptionName, ReleaseName } from '../../src/practice-org/index.ts';
import type { Practice } from '../support/practice.ts';

/** Faults that a run gets through, and what its record then tells of a step or section, where it tells anything. */
export const GOT_THROUGH: Readonly<Record<string, RegExp | undefined>> = {
  'latency=100~100': undefined,
  'error-500@list': /Begun again from its own check: The org did not answer GET .* \(500\)/,
  'error-503@setup': undefined,
  'error-500@app': /Begun again/,
  'error-503@create': /Begun again from its own check: The org did not answer POST .* \(503\)/,
  'error-500@save-policies': /Begun again from its own check: The org did not answer PUT .* \(500\)/,
  'error-503@users': /Begun again/,
  'error-500@challenge': /Begun again from its own check: The org answered 500 in place of a page/,
  'error-503@answer': /Begun again/,
  'error-503@consumer': /Begun again from its own check: The org answered 503 in place of a page/,
  'error-503@token': undefined,
  // The first one is of signing in, the second of the proof: another token is asked for.
  'error-503@/services/oauth2/userinfo+1': undefined,
  'drop-before@/services/oauth2/userinfo+1': undefined,
  'session-ends@/services/oauth2/userinfo+1': undefined,
  'drop-before@login': undefined,
  'drop-before@setup': undefined,
  'drop-before@create': /Begun again from its own check: The org did not answer POST .* \(ERR_/,
  'drop-before@consumer': /Begun again from its own check: The connection to the org broke/,
  'drop-after@login': undefined,
  // What a lost answer leaves open, a fresh page decides; the ledger has it once.
  'drop-after@create':
    /"Create the app".*"changed".*did not answer POST .* A fresh page shows that it had taken effect/,
  'drop-after@save-policies': /"Save the policies".*"changed".*A fresh page shows that it had taken effect/,
  'drop-after@answer': /Begun again/,
  'session-ends@list+1': /Begun again from its own check: The session has ended/,
  'session-ends@create': /Begun again from its own check: The session has ended/,
  'session-ends@save-policies': /Begun again from its own check: The session has ended/,
  'session-ends@users': /Begun again from its own check: The session has ended/,
  're-render*always': undefined,
  'spinner*always=500': undefined,
  'spinner*always=1000': undefined,
  'stale-frame*always': undefined,
  'lost-field': /"Create the app".*had lost its value .* and was set again/,
  'covering-toast*always=500': undefined,
  'covering-toast*always=1000': undefined,
  'mail-late=2000': undefined,
  'mail-twice': undefined,
  'mail-junk': undefined,
};

/** What becomes of a run that meets an interruption. */
export type End =
  /** It converges; what was noticed beside the steps stands in the record. */
  | { readonly converges: true; readonly noticed?: RegExp; readonly at?: string }
  | { readonly code: number; readonly says: RegExp };

/** Every interruption of the practice org, with the facts that say how it is met. */
export const ENDS: Readonly<Record<InterruptionName, End>> = {
  // Facts 1.5, 10.2.
  maintenance: { converges: true, noticed: /scheduled maintenance in between; it was passed/ },
  // Facts 1.5.
  'lightning-switcher': {
    converges: true,
    noticed: /Salesforce Classic in between; it was passed.*switched from Salesforce Classic to Lightning Experience/s,
  },
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

const LOCKED = 'The org does not let this be changed';

/** What the record of a run says of a Security setting on each release: facts 0.3, 3.2 [S]. */
export const PKCE: Readonly<Record<ReleaseName, boolean>> = { '2025-10': false, '2026-08': true };

export async function isPkceLocked(org: Practice): Promise<boolean> {
  const pkce = (await org.record('run')).steps.find(({ says }) => says === 'Ensure: PKCE');
  return pkce?.deviations.some((text) => text.startsWith(LOCKED)) === true;
}

/** The record of the run tells of these faults, where it is known to. */
export async function expectTold(org: Practice, faults: readonly string[]): Promise<void> {
  const { steps, sections } = await org.record('run');
  const texts = [...steps, ...sections].map((each) => JSON.stringify(each));
  for (const fault of faults) {
    const told = GOT_THROUGH[fault];
    if (told) expect(texts).toContainEqual(expect.stringMatching(told));
  }
}

/** The record of the run tells of these interruptions, where it is known to. */
export async function expectNoticed(org: Practice, names: readonly InterruptionName[]): Promise<void> {
  const record = JSON.stringify(await org.record('run'));
  for (const name of names) {
    const end = ENDS[name];
    if ('converges' in end && end.noticed) expect(record).toMatch(end.noticed);
  }
}
