import { BadSyntax, stringOut, type Token, textOf } from './grammar.ts';
import { addressesOf } from './mail.ts';
import type { StoredMail } from './store.ts';
import { flagList } from './view.ts';

/** One thing to fetch of a message. */
export type Part =
  | { kind: 'item'; name: string }
  | { kind: 'body'; section: string; peek: boolean; partial?: { start: number; length: number } };

const MACROS: Readonly<Record<string, readonly string[]>> = {
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
};

const ITEMS: Readonly<Record<string, (mail: StoredMail) => string>> = {
  UID: ({ uid }) => String(uid),
  FLAGS: flagList,
  INTERNALDATE: ({ arrived }) => `"${dateOut(arrived)}"`,
  'RFC822.SIZE': ({ source }) => String(source.length),
  ENVELOPE: envelopeOf,
};

/** What a FETCH asks for. A UID FETCH always tells the UID too (RFC 3501, 6.4.8). */
export function partsOf(tokens: readonly Token[], byUid: boolean): Part[] {
  const words = tokens.flatMap((token) => MACROS[textOf(token).toUpperCase()] ?? [textOf(token)]);
  const parts = words.map(partOf);
  const hasUid = parts.some((part) => part.kind === 'item' && part.name === 'UID');
  return byUid && !hasUid ? [{ kind: 'item', name: 'UID' }, ...parts] : parts;
}

function partOf(word: string): Part {
  const name = word.toUpperCase();
  if (Object.hasOwn(ITEMS, name)) return { kind: 'item', name };
  const body = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/.exec(name);
  if (!body) throw new BadSyntax(`Cannot fetch ${name}`);
  const [, peek, section = '', start, length] = body;
  const partial = start === undefined ? {} : { partial: { start: Number(start), length: Number(length) } };
  return { kind: 'body', section, peek: peek !== undefined, ...partial };
}

/** The inside of a FETCH response. */
export function fetchParts(mail: StoredMail, parts: readonly Part[]): Array<string | Buffer> {
  return parts.flatMap((part, index) => {
    const space = index === 0 ? '' : ' ';
    if (part.kind === 'item') return [`${space}${part.name} ${ITEMS[part.name]?.(mail)}`];
    const whole = sectionOf(mail.source, part.section);
    const { start, length } = part.partial ?? { start: 0, length: whole.length };
    const content = whole.subarray(start, start + length);
    const origin = part.partial ? `<${start}>` : '';
    return [`${space}BODY[${part.section}]${origin} {${content.length}}\r\n`, content];
  });
}

/** Practice mails have one part, so that part 1 is the text. */
function sectionOf(source: Buffer, section: string): Buffer {
  const headerEnd = source.indexOf('\r\n\r\n') + 4;
  const fields = /^HEADER\.FIELDS(\.NOT)? \(([^)]*)\)$/.exec(section);
  if (fields) {
    const names = (fields[2] ?? '').toLowerCase().split(' ');
    const kept = headerLines(source).filter(([name]) => names.includes(name) !== (fields[1] !== undefined));
    return Buffer.from(`${kept.map(([, line]) => `${line}\r\n`).join('')}\r\n`);
  }
  if (section === '') return source;
  if (section === 'HEADER') return source.subarray(0, headerEnd);
  if (section === 'TEXT' || section === '1') return source.subarray(headerEnd);
  throw new BadSyntax(`Unknown section ${section}`);
}

/** The header's lines with their names in small letters; folded lines stay together. */
export function headerLines(source: Buffer): Array<[name: string, line: string]> {
  const header = source.subarray(0, source.indexOf('\r\n\r\n')).toString('utf8');
  return header.split(/\r\n(?![ \t])/).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line]);
}

function envelopeOf({ source }: StoredMail): string {
  const header = new Map(headerLines(source).map(([name, line]) => [name, line.slice(name.length + 1).trim()]));
  const text = (name: string): string => (header.has(name) ? stringOut(unfolded(header.get(name) ?? '')) : 'NIL');
  const people = (name: string): string => addressList(unfolded(header.get(name) ?? ''));
  const from = people('from');
  return `(${text('date')} ${text('subject')} ${from} ${from} ${from} ${people('to')} NIL NIL NIL ${text('message-id')})`;
}

function addressList(field: string): string {
  const addresses = addressesOf(field).map(
    ({ name, local, domain }) => `(${name ? stringOut(name) : 'NIL'} NIL ${stringOut(local)} ${stringOut(domain)})`,
  );
  return `(${addresses.join('')})`;
}

function unfolded(text: string): string {
  return text.replace(/\r\n/g, '');
}

/** A date as IMAP writes it: `17-Jul-1996 02:44:25 +0000`. */
function dateOut(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}-${month}-${year} ${time} +0000`;
}
