import { html } from 'hono/html';
import type { Outcome, StepRecord } from '../../engine/record.ts';
import type { RunRecord } from '../run-record.ts';
import {
  badge,
  colourOf,
  count,
  duration,
  factTable,
  type Html,
  hostOf,
  list,
  localTime,
  type Piece,
  utc,
} from './parts.ts';
import { orgInWords } from './picture.ts';

const OUTCOMES: readonly Outcome[] = ['changed', 'already so', 'done by hand', 'skipped', 'failed', 'not reached'];

/** The title, how it ended, and what an auditor asks first: who, where, when, what, by which tool, sealed or not. */
export function head(record: RunRecord): Html {
  const { run, outcome, ms, endedAt } = record;
  const { target, runbook, tool } = run;
  return html`<header id="top">
<p class="product">setupwright · ${runbook.product} · evidence of a run</p>
<h1>${runbook.title}</h1>
<div class="verdict ${colourOf(outcome)}">
<p class="result">${badge(outcome)} <span>${hostOf(target.url)} · ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC · ${duration(ms)}</span></p>
<p class="says">${verdict(record)}</p>
${reason(record)}
</div>
${factTable([
  [
    'Who',
    html`${target.username}, signed in ${target.signedInBy}${tool.user ? html`; on the machine: ${tool.user}` : ''}`,
  ],
  ['Where', html`${orgInWords(target)} <small>${target.url}</small>`],
  ['When', html`${utc(run.startedAt)} to ${utc(endedAt)} <small>local time ${localTime(run.startedAt)}</small>`],
  ['What', html`${runbook.id} ${runbook.version}, after "${run.guide.title}" <small>run ${run.id}</small>`],
  [
    'By which tool',
    html`setupwright ${tool.version}${tool.commit ? html` (${tool.commit})` : ''} <small>${tool.browser}; ${tool.host}</small>`,
  ],
  ['Is it sealed?', html`${sealInWords(record)} <a href="#verify">How to check it</a>`],
])}
</header>`;
}

/** What a reader may rely on, in a sentence. */
function sealInWords({ seal }: RunRecord): string {
  return seal ? `At the end of the run: ${seal}` : 'This file cannot tell: a seal is made after it, over it.';
}

function verdict({ outcome, steps, sections, run, awaitsApprovalOf }: RunRecord): string {
  const reached = steps.filter((step) => step.outcome !== 'not reached').length;
  const awaited = steps.find(({ n }) => n === awaitsApprovalOf);
  const leftOut = steps.filter((step) => step.outcome === 'skipped').length;
  switch (outcome) {
    case 'converged':
      if (run.undoes) return 'What that run changed is taken back, and a fresh look at the org proved it.';
      if ([...steps, ...sections].some((each) => each.outcome === 'done by hand')) {
        return 'Everything is now as the runbook wants it, part of it by the hand of a person, and a fresh look at the org proved it.';
      }
      return steps.some((step) => step.outcome === 'changed')
        ? 'Everything is now as the runbook wants it, and a fresh look at the org proved it.'
        : 'Everything was already as the runbook wants it: nothing was changed.';
    case 'failed':
      return `It did not come to its end: ${count(steps.length - reached, 'step')} of ${steps.length} not reached.`;
    case 'interrupted':
      if (awaited)
        return `It waits for an approval of step ${awaited.n}, ${awaited.says}. Once it is given, resume the run.`;
      return `It was stopped after ${reached} of ${count(steps.length, 'step')}. Run it again: what is done already is left alone.`;
    case 'incomplete':
      return leftOut > 0
        ? `A person had ${count(leftOut, 'step')} left out; who and why stands under "Who intervened".`
        : 'A person had a section left out; who and why stands under "Who intervened".';
  }
}

function reason({ steps, sections }: RunRecord): Piece {
  const step = steps.find(({ error }) => error !== undefined);
  if (step)
    return html`<p class="reason"><a href="#step-${step.n}">Step ${step.n}, ${step.says}</a>: ${step.error}</p>`;
  const index = sections.findIndex(({ error }) => error !== undefined);
  const section = sections[index];
  if (!section) return '';
  return html`<p class="reason"><a href="#section-${index + 1}">${section.title}</a>: ${section.error}</p>`;
}

/** How many steps ended in which way, what was read back, what stood in the way, and the sections with their outcomes. */
export function recap(record: RunRecord): Html {
  const { counts, sections, steps, challenges, interventions } = record;
  const present = OUTCOMES.filter((outcome) => counts[outcome]);
  const readBack = sections.flatMap((section) => section.readBack ?? []);
  const held = readBack.filter(({ holds }) => holds).length;
  const proof = sections.findIndex((section) => section.readBack !== undefined) + 1;
  const happened: Piece[] = [
    readBack.length > 0
      ? html`<a href="#proof-${proof}">${held} of ${count(readBack.length, 'setting')}</a> read back from a fresh page as wanted`
      : '',
    html`<a href="#happened">${count(deviating(steps), 'step')}</a> with a deviation from the guide`,
    html`<a href="#challenges">${count(challenges.length, 'challenge')}</a>`,
    interventions.length === 0
      ? html`<a href="#interventions">nobody</a> intervened`
      : html`somebody intervened <a href="#interventions">${count(interventions.length, 'time')}</a>`,
  ].filter((piece) => piece !== '');
  return html`<section class="recap" aria-label="Recap">
<div class="tiles">${list(present, (outcome) => html`<div class="tile"><b>${counts[outcome]}</b> ${badge(outcome)}</div>`)}
<div class="tile"><b>${steps.length}</b> steps in all</div></div>
<ul class="happened">${list(happened, (piece) => html`<li>${piece}</li>`)}</ul>
<ol class="sections">${list(
    sections,
    (section, index) => html`<li><a href="#section-${index + 1}">${section.title}</a> ${badge(section.outcome)}</li>`,
  )}</ol>
</section>`;
}

function deviating(steps: readonly StepRecord[]): number {
  return steps.filter(({ deviations }) => deviations.length > 0).length;
}
