import type { Surroundings } from '../../src/runbook/ports.ts';
import type { Runbook, Section, Step } from '../../src/runbook/runbook.ts';
import { Secret } from '../../src/runbook/secret.ts';

/** Whoever touches anything while a runbook is only read is told so. */
function touched(): never {
  throw new Error('A runbook touched something while it was only read');
}

/** Surroundings without a browser, a mailbox or a sink. */
const onPaper: Surroundings = {
  target: {
    url: 'https://acme.my.salesforce.com',
    username: 'admin@acme.example',
    password: new Secret('password', 'not there'),
  },
  sink: { name: 'a safe place', preflight: touched, holds: touched, store: touched },
  codes: { name: 'the mailbox', preflight: touched, arm: touched },
  browser: touched,
  signedIn: touched,
  secret: touched,
  allowsOrigin: () => false,
  defer: touched,
  signal: new AbortController().signal,
};

/** What each runbook must be given; everything else is its own default. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'external-client-app': { contactEmail: 'ops@acme.example' },
};

/** A runbook's sections with the least inputs that it takes, and others where they are given. */
export function sectionsOf(runbook: Runbook, inputs: Readonly<Record<string, unknown>> = {}): readonly Section[] {
  return runbook.sections({ ...NEEDED[runbook.id], ...inputs }, onPaper);
}

export function stepsOf(runbook: Runbook, inputs?: Readonly<Record<string, unknown>>): readonly Step[] {
  return sectionsOf(runbook, inputs).flatMap(({ steps }) => steps);
}

/** `label: wanted value` of the steps that set a field. */
export function settingsOf(steps: readonly Step[]): Record<string, string> {
  const set = steps.map(({ move: { tells } }) => tells).filter(({ verb }) => verb === 'set');
  return Object.fromEntries(set.map(({ what, wanted }) => [what, wanted?.() ?? '']));
}
