import { html } from 'hono/html';
import type { SectionRecord, StepRecord } from '../../engine/record.ts';
import type { RunRecord } from '../run-record.ts';
import { visible } from '../visible.ts';
import { type Html, list, type Piece } from './parts.ts';

/** One test case: a step, or the fresh look at the end of a section. */
interface Case {
  readonly name: string;
  readonly ms: number;
  readonly ended: 'passed' | 'failed' | 'skipped';
  /** In our own words: what a page said stands in the report alone. */
  readonly because?: string;
}

/** The run in the form of JUnit, as CI systems read it: sections are test suites, steps are test cases. */
export function junit(asKept: RunRecord): string {
  const { run, ms, sections, steps } = visible(asKept);
  const suites = sections.map((section) => ({
    section,
    cases: casesOf(
      section,
      steps.filter((step) => step.section === section.title),
    ),
  }));
  const all = suites.flatMap(({ cases }) => cases);
  return `<?xml version="1.0" encoding="UTF-8"?>
${html`<testsuites name="${run.runbook.title}" ${counts(all)} errors="0" time="${seconds(ms)}">
${list(
  suites,
  ({
    section,
    cases,
  }) => html`<testsuite name="${section.title}" ${counts(cases)} errors="0" time="${seconds(sum(cases))}" timestamp="${run.startedAt}" hostname="${run.tool.host}">
${list(cases, (each) => testCase(each, `${run.runbook.id}.${section.title}`))}</testsuite>
`,
)}</testsuites>`}
`;
}

function casesOf(section: SectionRecord, steps: readonly StepRecord[]): Case[] {
  const ofSteps = steps.map(caseOf);
  const failedItself = section.error !== undefined && !steps.some(({ outcome }) => outcome === 'failed');
  const name = 'Looked at again from a fresh page';
  if (section.outcome === 'skipped' && section.proved === undefined) {
    return [...ofSteps, { name, ms: 0, ended: 'skipped', because: 'skipped: a person had it left out' }];
  }
  if (section.proved === undefined && !failedItself) return ofSteps;
  if (!failedItself) return [...ofSteps, { name, ms: 0, ended: 'passed' }];
  const because = 'The section did not come to its end; report.html has what was found.';
  return [...ofSteps, { name, ms: 0, ended: 'failed', because }];
}

function caseOf({ n, says, outcome, ms }: StepRecord): Case {
  const name = `${n}. ${says}`;
  switch (outcome) {
    case 'changed':
    case 'already so':
    case 'done by hand':
      return { name, ms, ended: 'passed' };
    case 'skipped':
    case 'not reached':
      return { name, ms, ended: 'skipped', because: outcome };
    case 'failed':
      return { name, ms, ended: 'failed', because: `Step ${n} failed; report.html has what was wanted and found.` };
  }
}

function testCase({ name, ms, ended, because = '' }: Case, classname: string): Html {
  const inside: Record<Case['ended'], Piece> = {
    passed: '',
    skipped: html`<skipped message="${because}"/>`,
    failed: html`<failure message="${because}"/>`,
  };
  return html`<testcase classname="${classname}" name="${name}" time="${seconds(ms)}">${inside[ended]}</testcase>
`;
}

function counts(cases: readonly Case[]): Html {
  const number = (ended: Case['ended']) => cases.filter((each) => each.ended === ended).length;
  return html`tests="${cases.length}" failures="${number('failed')}" skipped="${number('skipped')}"`;
}

function sum(cases: readonly Case[]): number {
  return cases.reduce((whole, { ms }) => whole + ms, 0);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
