import { type SectionRecord, type StepRecord, UNTOUCHED } from '../engine/record.ts';
import type { RunRecord } from './run-record.ts';

/** One thing in which two runs differ: where, and what each of them says; undefined where one has nothing there. */
export interface Difference {
  /** What it is of. */
  readonly about:
    | 'runbook'
    | 'org'
    | 'inputs'
    | 'outcome'
    | 'step'
    | 'section'
    | 'setting'
    | 'challenges'
    | 'interventions';
  readonly where: string;
  readonly first?: string | undefined;
  readonly second?: string | undefined;
}

/**
 * In what two runs differ for a person who asks whether the same was done and found: runbook, org, inputs, outcomes,
 * found values, deviations. Times, ids of runs, pictures and hashes always differ and are left out.
 */
export function differences(first: RunRecord, second: RunRecord): Difference[] {
  const about = (kind: Difference['about'], of: (run: RunRecord) => Record<string, unknown>) =>
    compared(kind, of(first), of(second));
  // Of a step that one of them left alone only that can be compared.
  const untouched = new Set(
    [first, second].flatMap(({ steps }) => steps.filter(isUntouched).map((step) => nameOf(step, steps))),
  );
  return [
    ...about('runbook', ({ run: { runbook, guide } }) => ({
      Runbook: `${runbook.id} ${runbook.version}`,
      Guide: `${guide.title} (${guide.source}), ${guide.items.length} items`,
    })),
    ...about('org', ({ run: { target, sink } }) => ({
      'Org id': target.org,
      'Org address': target.url,
      'Name of the org': target.orgName,
      Sandbox: target.sandbox,
      Edition: target.edition,
      Username: target.username,
      'Signed in': target.signedInBy,
      Language: target.language,
      Sink: sink,
    })),
    ...about('inputs', ({ run }) => prefixed('Input', run.inputs)),
    ...about('outcome', ({ outcome }) => ({ 'The run': outcome })),
    ...about('section', ({ sections }) => eachOf(sections.map((section) => [section.title, factsOfSection(section)]))),
    ...about('setting', ({ sections }) =>
      eachOf(
        sections.flatMap(({ title, readBack = [] }) =>
          readBack.map(({ label, wanted, found, holds, list }): [string, Record<string, unknown>] => [
            `${title}, ${label}`,
            { wanted, found: list ? list.selected.join('; ') : found, holds },
          ]),
        ),
      ),
    ),
    ...about('step', ({ steps }) =>
      eachOf(
        steps.map((step) => {
          const name = nameOf(step, steps);
          return [name, untouched.has(name) ? { outcome: step.outcome } : factsOfStep(step)];
        }),
      ),
    ),
    ...about('challenges', ({ challenges }) =>
      eachOf(
        challenges.map(({ kind, occasion, outcome, by, tries }, index) => [
          `Challenge ${index + 1}`,
          { kind, occasion, outcome, 'answered by': by, tries },
        ]),
      ),
    ),
    ...about('interventions', ({ interventions }) =>
      eachOf(interventions.map(({ who, what, why }, index) => [`Intervention ${index + 1}`, { who, what, why }])),
    ),
  ];
}

/** A difference as a sentence. */
export function differenceInWords({ where, first, second }: Difference): string {
  if (second === undefined) return `${where}: ${first} in the first run only.`;
  if (first === undefined) return `${where}: ${second} in the second run only.`;
  return `${where}: ${first}, then ${second}.`;
}

function factsOfSection({ outcome, proved, remarks = [], error }: SectionRecord): Record<string, unknown> {
  return { outcome, proved, remarks: remarks.join(' ') || undefined, error };
}

function factsOfStep({
  outcome,
  wanted,
  found,
  proved,
  deviations,
  exhibit,
  error,
}: StepRecord): Record<string, unknown> {
  const texts = Object.fromEntries((exhibit ?? []).map(([name, value]) => [name, value]));
  // What a step found before acting is old news where it found the same in the end.
  return { outcome, wanted, found: proved ?? found, deviations: deviations.join(' ') || undefined, error, ...texts };
}

function isUntouched({ found, outcome }: StepRecord): boolean {
  return found === UNTOUCHED || outcome === 'not reached';
}

/** Steps are told apart by what they say; two that say the same, by their order. */
function nameOf(step: StepRecord, all: readonly StepRecord[]): string {
  const same = all.filter(({ says, section }) => says === step.says && section === step.section);
  return `Step "${step.says}"${same.length > 1 ? ` (${same.indexOf(step) + 1})` : ''}`;
}

function eachOf(named: readonly (readonly [string, Record<string, unknown>])[]): Record<string, unknown> {
  return Object.assign({}, ...named.map(([name, facts]) => prefixed(name, facts)));
}

function prefixed(name: string, facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([fact, value]) => [`${name}, ${fact}`, value]));
}

function compared(
  about: Difference['about'],
  first: Record<string, unknown>,
  second: Record<string, unknown>,
): Difference[] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])].flatMap((where) => {
    const [one, other] = [inWords(first[where]), inWords(second[where])];
    return one === other ? [] : [{ about, where, first: one, second: other }];
  });
}

function inWords(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value || '(empty)' : JSON.stringify(value);
}
