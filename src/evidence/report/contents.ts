import { html } from 'hono/html';
import type { RunRecord } from '../run-record.ts';
import { colourOf, type Html, list } from './parts.ts';

/** What the report has besides the sections of the run, by its anchors, in its order. */
const BEFORE = [['guide', 'The guide, item by item']] as const;
const AFTER = [
  ['happened', 'Deviations and interruptions'],
  ['challenges', 'Challenges'],
  ['interventions', 'Who intervened'],
  ['audit', "The org's audit trail"],
  ['run', 'The run and its inputs'],
  ['verify', 'How to verify'],
] as const;

/** The way around in a long report: beside it where there is room, else folded at its top. */
export function contents({ run, sections, steps }: RunRecord): Html {
  const link = ([anchor, title]: readonly [string, string]) => html`<li><a href="#${anchor}">${title}</a></li>`;
  return html`<nav class="contents" aria-label="Contents" tabindex="0"><details><summary>Contents</summary><ul>
<li><a href="#top">The outcome</a></li>
${run.guide.items.length > 0 ? list(BEFORE, link) : ''}
${list(
  sections,
  ({ title }, index) =>
    html`<li><a href="#section-${index + 1}">${index + 1} ${title}</a><ol>${list(
      steps.filter(({ section }) => section === title),
      ({ n, says, outcome }) =>
        html`<li><a href="#step-${n}" class="${colourOf(outcome)}"><span class="dot" aria-hidden="true"></span><span class="ordinal">${n}</span> ${says}${
          outcome === 'failed' ? html` <b>failed</b>` : ''
        }</a></li>`,
    )}</ol></li>`,
)}
${list(AFTER, link)}
</ul></details></nav>`;
}
