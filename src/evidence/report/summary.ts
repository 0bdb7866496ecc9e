import type { Outcome, RunOutcome } from '../../engine/record.ts';
import type { RunRecord } from '../run-record.ts';
import { visible } from '../visible.ts';
import { count, duration, hostOf, utc } from './parts.ts';
import { orgInWords } from './picture.ts';

const SIGNS: Record<Outcome | RunOutcome, string> = {
  changed: '✅',
  converged: '✅',
  'already so': '☑️',
  'done by hand': '✋',
  skipped: '⏭️',
  'not reached': '⚪',
  incomplete: '⚠️',
  interrupted: '⚠️',
  failed: '❌',
};

/** The run as Markdown, for the page of a CI job. What a page or a server said can do nothing in it. */
export function summary(asKept: RunRecord): string {
  const { run, outcome, ms, sections, steps, challenges, interventions, seal, awaitsApprovalOf } = visible(asKept);
  const { target, runbook, tool } = run;
  const lines = [
    `## ${SIGNS[outcome]} ${plain(runbook.title)}: ${outcome}`,
    '',
    `**${plain(orgInWords(target))}** at ${plain(hostOf(target.url))}, as ${plain(target.username)}, ${plain(utc(run.startedAt))}, ${duration(ms)}.`,
    '',
    '| section | outcome | steps |',
    '| --- | --- | --- |',
    ...sections.map((section) => {
      const own = steps.filter((step) => step.section === section.title);
      return `| ${plain(section.title)} | ${SIGNS[section.outcome]} ${section.outcome} | ${countsInWords(own.map((step) => step.outcome))} |`;
    }),
    '',
  ];
  const failed = [...steps, ...sections].find(({ error }) => error !== undefined);
  if (failed?.error !== undefined) {
    const where = 'says' in failed ? `Step ${failed.n}, ${failed.says}` : failed.title;
    lines.push(`> **${plain(where)}:** ${plain(failed.error)}`, '');
  }
  const awaited = steps.find(({ n }) => n === awaitsApprovalOf);
  if (awaited)
    lines.push(
      `> **It waits for an approval** of step ${awaited.n}, ${plain(awaited.says)}. Once it is given, resume the run.`,
      '',
    );
  for (const { n, says, remark } of steps.filter((step) => step.outcome === 'skipped')) {
    lines.push(`- Step ${n}, ${plain(says)}, was left out by a person: ${plain(remark ?? 'no reason is known')}`);
  }
  for (const { title, remarks = [] } of sections.filter((section) => section.outcome === 'skipped')) {
    for (const text of remarks) lines.push(`- ${plain(title)}: ${plain(text)}`);
  }
  const readBack = sections.flatMap((section) => section.readBack ?? []);
  if (readBack.length > 0) {
    const held = readBack.filter(({ holds }) => holds).length;
    lines.push(`- ${held} of ${count(readBack.length, 'setting')} read back from a fresh page as wanted`);
  }
  for (const { n, deviations } of steps) {
    for (const text of deviations) lines.push(`- Deviation at step ${n}: ${plain(text)}`);
  }
  lines.push(
    `- ${count(challenges.length, 'challenge')}; ${interventions.length === 0 ? 'nobody intervened' : `${count(interventions.length, 'intervention')} by somebody`}`,
    `- ${plain(seal ?? 'Whether the folder is sealed stands in the folder: SHA256SUMS and its signature.')}`,
    `- The whole report is \`report.html\` in the folder of the run \`${run.id.replace(/[^\w-]/g, '')}\`; setupwright ${plain(tool.version)}`,
    '',
  );
  return lines.join('\n');
}

function countsInWords(outcomes: readonly Outcome[]): string {
  const names = [...new Set(outcomes)];
  return names.map((name) => `${outcomes.filter((each) => each === name).length} ${name}`).join(', ');
}

/** Text as text: on one line, and with nothing that Markdown, HTML or a shortcode would act on. */
function plain(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
      .replace(/[\\`*_{}[\]()#+\-.!|~:@$=^"']/g, (sign) => `\\${sign}`)
      // An entity that was just made keeps its hash.
      .replace(/&\\#(\d+);/g, '&#$1;')
  );
}
