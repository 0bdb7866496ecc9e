/** What these hold is never shown, or is somebody else's words. */
const NEVER_SHOWN = new Set(['script', 'style', 'title', 'template', 'blockquote']);
const RAW_CONTENT = new Set(['script', 'style', 'title', 'textarea']);
const NO_CONTENT = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
const NEW_LINE = new Set(
  'address article br center div dl dt dd footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
);
const NEW_CELL = new Set(['td', 'th']);

const HIDING_STYLE =
  /display:none|visibility:(?:hidden|collapse)|mso-hide:all|(?:font-size|max-height|max-width|opacity):0(?:px|pt|em|rem|%)?(?:[;!]|$)|(?:text-indent|left|top):-\d{3}/;

/** No honest style is longer; a limit keeps the search below in proportion. */
const LONGEST_STYLE = 2_000;

const NAMED_CHARACTERS: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  colon: ':',
  commat: '@',
  gt: '>',
  lt: '<',
  nbsp: ' ',
  period: '.',
  quot: '"',
};

/**
 * The text that a reader of an HTML mail sees: one line per block, hidden parts and quoted mails left out. Where the
 * markup is broken the rest is dropped: a code that cannot be read for sure is not read. Takes time in proportion to
 * the length.
 */
export function htmlText(html: string): string {
  const out: string[] = [];
  const hidden = new OpenElements();
  let at = 0;
  while (at < html.length) {
    const tag = nextTag(html, at);
    if (!hidden.any) out.push(decoded(html.slice(at, tag?.start ?? html.length)));
    if (!tag) break;
    at = tag.end;
    if (tag.name === '') continue;
    if (!hidden.any && NEW_LINE.has(tag.name)) out.push('\n');
    if (!hidden.any && NEW_CELL.has(tag.name)) out.push(' ');
    if (tag.closes) hidden.close(tag.name);
    else if (!NO_CONTENT.has(tag.name)) {
      if (hidden.any || NEVER_SHOWN.has(tag.name) || isHidden(tag.source)) hidden.open(tag.name);
      if (RAW_CONTENT.has(tag.name)) at = rawEnd(html, at, tag.name);
    }
  }
  return out.join('');
}

/** The elements that are open from the outermost hidden one inwards. */
class OpenElements {
  readonly #names: string[] = [];
  readonly #counts = new Map<string, number>();

  get any(): boolean {
    return this.#names.length > 0;
  }

  open(name: string): void {
    this.#names.push(name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Closes the innermost element of this name and all in it; a closing tag without one means nothing. */
  close(name: string): void {
    if (!this.#counts.get(name)) return;
    for (;;) {
      const closed = this.#names.pop();
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

function isHidden(tag: string): boolean {
  if (/\shidden(?=[\s=>/])/i.test(tag)) return true;
  const [, quoted, apostrophed, bare] = /\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag) ?? [];
  const style = decoded((quoted ?? apostrophed ?? bare ?? '').slice(0, LONGEST_STYLE));
  return HIDING_STYLE.test(style.toLowerCase().replace(/\/\*.*?\*\/|\s/g, ''));
}

function decoded(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,10}));/gi, characterOf);
}

function characterOf(reference: string, decimal?: string, hex?: string, name?: string): string {
  if (name) return NAMED_CHARACTERS[name.toLowerCase()] ?? reference;
  const point = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : reference;
}
