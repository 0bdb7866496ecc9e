import { html, raw } from 'hono/html';
import type { RunRecord } from '../run-record.ts';
import { visible } from '../visible.ts';
import { auditPart } from './audit.ts';
import { contents } from './contents.ts';
import { guideTable, howToVerify, runFacts } from './facts.ts';
import { challengeTable, happened, interventionTable } from './happenings.ts';
import { head, recap } from './head.ts';
import { list } from './parts.ts';
import { Album } from './picture.ts';
import { sectionPart } from './steps.ts';
import { style } from './style.ts';

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The whole report as one page without any script. Pictures stand as `src="picture:NAME"` for the run's folder to fill in. */
export function report(asKept: RunRecord): string {
  const record = visible(asKept);
  const { run, sections, steps } = record;
  const album = new Album(record);
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${run.runbook.title} · ${record.outcome} · ${run.startedAt.slice(0, 10)}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip the contents</a>
${contents(record)}
<div class="page">
${head(record)}
<main id="main">
${recap(record)}
${run.guide.items.length > 0 ? guideTable(record) : ''}
${list(sections, (section, index) =>
  sectionPart(section, index + 1, {
    steps: steps.filter((step) => step.section === section.title),
    total: steps.length,
    album,
  }),
)}
${happened(record, album)}
${challengeTable(record)}
${interventionTable(record)}
${auditPart(record)}
${runFacts(record)}
${howToVerify(record)}
</main>
<footer>Made by setupwright ${run.tool.version} from the run's own record, <code>run.json</code>. Times are UTC unless said otherwise.</footer>
</div>
</body>
</html>
`);
}
