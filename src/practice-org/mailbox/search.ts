import { headerLines } from './fetch.ts';
import { BadSyntax, isSet, setOf, type Token, textOf } from './grammar.ts';
import type { StoredMail } from './store.ts';

interface Candidate {
  readonly number: number;
  readonly mail: StoredMail;
}

type Matcher = (candidate: Candidate) => boolean;

const FLAGS = ['ANSWERED', 'DELETED', 'DRAFT', 'FLAGGED', 'SEEN'];

/** A test for messages from the keys of a SEARCH (RFC 3501, 6.4.4). `last` is the last message, for `*` in sets. */
export function matcherOf(args: readonly Token[], last: Candidate | undefined): Matcher {
  const tokens = [...args];
  if (tokens[0]?.kind === 'atom' && tokens[0].text.toUpperCase() === 'CHARSET') tokens.splice(0, 2);
  if (tokens.length === 0) throw new BadSyntax('Search for what?');
  const matchers: Matcher[] = [];
  while (tokens.length > 0) matchers.push(nextKey(tokens, last));
  return (candidate) => matchers.every((matches) => matches(candidate));
}

function nextKey(tokens: Token[], last: Candidate | undefined): Matcher {
  const token = tokens.shift();
  if (token?.kind === 'list') return matcherOf(token.items, last);
  const key = textOf(token).toUpperCase();
  const argument = (): string => textOf(tokens.shift());
  if (isSet(key)) {
    const wanted = setOf(key, last?.number ?? 0);
    return ({ number }) => wanted(number);
  }
  const flag = FLAGS.find((name) => key === name || key === `UN${name}`);
  if (flag) return ({ mail }) => hasFlag(mail, `\\${flag}`) === (key === flag);
  switch (key) {
    case 'ALL':
      return () => true;
    case 'UID': {
      const wanted = setOf(argument(), last?.mail.uid ?? 0);
      return ({ mail }) => wanted(mail.uid);
    }
    case 'FROM':
    case 'TO':
    case 'SUBJECT':
      return headerHas(key, argument());
    case 'HEADER':
      return headerHas(argument(), argument());
    case 'SINCE':
    case 'BEFORE':
      return byDay(key, argument());
    case 'NOT': {
      const matches = nextKey(tokens, last);
      return (candidate) => !matches(candidate);
    }
    case 'OR': {
      const [one, other] = [nextKey(tokens, last), nextKey(tokens, last)];
      return (candidate) => one(candidate) || other(candidate);
    }
    default:
      throw new BadSyntax(`Cannot search for ${key}`);
  }
}

function hasFlag(mail: StoredMail, wanted: string): boolean {
  return [...mail.flags].some((flag) => flag.toUpperCase() === wanted);
}

/** Looks at the header as it stands: text in encoded words is not found. */
function headerHas(field: string, part: string): Matcher {
  const wanted = part.toLowerCase();
  return ({ mail }) =>
    headerLines(mail.source).some(
      ([name, line]) =>
        name === field.toLowerCase() &&
        line
          .slice(name.length + 1)
          .replace(/\r\n/g, '')
          .toLowerCase()
          .includes(wanted),
    );
}

function byDay(key: 'SINCE' | 'BEFORE', text: string): Matcher {
  const day = Date.parse(`${text.replaceAll('-', ' ')} UTC`);
  if (Number.isNaN(day)) throw new BadSyntax('Bad date');
  return ({ mail }) => mail.arrived.getTime() >= day === (key === 'SINCE');
}
