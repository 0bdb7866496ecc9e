import { html } from 'hono/html';
import { triesInWords } from '../../runbook/challenge-words.ts';
import type { RunRecord } from '../run-record.ts';
import { clock, count, duration, type Html, list, type Piece, pathOf, utc } from './parts.ts';
import type { Album } from './picture.ts';

/** Every place where a run did something else than the guide says, or something stood in its way. */
export function happened({ run, outcome, steps, sections }: RunRecord, { lost }: Album): Html {
  const rows: [where: Piece, what: string][] = [
    ...run.remarks.map((text): [Piece, string] => ['Before the first step', text]),
    ...sections.flatMap(({ remarks = [] }, index) =>
      remarks.map((text): [Piece, string] => [html`<a href="#section-${index + 1}">Section ${index + 1}</a>`, text]),
    ),
    ...steps.flatMap(({ n, deviations }) =>
      deviations.map((text): [Piece, string] => [html`<a href="#step-${n}">Step ${n}</a>`, text]),
    ),
  ];
  return html`<section class="facts"><h2 id="happened">Deviations and interruptions</h2>
<p>Where the run did something else than the guide says, and what stood in its way.</p>
${
  rows.length === 0
    ? html`<p class="none">${
        outcome === 'converged'
          ? 'Nothing: every step did what the guide says, and nothing stood in the way.'
          : 'Nothing beside what is told above of how the run ended.'
      }</p>`
    : html`<table class="exhibit"><tbody>${list(
        rows,
        ([where, what]) => html`<tr><th scope="row">${where}</th><td>${what}</td></tr>`,
      )}</tbody></table>`
}
${
  lost.length === 0
    ? ''
    : html`<p>${count(lost.length, 'picture')} (number ${ranges(lost)}) ${lost.length === 1 ? 'is' : 'are'} of tries that were lost with their page. They are not drawn here; their files are in <code>screenshots/</code>.</p>`
}</section>`;
}

/** Ascending numbers, as `1 to 4, 7`. */
function ranges(numbers: readonly number[]): string {
  const starts = numbers.filter((n) => !numbers.includes(n - 1));
  const ends = numbers.filter((n) => !numbers.includes(n + 1));
  return starts.map((start, index) => (start === ends[index] ? `${start}` : `${start} to ${ends[index]}`)).join(', ');
}

/** Every challenge that was met: what was asked for, who answered, from which mail, and how often. */
export function challengeTable({ challenges }: RunRecord): Html {
  return html`<section class="facts"><h2 id="challenges">Challenges</h2>
<p>Where the org asked to prove the user's identity. Codes are never kept.</p>
${
  challenges.length === 0
    ? html`<p class="none">The org asked for no proof.</p>`
    : html`<table class="stacked challenges"><thead><tr><th scope="col">When</th><th scope="col">Asked for</th><th scope="col">Answered by</th><th scope="col">Outcome</th></tr></thead><tbody>${list(
        challenges,
        ({ at, occasion, kind, page, outcome, by, mail, tries, ms }) => html`<tr>
<td data-of="When">${clock(at)} <small>${occasion}</small></td>
<td data-of="Asked for">${kind} <small>${pathOf(page)}</small></td>
<td data-of="Answered by">${by ?? 'nobody'}${mail ? html` <small>${mail.folder}, mail ${mail.uid}, written ${utc(mail.written)}</small>` : ''}</td>
<td data-of="Outcome">${outcome} <small>${triesInWords(tries)}, ${duration(ms)}</small></td></tr>`,
      )}</tbody></table>`
}</section>`;
}

/** Who had a hand in the run, and why. */
export function interventionTable({ interventions, run }: RunRecord): Html {
  return html`<section class="facts"><h2 id="interventions">Who intervened</h2>
${
  interventions.length === 0
    ? html`<p class="none">Nobody intervened while it ran: every step and every answer came from a program.</p>`
    : html`<table class="stacked"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Why</th></tr></thead><tbody>${list(
        interventions,
        ({ at, who, what, why }) =>
          html`<tr><td data-of="When">${clock(at)}</td><td data-of="Who">${who}</td><td data-of="What">${what}</td><td data-of="Why">${why}</td></tr>`,
      )}</tbody></table>
${run.tool.user ? html`<p>Who a person was is not proved. The run was started by ${run.tool.user} on ${run.tool.host}, as that machine says.</p>` : ''}`
}</section>`;
}
