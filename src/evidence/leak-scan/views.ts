import { decodeHTML } from 'entities';

/** How often a text may have been encoded, by any of the encodings each time. */
const ROUNDS = 3;
const UNSEEN =
  '\\0-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb';
const BETWEEN = new RegExp(`[\\s\\-"'\`,|${UNSEEN}]+`, 'g');
const TAG = /<[^<>]{0,2000}>/g;

/** A text in one of the ways in which it may be read, in its own letters and folded. */
export interface View {
  readonly text: string;
  readonly folded: string;
  /** Set where blanks and signs were taken out, so that what stood apart stands together. */
  readonly squeezed?: true;
  /** Set where something was taken out, tags or what `squeezed` names, so that words may meet that stand apart. */
  readonly joined?: true;
}

/**
 * Every way in which a text may be read: decoded from HTML, addresses and JavaScript up to three times, in any order,
 * each as it is, without tags, and with nothing between its letters.
 */
export function viewsOf(text: string): View[] {
  const read = new Set(decodings(text));
  const bare = new Set([...read].map((each) => (each.includes('<') ? each.replace(TAG, '') : each)));
  const close = new Set([...read, ...bare].map((each) => squeezed(each)));
  const views: View[] = [...read].map((each) => ({ text: each, folded: folded(each) }));
  for (const each of bare) if (!read.has(each)) views.push({ text: each, folded: folded(each), joined: true });
  for (const each of close) {
    if (read.has(each) || bare.has(each)) continue;
    views.push({ text: each, folded: folded(each), squeezed: true, joined: true });
  }
  return views;
}

/** The text between bytes that are none, each piece of it in a line of its own. */
export function textIn(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/[^\P{Cc}\n\t]+|\ufffd+/gu, '\n');
}

/** Bytes that are no text, each as one letter; without zeros for text of two bytes a letter. */
export function viewsOfBytes(bytes: Buffer): View[] {
  const text = bytes.toString('latin1');
  const views: View[] = [{ text, folded: text.toLowerCase() }];
  if (!/[ -~]\0[ -~]/.test(text)) return views;
  const narrow = text.replaceAll('\0', '');
  return [...views, { text: narrow, folded: narrow.toLowerCase() }];
}

/** A text in small letters and in the plain form of each. */
export function folded(text: string): string {
  // Most texts are plain already, and normalizing takes longer than looking.
  return (/[^\0-\x7f]/.test(text) ? text.normalize('NFKC') : text).toLowerCase();
}

/** A text without blanks, quotes, dashes, commas and letters that are not seen. */
export function squeezed(text: string): string {
  return text.replace(BETWEEN, '');
}

function* decodings(text: string): Generator<string> {
  let read = text;
  yield read;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = read;
    for (const decode of [fromHtml, fromAddress, fromJavaScript]) {
      const decoded = decode(read);
      if (decoded === read) continue;
      read = decoded;
      yield read;
    }
    // In a form a plus is a blank; elsewhere it is a plus.
    if (round === 0 && text.includes('+')) yield fromAddress(text.replaceAll('+', ' '));
    if (read === before) return;
  }
}

function fromHtml(text: string): string {
  return text.includes('&') ? decodeHTML(text) : text;
}

/** Percent signs that are none of an encoding stay. */
function fromAddress(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

const SIGNS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };

function fromJavaScript(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi,
    (whole, braced?: string, four?: string, two?: string, sign?: string) => {
      if (sign !== undefined) return SIGNS[sign] ?? sign;
      const point = Number.parseInt(braced ?? four ?? two ?? '', 16);
      return point > 0x10_ffff ? whole : String.fromCodePoint(point);
    },
  );
}
