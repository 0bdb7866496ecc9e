import { html } from 'hono/html';
import type { Capture } from '../../engine/record.ts';
import type { RunRecord } from '../run-record.ts';
import { clock, factTable, type Html, list, localTime, pathOf, utc } from './parts.ts';

const SHOWS = { before: 'Before', after: 'Afterwards', failure: 'When it failed' } as const;

/** Draws the pictures of a run, each once, with what an auditor asks of a screenshot. */
export class Album {
  readonly #record: RunRecord;
  readonly #drawn = new Set<string>();
  /** How many pictures the run took. */
  readonly total: number;
  /** Numbers of pictures that belong to no step: of tries that were lost with their page. */
  readonly lost: readonly number[];

  constructor(record: RunRecord) {
    this.#record = record;
    const shown = new Set([...record.steps, ...record.sections].flatMap(({ captures }) => captures.map(({ n }) => n)));
    this.total = Math.max(0, ...shown);
    this.lost = Array.from({ length: this.total }, (_, index) => index + 1).filter((n) => !shown.has(n));
  }

  /** The picture, or a word on where it stands where an earlier step has it already. `of` says what it is a picture of. */
  draw(capture: Capture, of: string): Html {
    const { n, file, shows } = capture;
    if (this.#drawn.has(file)) {
      return html`<p class="again">${SHOWS[shows]}: <a href="#picture-${n}">picture ${n}</a>, which stands above.</p>`;
    }
    this.#drawn.add(file);
    return html`<figure id="picture-${n}">
<div class="shot"><img src="picture:${file}" width="${capture.width}" height="${capture.height}" alt="${SHOWS[shows]}: ${capture.title || pathOf(capture.url)}">${this.#frame(capture)}</div>
<figcaption><details><summary><b>Picture ${n} of ${this.total}</b> · ${SHOWS[shows].toLowerCase()} · ${clock(capture.at)}<span class="path"> · ${pathOf(capture.url)}</span>${
      capture.sealed ? html` · <b>sealed</b>` : ''
    }</summary>${this.#caption(capture, of)}</details></figcaption>
</figure>`;
  }

  #frame({ frame, width, height }: Capture): Html | string {
    if (!frame) return '';
    const part = (length: number, whole: number) => `${((length / whole) * 100).toFixed(2)}%`;
    const place = `left:${part(frame.x, width)};top:${part(frame.y, height)};width:${part(frame.width, width)};height:${part(frame.height, height)}`;
    return html`<span class="frame" style="${place}"></span>`;
  }

  #caption(capture: Capture, of: string): Html {
    const { target, runbook, tool, id } = this.#record.run;
    const hidden = capture.note ?? (capture.sealed ? 'All but headings: the page may show a secret.' : 'Nothing.');
    const drawn = capture.frame ? ' The frame is not in the file.' : '';
    return factTable([
      ['Shows', `${SHOWS[capture.shows]}: ${of}`],
      ['Time', utc(capture.at)],
      ['Local time', localTime(capture.at)],
      ["The org's time", capture.orgDate ? `${utc(capture.orgDate)}, with its last answer` : 'not told'],
      ['URL, no query', capture.url],
      ['Page title', capture.title || '(none)'],
      ['Org', orgInWords(target)],
      ['User', target.username],
      ['Runbook', `${runbook.id} ${runbook.version}, run ${id}`],
      ['Browser', `${tool.browser.replace(/ \(.*/, '')}, ${capture.width} × ${capture.height} pixels, on ${tool.host}`],
      ['File', `screenshots/${capture.file}`],
      ['SHA-256', html`<code>${capture.sha256}</code>`],
      ['Hidden', `${hidden}${drawn}`],
    ]);
  }
}

/** Name, id and kind of an org, as far as it says them. */
export function orgInWords({ orgName, org, kind, sandbox, edition }: RunRecord['run']['target']): string {
  const hasTold = sandbox !== undefined || edition !== undefined;
  const counted = kind === undefined ? 'it did not say of which kind' : `${kind}, by its host`;
  const kinds = hasTold ? [kind ?? (sandbox ? 'sandbox' : 'not a sandbox'), edition] : [counted];
  return [...new Set([orgName, org, ...kinds])].filter((fact) => fact !== undefined).join(', ');
}

/** The pictures of a step or section, one below the other. */
export function pictures(album: Album, captures: readonly Capture[], of: string): (Html | string)[] {
  return list(captures, (capture) => album.draw(capture, of));
}
