/** A part of a command: a bare word, a string that was quoted or sent as a literal, or a list in parentheses. */
export type Token = { kind: 'atom' | 'string'; text: string } | { kind: 'list'; items: readonly Token[] };

/** What the client sent is not IMAP; the text goes back with BAD. */
export class BadSyntax extends Error {}

const DEEPEST_LIST = 20;

/** Splits a command into tokens. `pieces` are lines of text and, as Buffers, the literals between them. */
export function tokensOf(pieces: ReadonlyArray<string | Buffer>): Token[] {
  const open: Token[][] = [[]];
  const add = (token: Token): void => void open.at(-1)?.push(token);
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      add({ kind: 'string', text: piece.toString('utf8') });
      continue;
    }
    let at = 0;
    while (at < piece.length) {
      const character = piece[at];
      if (character === ' ') at++;
      else if (character === '(') {
        if (open.length > DEEPEST_LIST) throw new BadSyntax('Too many nested lists');
        open.push([]);
        at++;
      } else if (character === ')') {
        const items = open.pop();
        if (!items || open.length === 0) throw new BadSyntax('Unexpected )');
        add({ kind: 'list', items });
        at++;
      } else {
        const [token, end] = character === '"' ? quotedAt(piece, at) : atomAt(piece, at);
        add(token);
        at = end;
      }
    }
  }
  const [tokens, ...unclosed] = open;
  if (!tokens || unclosed.length > 0) throw new BadSyntax('Missing )');
  return tokens;
}

function quotedAt(text: string, start: number): [Token, number] {
  let content = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '"') return [{ kind: 'string', text: content }, at + 1];
    content += character === '\\' ? text[++at] : character;
  }
  throw new BadSyntax('Missing "');
}

/** Square brackets belong to the word with all that is in them: `BODY.PEEK[HEADER.FIELDS (FROM TO)]<0.100>`. */
function atomAt(text: string, start: number): [Token, number] {
  let at = start;
  let inBrackets = false;
  for (; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '[') inBrackets = true;
    else if (character === ']') inBrackets = false;
    else if (!inBrackets && ' ()"'.includes(character)) break;
  }
  return [{ kind: 'atom', text: text.slice(start, at) }, at];
}

/** The text of a word or string. */
export function textOf(token: Token | undefined): string {
  if (!token || token.kind === 'list') throw new BadSyntax('Missing argument');
  return token.text;
}

/** The parts of a list; a single word counts as a list of one. */
export function itemsOf(token: Token | undefined): readonly Token[] {
  if (!token) throw new BadSyntax('Missing argument');
  return token.kind === 'list' ? token.items : [token];
}

/** Is this a sequence set such as `1:3,7,10:*`? */
export function isSet(text: string): boolean {
  return /^(?:\d+|\*)(?::(?:\d+|\*))?(?:,(?:\d+|\*)(?::(?:\d+|\*))?)*$/.test(text);
}

/** A test for numbers of a sequence set. `*` is the highest number, so that `N:*` always holds the last message (RFC 3501, 6.4.8). */
export function setOf(text: string, highest: number): (number: number) => boolean {
  if (!isSet(text)) throw new BadSyntax('Bad sequence set');
  const ranges = text.split(',').map((range) => {
    const ends = range.split(':').map((end) => (end === '*' ? highest : Number(end)));
    return { from: Math.min(...ends), to: Math.max(...ends) };
  });
  return (number) => ranges.some(({ from, to }) => number >= from && number <= to);
}

/** A string as the server sends it: quoted where that can hold it, else as a literal. */
export function stringOut(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`;
  return `{${Buffer.byteLength(text)}}\r\n${text}`;
}
