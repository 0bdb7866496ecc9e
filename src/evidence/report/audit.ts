import { html } from 'hono/html';
import type { StepRecord } from '../../engine/record.ts';
import type { RunRecord } from '../run-record.ts';
import { count, type Html, list, type Piece, utc } from './parts.ts';

/** What the org's own audit trail says of the same minutes, row by row beside the steps that explain it. */
export function auditPart({ auditTrail, run, steps }: RunRecord): Html {
  return html`<section class="facts"><h2 id="audit">The org's own audit trail</h2>
${
  auditTrail === undefined
    ? html`<p class="none">It was not read: the run ended before, or ${run.runbook.product} has none.</p>`
    : trailPart(auditTrail, run.runbook.product, steps)
}
</section>`;
}

function trailPart(trail: NonNullable<RunRecord['auditTrail']>, product: string, steps: readonly StepRecord[]): Html {
  const { from, to, rows, unread, rowsAlone, stepsAlone } = trail;
  if (rows === undefined) return html`<p class="error">It could not be read: ${unread ?? 'no reason is known'}</p>`;
  const saying = (n: number) => steps.find((step) => step.n === n)?.says ?? '';
  return html`<p>What ${product} itself kept of who changed what, from ${utc(from)} to ${utc(to)} by its own clock: ${count(rows.length, 'row')}${
    rows.length === 0
      ? ''
      : rowsAlone.length === 0
        ? ', each explained by a step'
        : `, ${rowsAlone.length} of them explained by no step`
  }. A row is matched with a step by user and time, never by its words, which are not public.</p>
${rows.length === 0 ? '' : rowTable(trail)}
${
  stepsAlone.length === 0
    ? html`<p class="none">Every step that made the org keep or show something has a row.</p>`
    : html`<h3>Steps of which it has no row</h3><p>A step that only had something shown may have none.</p><ul>${list(
        stepsAlone,
        (n) => html`<li><a href="#step-${n}">Step ${n}</a>, ${saying(n)}</li>`,
      )}</ul>`
}`;
}

function rowTable({ matches, rowsAlone }: NonNullable<RunRecord['auditTrail']>): Html {
  const explained = [
    ...matches.map(({ row, step, names }) => ({ row, by: stepOf(step, names) })),
    ...rowsAlone.map(({ row, why }) => ({
      row,
      by: html`<span class="badge warn">no step</span> <small>${why}</small>`,
    })),
  ].sort((a, b) => a.row.at.localeCompare(b.row.at));
  return html`<table class="stacked"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What the org says</th><th scope="col">Explained by</th></tr></thead><tbody>${list(
    explained,
    ({ row: { at, by: who, section, action, display }, by }) =>
      html`<tr><td data-of="When">${utc(at)}</td><td data-of="Who">${who}</td><td data-of="What">${display} <small>${section}, ${action}</small></td><td data-of="Explained by">${by}</td></tr>`,
  )}</tbody></table>`;
}

function stepOf(step: number, names: string | undefined): Piece {
  return html`<a href="#step-${step}">Step ${step}</a>${names ? html` <small>the row names ${names}</small>` : ''}`;
}
