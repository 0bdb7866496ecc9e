import { html } from 'hono/html';
import type { Capture } from '../../engine/record.ts';
import type { RunRecord } from '../run-record.ts';
import { clock, factTable, type Html, list, localTime, pathOf, utc } from './parts.ts';

const SHOWS = { before: 'Before', after: 'Afterwards', failure: 'When it failed' } as const;

/** What a picture shows: one of a boundary serves the steps on both of its sides, each with a frame of its own. */
interface Purpose {
  readonly capture: Capture;
  /** What it is a picture of, in words. */
  readonly of: string;
  /** Whose frame it is, in a sign or two. */
  readonly sign: string;
}

/** Draws the pictures of a run, each once, with what an auditor asks of a screenshot. */
export class Album {
  readonly #record: RunRecord;
  readonly #drawn = new Set<string>();
  readonly #purposes = new Map<string, Purpose[]>();
  /** How many pictures the run took. */
  readonly total: number;
  /** Numbers of pictures that belong to no step: of tries that were lost with their page. */
  readonly lost: readonly number[];

  constructor(record: RunRecord) {
    this.#record = record;
    const { steps, sections } = record;
    const owners = [
      ...steps.map(({ n, says, captures }) => ({ captures, of: `step ${n}, ${says}`, sign: `${n}` })),
      ...sections.map(({ title, captures }) => ({ captures, of: `${title}, looked at again`, sign: '✓' })),
    ];
    for (const { captures, ...owner } of owners) {
      for (const capture of captures) {
        this.#purposes.set(capture.file, [...this.#purposesOf(capture), { capture, ...owner }]);
      }
    }
    const shown = new Set([...this.#purposes.values()].flatMap((all) => all.map(({ capture }) => capture.n)));
    this.total = Math.max(0, ...shown);
    this.lost = Array.from({ length: this.total }, (_, index) => index + 1).filter((n) => !shown.has(n));
  }

  #purposesOf({ file }: Capture): readonly Purpose[] {
    return this.#purposes.get(file) ?? [];
  }

  /** The picture with the frames of all that it shows, or a word on where it stands where an earlier step has it already. */
  draw(capture: Capture): Html {
    const { n, file, shows } = capture;
    if (this.#drawn.has(file)) {
      return html`<p class="again">${SHOWS[shows]}: <a href="#picture-${n}">picture ${n}</a>, which stands above.</p>`;
    }
    this.#drawn.add(file);
    return html`<figure id="picture-${n}">
<div class="shot"><img src="picture:${file}" width="${capture.width}" height="${capture.height}" alt="${SHOWS[shows]}: ${capture.title || pathOf(capture.url)}">${this.#frames(capture)}</div>
<figcaption><details><summary><b>Picture ${n} of ${this.total}</b> · ${SHOWS[shows].toLowerCase()} · ${clock(capture.at)}<span class="path"> · ${pathOf(capture.url)}</span>${
      capture.sealed ? html` · <b>sealed</b>` : ''
    }</summary>${this.#caption(capture)}</details></figcaption>
</figure>`;
  }

  /** One frame for each place; whose it is stands at it where there are several. */
  #frames(capture: Capture): Html[] {
    const { width, height } = capture;
    const places = new Map<string, string[]>();
    for (const { capture: each, sign } of this.#purposesOf(capture)) {
      if (!each.frame) continue;
      const part = (length: number, whole: number) => `${((length / whole) * 100).toFixed(2)}%`;
      const { frame } = each;
      const place = `left:${part(frame.x, width)};top:${part(frame.y, height)};width:${part(frame.width, width)};height:${part(frame.height, height)}`;
      places.set(place, [...(places.get(place) ?? []), sign]);
    }
    return [...places].map(
      ([place, signs]) =>
        html`<span class="frame" style="${place}">${places.size > 1 ? html`<b>${[...new Set(signs)].join(' ')}</b>` : ''}</span>`,
    );
  }

  #caption(capture: Capture): Html {
    const { target, runbook, tool, id } = this.#record.run;
    const hidden = capture.note ?? (capture.sealed ? 'All but headings: the page may show a secret.' : 'Nothing.');
    const purposes = this.#purposesOf(capture);
    const framed = purposes.filter((each) => each.capture.frame).length;
    const drawn = framed > 0 ? ` The frame${framed > 1 ? 's are' : ' is'} not in the file.` : '';
    return factTable([
      ['Shows', html`${list(purposes, ({ capture: { shows }, of }) => html`<div>${SHOWS[shows]}: ${of}</div>`)}`],
      ['Time', utc(capture.at)],
      ['Local time', localTime(capture.at)],
      ["The org's time", capture.orgDate ? `${utc(capture.orgDate)}, with its last answer` : 'not told'],
      ['URL, no query', capture.url],
      ['Page title', capture.title || (capture.sealed ? '(not kept: the page was sealed)' : '(none)')],
      ['Org', `${orgInWords(target)}${target.instance ? `, on ${target.instance}` : ''}`],
      ['User', `${target.username}${target.userId ? ` (${target.userId})` : ''}`],
      ['Runbook', `${runbook.id} ${runbook.version}, run ${id}`],
      ['Its compiled files', runbook.sha256 && html`<code>${runbook.sha256}</code>`],
      [
        'Tool',
        `setupwright ${tool.version}${tool.commit ? `, commit ${tool.commit}` : ''}${tool.user ? `, by ${tool.user}` : ''}`,
      ],
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
export function pictures(album: Album, captures: readonly Capture[]): (Html | string)[] {
  return list(captures, (capture) => album.draw(capture));
}
