import { html } from 'hono/html';
import type { Outcome, StepRecord } from '../../engine/record.ts';
import { triesInWords } from '../../runbook/challenge-words.ts';
import type { RunRecord } from '../run-record.ts';
import { badge, duration, type Html, list } from './parts.ts';

const OUTCOMES: readonly Outcome[] = ['changed', 'already so', 'done by hand', 'skipped', 'failed', 'not reached'];

/** The title, the outcome, and where and when. */
export function head({ run, outcome, ms }: RunRecord): Html {
  return html`<header>
<p class="product">setupwright · ${run.runbook.product} · evidence of a run</p>
<h1>${run.runbook.title}</h1>
<p class="verdict">${badge(outcome)} ${new URL(run.target.url).host} · ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC · ${duration(ms)}</p>
</header>`;
}

/** How many steps ended in which way, and the sections with their outcomes. */
export function recap({ counts, sections, steps }: RunRecord): Html {
  const present = OUTCOMES.filter((outcome) => counts[outcome]);
  return html`<section class="recap" aria-label="Recap">
<div class="tiles">${list(present, (outcome) => html`<div class="tile"><b>${counts[outcome]}</b> ${badge(outcome)}</div>`)}
<div class="tile"><b>${steps.length}</b> steps in all</div></div>
<ol class="contents">${list(
    sections,
    (section, index) => html`<li><a href="#section-${index + 1}">${section.title}</a> ${badge(section.outcome)}</li>`,
  )}</ol>
</section>`;
}

/** Which org, which user, which runbook, with what, when. */
export function runFacts({ run, endedAt }: RunRecord): Html {
  const rows: [string, string][] = [
    ['Org', orgInWords(run.target)],
    ['Signed in with the username', run.target.username],
    ['Runbook', `${run.runbook.id} ${run.runbook.version}`],
    ['Guide', `${run.guide.title} (${run.guide.source})`],
    ...run.remarks.map((text): [string, string] => ['While signing in', text]),
    ['Started', `${run.startedAt} (local ${localTime(run.startedAt)})`],
    ['Ended', endedAt],
    ['Run', run.id],
    ['Sink', run.sink],
    ['Who could answer challenges', run.answerers.join('; ') || 'nobody'],
    ['setupwright', `${run.tool.version} on Node ${run.tool.node}, ${run.tool.host}`],
    ['Browser', run.tool.browser],
  ];
  return html`<section class="facts"><h2>The run</h2>
<table class="exhibit">${list(rows, ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</table>
<h3>Inputs</h3>
<table class="exhibit">${list(
    Object.entries(run.inputs),
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${inWords(value)}</td></tr>`,
  )}</table></section>`;
}

/** Every challenge that was met: what was asked for, who answered, from which mail, and how often. */
export function challengeTable(challenges: RunRecord['challenges']): Html | string {
  if (challenges.length === 0) return '';
  return html`<section class="facts"><h2>Challenges</h2>
<p>Where the org asked to prove the user's identity. Codes are never kept.</p>
<table class="challenges"><thead><tr><th>When</th><th>Asked for</th><th>Answered by</th><th>Outcome</th></tr></thead><tbody>${list(
    challenges,
    ({ at, occasion, kind, page, outcome, by, mail, tries, ms }) => html`<tr>
<td><time datetime="${at}">${at.slice(11, 19)}</time> <small>${occasion}</small></td>
<td>${kind} <small>${new URL(page).pathname}</small></td>
<td>${by ?? 'nobody'}${mail ? html` <small>${mail.folder}, mail ${mail.uid}, written ${mail.written.slice(0, 19).replace('T', ' ')} UTC</small>` : ''}</td>
<td>${outcome} <small>${triesInWords(tries)}, ${duration(ms)}</small></td></tr>`,
  )}</tbody></table></section>`;
}

/** Every place where a step did something else than the guide says. */
export function deviations(steps: readonly StepRecord[]): Html | string {
  const deviating = steps.filter((step) => step.deviations.length > 0);
  if (deviating.length === 0) return '';
  return html`<section class="facts"><h2>Deviations from the guide</h2><ul>${list(
    deviating,
    (step) => html`<li><a href="#step-${step.n}">Step ${step.n}</a>: ${step.deviations.join(' ')}</li>`,
  )}</ul></section>`;
}

/** Every item of the guide with the steps that carried it and their outcomes. */
export function guideTable({ run, steps }: RunRecord): Html {
  return html`<section class="facts guide"><h2>The guide, item by item</h2>
<p>${run.guide.title}. ${run.guide.source}</p>
<table class="items"><thead><tr><th>Item</th><th>What the guide asks</th><th>Carried by</th></tr></thead><tbody>${list(
    run.guide.items,
    ({ item, under, says }) =>
      html`<tr id="item-${item}"><td>${item}</td><td>${says} <small>${under}</small></td><td>${list(
        steps.filter((step) => step.items.includes(item)),
        (step) => html`<div><a href="#step-${step.n}">Step ${step.n}</a> ${badge(step.outcome)}</div>`,
      )}</td></tr>`,
  )}</tbody></table></section>`;
}

/** What is known of the org; its kind and edition are left out where it does not say. */
function orgInWords({ orgName, org, url, sandbox, edition, language }: RunRecord['run']['target']): string {
  const kind = sandbox === undefined ? undefined : sandbox ? 'sandbox' : 'not a sandbox';
  const facts = [org, kind, edition, language && `language ${language}`].filter((fact) => fact !== undefined);
  return `${orgName ? `${orgName}, ` : ''}${url} (${facts.join(', ')})`;
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.map(inWords).join(', ') : '(none)';
  if (typeof value !== 'object' || value === null)
    return value === true ? 'yes' : value === false ? 'no' : String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${inWords(part)}`)
    .join(', ');
}

function localTime(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(iso));
}
