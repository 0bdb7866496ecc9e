import { html } from 'hono/html';
import { type SectionRecord, type StepRecord, UNTOUCHED } from '../../engine/record.ts';
import type { ReadBack } from '../../runbook/move.ts';
import { badge, clock, duration, exhibitTable, type Html, isLong, list, longText, type Piece, utc } from './parts.ts';
import { type Album, pictures } from './picture.ts';

/** A section with its steps, and how it was looked at again. */
export function sectionPart(
  section: SectionRecord,
  number: number,
  { steps, total, album }: { steps: readonly StepRecord[]; total: number; album: Album },
): Html {
  return html`<section class="part" aria-labelledby="section-${number}">
<h2 id="section-${number}"><span class="ordinal">${number}</span> ${section.title} ${badge(section.outcome)}</h2>
${section.error ? html`<p class="error">${section.error}</p>` : ''}
${list([...(section.remarks ?? [])], (text) => html`<p class="deviation"><b>Noticed.</b> ${text}</p>`)}
${list(grouped(steps), (group) => (isUntouched(group[0]) ? leftAlone(group) : stepPart(group[0], total, album)))}
${sectionProof(section, number, album)}
</section>`;
}

function sectionProof(section: SectionRecord, number: number, album: Album): Piece {
  const { proved, captures, readBack = [], exhibit } = section;
  if (proved === undefined && captures.length === 0 && readBack.length === 0) return '';
  const at = captures[0]?.at;
  const failed = section.outcome === 'failed';
  return html`<article class="step proof" id="proof-${number}">
<h3><span class="ordinal" aria-hidden="true">${failed ? '✗' : '✓'}</span> Looked at again from a fresh page</h3>
<p class="meta">${section.title}${at ? html` · read from the org at ${utc(at)}` : ''}</p>
${proved ? html`<p>${proved}</p>` : ''}
${readBack.length > 0 ? readBackTable(readBack) : exhibit ? exhibitTable(exhibit) : ''}
${pictures(album, captures)}
</article>`;
}

/** Settings as they were read back, beside what is wanted; lists whole. */
function readBackTable(rows: readonly ReadBack[]): Html {
  return html`<table class="read-back"><thead><tr><th scope="col">Setting</th><th scope="col">Wanted</th><th scope="col">Found</th><th scope="col">Holds</th></tr></thead><tbody>${list(
    rows,
    ({ label, wanted, found, holds, list: whole }) => html`<tr><th scope="row">${label}</th>
<td data-of="Wanted">${longText(wanted)}</td><td data-of="Found">${whole && whole.selected.length > FEW ? counted(whole) : longText(found)}</td>
<td data-of="Holds">${holds ? html`<span class="badge good">yes</span>` : html`<span class="badge bad">no</span>`}</td></tr>${wholeList(label, whole)}`,
  )}</tbody></table>`;
}

/** So many entries of a list have room where its setting stands. */
const FEW = 3;

/** A list with all its entries: what a picture of a scrolled list cannot show. */
function wholeList(label: string, whole: ReadBack['list']): Piece {
  if (whole === undefined || whole.selected.length <= FEW) return '';
  return html`<tr class="whole"><td colspan="4"><details class="long"><summary>${label}: ${counted(whole)}, the whole list</summary><ol>${list(
    whole.selected,
    (entry) => html`<li>${entry}</li>`,
  )}</ol></details></td></tr>`;
}

function counted({ selected, offered }: NonNullable<ReadBack['list']>): string {
  return offered === undefined ? `${selected.length} selected` : `${selected.length} of ${offered} selected`;
}

function isUntouched({ outcome, found }: StepRecord): boolean {
  return outcome === 'not reached' || found === UNTOUCHED;
}

/** Steps that were left alone for one reason stand together; each other one stands for itself. */
function grouped(steps: readonly StepRecord[]): [StepRecord, ...StepRecord[]][] {
  const groups: [StepRecord, ...StepRecord[]][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    if (group && isUntouched(step) && isUntouched(group[0]) && group[0].outcome === step.outcome) group.push(step);
    else groups.push([step]);
  }
  return groups;
}

function leftAlone(steps: readonly [StepRecord, ...StepRecord[]]): Html {
  const [{ outcome }] = steps;
  const why =
    outcome === 'not reached' ? 'The run ended before them.' : 'Not carried out: a fresh page shows what they are for.';
  return html`<article class="step untouched">
<h3>${steps.length} ${steps.length === 1 ? 'step' : 'steps'} ${badge(outcome)}</h3>
<p class="meta">${why}</p>
<ul>${list(steps, (step) => html`<li id="step-${step.n}"><span class="ordinal">${step.n}</span> ${step.says}${guideItems(step)}</li>`)}</ul>
</article>`;
}

function guideItems({ items }: StepRecord): Piece {
  return items.length > 0 ? html` · guide ${list(items, (item) => html`<a href="#item-${item}">${item}</a> `)}` : '';
}

function stepPart(step: StepRecord, total: number, album: Album): Html {
  return html`<article class="step" id="step-${step.n}">
<h3><span class="ordinal">${step.n}</span> ${step.says} ${badge(step.outcome)}</h3>
<p class="meta">Step ${step.n} of ${total}${guideItems(step) || ' · not in the guide'} · ${clock(step.startedAt)} · ${duration(step.ms)}${
    step.commits ? ' · the org was made to keep or show something' : ''
  }</p>
${step.error ? html`<p class="error">${step.error}</p>` : ''}
${list(step.deviations, (text) => html`<p class="deviation"><b>Deviation.</b> ${text}</p>`)}
${values(step)}
${step.exhibit ? exhibitTable(step.exhibit) : ''}
${step.remark ? html`<p class="remark">${step.remark}</p>` : ''}
${pictures(album, step.captures)}
</article>`;
}

function values({ verb, what, wanted, found, proved, outcome }: StepRecord): Html {
  const rows: [string, string | undefined][] = [
    [verb === 'set' ? 'Field' : `${verb[0]?.toUpperCase()}${verb.slice(1)}`, what],
    [verb === 'press' ? 'Wanted to open' : 'Wanted', wanted],
    [outcome === 'already so' ? 'Found' : 'Found before', found],
    ['Found afterwards', proved],
  ];
  return html`<dl class="values">${list(rows, ([name, value]) =>
    value === undefined
      ? ''
      : html`<div class="${isLong(value) ? 'wide' : ''}"><dt>${name}</dt><dd>${longText(value)}</dd></div>`,
  )}</dl>`;
}
