import { decodeHTML } from 'entities';
import { type Visibility, visibilitiesIn, visibilityOf } from './hiding.ts';

/** What these hold is never shown, or is somebody else's words. */
const NEVER_SHOWN = new Set(['script', 'style', 'title', 'template', 'blockquote']);
const RAW_CONTENT = new Set(['script', 'style', 'title', 'textarea']);
const NO_CONTENT = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
const NEW_LINE = new Set(
  'address article br center div dl dt dd footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** Parted from what stands beside them: cells, and the marks of footnotes. */
const SET_APART = new Set(['td', 'th', 'sup', 'sub']);

/**
 * The text that a reader of an HTML mail sees: one line per block, hidden parts and quoted mails left out. Where the
 * markup is broken the rest is dropped: a code that cannot be read for sure is not read. Takes time in proportion to
 * the length.
 */
export function htmlText(html: string): string {
  const out: string[] = [];
  const elements = new OpenElements();
  const sheet = new Map<string, Visibility>();
  let at = 0;
  while (at < html.length) {
    const tag = nextTag(html, at);
    if (elements.show) out.push(decoded(html.slice(at, tag?.start ?? html.length)));
    if (!tag) break;
    at = tag.end;
    if (tag.name === '') continue;
    if (elements.show && NEW_LINE.has(tag.name)) out.push('\n');
    if (elements.show && SET_APART.has(tag.name)) out.push(' ');
    if (tag.closes) elements.close(tag.name);
    else if (!NO_CONTENT.has(tag.name)) {
      elements.open(tag.name, NEVER_SHOWN.has(tag.name) ? 'hidden' : ownVisibility(tag.source, sheet));
      if (!RAW_CONTENT.has(tag.name)) continue;
      at = rawEnd(html, tag.end, tag.name);
      if (tag.name === 'style') for (const rule of visibilitiesIn(html.slice(tag.end, at))) sheet.set(...rule);
    }
  }
  return out.join('');
}

/** The elements that are open, from the outermost one whose text cannot be read inwards. */
class OpenElements {
  readonly #open: Array<{ readonly name: string; readonly visibility: Visibility }> = [];
  readonly #counts = new Map<string, number>();

  /** Is text seen at this place? */
  get show(): boolean {
    return (this.#open.at(-1)?.visibility ?? 'legible') === 'legible';
  }

  open(name: string, own: Visibility | undefined): void {
    const around = this.#open.at(-1)?.visibility ?? 'legible';
    const visibility = around === 'hidden' ? around : (own ?? around);
    if (this.#open.length === 0 && visibility === 'legible') return;
    this.#open.push({ name, visibility });
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Closes the innermost element of this name and all in it; a closing tag without one means nothing. */
  close(name: string): void {
    if (!this.#counts.get(name)) return;
    for (;;) {
      const closed = this.#open.pop()?.name;
      if (closed === undefined) return;
      this.#counts.set(closed, (this.#counts.get(closed) ?? 1) - 1);
      if (closed === name) return;
    }
  }
}

interface Tag {
  readonly start: number;
  readonly end: number;
  /** In small letters; empty for comments and declarations. */
  readonly name: string;
  readonly closes: boolean;
  readonly source: string;
}

function nextTag(html: string, from: number): Tag | undefined {
  const opening = /<(?=[a-z/!?])/gi;
  opening.lastIndex = from;
  const start = opening.exec(html)?.index;
  if (start === undefined) return undefined;
  const comment = html.startsWith('<!--', start);
  const end = comment ? endOf(html, '-->', start + 4) : tagEnd(html, start);
  const source = html.slice(start, end);
  const [, slash, name = ''] = /^<(\/?)([a-z][a-z0-9:-]*)/i.exec(comment ? '' : source.slice(0, 40)) ?? [];
  return { start, end, name: name.toLowerCase(), closes: slash === '/', source };
}

/** A `>` in quotes does not end a tag. */
function tagEnd(html: string, start: number): number {
  let quote = '';
  for (let at = start; at < html.length; at++) {
    const character = html[at] ?? '';
    if (quote) quote = character === quote ? '' : quote;
    else if (character === '>') return at + 1;
    else if ((character === '"' || character === "'") && /[=\s]/.test(html[at - 1] ?? '')) quote = character;
  }
  return html.length;
}

function endOf(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

function rawEnd(html: string, from: number, name: string): number {
  const closing = new RegExp(`</${name}`, 'gi');
  closing.lastIndex = from;
  return closing.exec(html)?.index ?? html.length;
}

/** One attribute after the other: a word like `hidden` inside of a value hides nothing. */
const ATTRIBUTE = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?/y;

/** What a tag says of itself, its style before its classes. */
function ownVisibility(tag: string, sheet: ReadonlyMap<string, Visibility>): Visibility | undefined {
  const said: Array<Visibility | undefined> = [];
  ATTRIBUTE.lastIndex = tag.search(/[\s/>]/);
  for (let found = ATTRIBUTE.exec(tag); found; found = ATTRIBUTE.exec(tag)) {
    const name = found[1]?.toLowerCase();
    if (name === 'hidden') said.push('hidden');
    if (name !== 'style' && name !== 'class' && name !== 'id') continue;
    const value = decoded((found[2] ?? '').replace(/^["']|["']$/g, ''));
    if (name === 'style') said.unshift(visibilityOf(value));
    if (name === 'class') said.push(...value.split(' ').map((one) => sheet.get(`.${one}`)));
    if (name === 'id') said.push(sheet.get(`#${value}`));
  }
  return said.includes('hidden') ? 'hidden' : said.find((one) => one !== undefined);
}

function decoded(text: string): string {
  return decodeHTML(text).replace(/[ \t\r\n\f]+/g, ' ');
}
