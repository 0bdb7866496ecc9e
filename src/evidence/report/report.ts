import { html, raw } from 'hono/html';
import { type Capture, type SectionRecord, type StepRecord, UNTOUCHED } from '../../engine/record.ts';
import type { RunRecord } from '../run-record.ts';
import { challengeTable, deviations, guideTable, head, recap, runFacts } from './overview.ts';
import { badge, exhibitTable, type Html, list } from './parts.ts';
import { style } from './style.ts';

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The whole report as one page without any script. Pictures stand as `src="picture:NAME"` for the run's folder to fill in. */
export function report(record: RunRecord): string {
  const { run, sections, steps } = record;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${run.runbook.title} · ${record.outcome} · ${run.startedAt.slice(0, 10)}</title>
<style>${raw(style)}</style>
</head>
<body>
${head(record)}
<main>
${recap(record)}
${runFacts(record)}
${deviations(steps)}
${challengeTable(record.challenges)}
${list(sections, (section, index) =>
  sectionPart(
    section,
    index + 1,
    steps.filter((step) => step.section === section.title),
    steps.length,
  ),
)}
${guideTable(record)}
</main>
<footer>Made by setupwright ${run.tool.version} from the run's own record, <code>run.json</code>. Times are UTC unless said otherwise.
This report is not sealed: it shows what the run saw, and nothing proves that the file was not changed since.</footer>
</body>
</html>
`);
}

function sectionPart(section: SectionRecord, number: number, steps: readonly StepRecord[], total: number): Html {
  return html`<section class="part" aria-labelledby="section-${number}">
<h2 id="section-${number}"><span class="ordinal">${number}</span> ${section.title} ${badge(section.outcome)}</h2>
${section.error ? html`<p class="error">${section.error}</p>` : ''}
${list([...(section.remarks ?? [])], (text) => html`<p class="remark">${text}</p>`)}
${list(steps, (step) => stepPart(step, total))}
${section.proved || section.captures.length > 0 ? sectionProof(section) : ''}
</section>`;
}

function sectionProof(section: SectionRecord): Html {
  return html`<article class="step proof">
<h3><span class="ordinal">✓</span> Looked at again from a fresh page</h3>
${section.proved ? html`<p>${section.proved}</p>` : ''}
${section.exhibit ? exhibitTable(section.exhibit) : ''}
${list(section.captures, picture)}
</article>`;
}

function stepPart(step: StepRecord, total: number): Html {
  const untouched = step.outcome === 'not reached' || step.found === UNTOUCHED;
  return html`<article class="step ${untouched ? 'untouched' : ''}" id="step-${step.n}">
<h3><span class="ordinal">${step.n}</span> ${step.says} ${badge(step.outcome)}</h3>
<p class="meta">Step ${step.n} of ${total}${
    step.items.length > 0
      ? html` · guide ${list(step.items, (item) => html`<a href="#item-${item}">${item}</a> `)}`
      : ' · not in the guide'
  }${untouched ? '' : html` · <time datetime="${step.startedAt}">${step.startedAt.slice(11, 19)}</time> · ${step.ms} ms`}</p>
${step.error ? html`<p class="error">${step.error}</p>` : ''}
${list(step.deviations, (text) => html`<p class="deviation"><b>Deviation.</b> ${text}</p>`)}
${values(step)}
${step.exhibit ? exhibitTable(step.exhibit) : ''}
${step.remark ? html`<p class="remark">${step.remark}</p>` : ''}
${list(step.captures, picture)}
</article>`;
}

function values({ verb, what, wanted, found, proved }: StepRecord): Html {
  const rows: [string, string | undefined][] = [
    [verb === 'set' ? 'Field' : `${verb[0]?.toUpperCase()}${verb.slice(1)}`, what],
    [verb === 'press' ? 'Wanted to open' : 'Wanted', wanted === what ? undefined : wanted],
    ['Found before', found],
    ['Found afterwards', proved],
  ];
  return html`<dl class="values">${list(rows, ([name, value]) =>
    value === undefined ? '' : html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

const CAPTIONS = { before: 'Before', after: 'Afterwards', failure: 'When it failed' } as const;

function picture(capture: Capture): Html {
  const { frame, width, height } = capture;
  const part = (length: number, whole: number) => `${((length / whole) * 100).toFixed(2)}%`;
  const place = frame
    ? `left:${part(frame.x, width)};top:${part(frame.y, height)};width:${part(frame.width, width)};height:${part(frame.height, height)}`
    : '';
  return html`<figure>
<div class="shot"><img src="picture:${capture.file}" width="${width}" height="${height}" alt="${CAPTIONS[capture.shows]}: ${capture.url}">${
    frame ? html`<span class="frame" style="${place}"></span>` : ''
  }</div>
<figcaption>${CAPTIONS[capture.shows]} · ${capture.url} · <time datetime="${capture.at}">${capture.at.replace('T', ' ')}</time>${
    capture.sealed ? html` · <b>sealed</b>: only headings and labels are shown` : ''
  }</figcaption>
</figure>`;
}
