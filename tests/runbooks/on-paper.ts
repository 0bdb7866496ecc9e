import { onPaper } from '../../src/cli/on-paper.ts';
import type { Runbook, Section, Step } from '../../src/runbook/runbook.ts';

const ORG = { url: 'https://acme.my.salesforce.com', username: 'admin@acme.example' };

/** What each runbook must be given; everything else is its own default. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'external-client-app': { contactEmail: 'ops@acme.example' },
};

/** A runbook's sections with the least inputs that it takes, and others where they are given. */
export function sectionsOf(runbook: Runbook, inputs: Readonly<Record<string, unknown>> = {}): readonly Section[] {
  return runbook.sections({ ...NEEDED[runbook.id], ...inputs }, onPaper(ORG));
}

export function stepsOf(runbook: Runbook, inputs?: Readonly<Record<string, unknown>>): readonly Step[] {
  return sectionsOf(runbook, inputs).flatMap(({ steps }) => steps);
}

/** `label: wanted value` of the steps that set a field. */
export function settingsOf(steps: readonly Step[]): Record<string, string> {
  const set = steps.map(({ move: { tells } }) => tells).filter(({ verb }) => verb === 'set');
  return Object.fromEntries(set.map(({ what, wanted }) => [what, wanted?.() ?? '']));
}
