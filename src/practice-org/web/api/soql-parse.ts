import { ApiError } from './errors.ts';

/** A piece of a query, with the place where it stands. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'datetime' | 'date' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

export type Condition =
  | { readonly is: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'compare'; readonly field: Token; readonly operator: string; readonly values: readonly Token[] };

interface Order {
  readonly field: Token;
  readonly down: boolean;
  readonly nullsLast: boolean;
}

/** A query as it is written; whether its tables and fields exist is not known yet. */
export interface Query {
  /** Empty where the query only counts. */
  readonly fields: readonly Token[];
  readonly table: Token;
  readonly where: Condition | undefined;
  readonly order: readonly Order[];
  readonly limit: number;
  readonly offset: number;
}

/** Tells of a fault in a query, with a mark below the place: the form is that of many published answers. */
export type Complain = (token: Token, text: string, code?: string) => ApiError;

const forms: ReadonlyArray<readonly [kind: Token['kind'], form: RegExp]> = [
  ['datetime', /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/y],
  ['date', /\d{4}-\d\d-\d\d/y],
  ['number', /[+-]?\d+(?:\.\d+)?/y],
  ['string', /'(?:[^'\\]|\\.)*'/y],
  ['word', /[A-Za-z_][\w.]*(?::\d+)?/y],
  ['sign', /<=|>=|!=|<>|[=<>(),]/y],
];

const comparing = ['=', '!=', '<>', '<', '>', '<=', '>='];

export function complainer(soql: string): Complain {
  return ({ at }, text, code = 'MALFORMED_QUERY') => {
    const before = soql.slice(0, at).split('\n');
    const column = (before.at(-1) ?? '').length;
    const line = soql.split('\n')[before.length - 1] ?? '';
    const where = `${line}\n${' '.repeat(column)}^\nERROR at Row:${before.length}:Column:${column + 1}`;
    return new ApiError(code, `\n${where}\n${text}`);
  };
}

/** The part of SOQL that a client needs to look around: one table, no aggregates but COUNT(). @throws ApiError */
export function parse(soql: string): Query {
  const complain = complainer(soql);
  const tokens = tokensOf(soql, complain);
  let place = 0;

  const here = (): Token => tokens[place] ?? { kind: 'end', text: '<EOF>', at: soql.length };
  const unexpected = () => complain(here(), `unexpected token: '${here().text}'`);
  const is = (...words: string[]) =>
    words.every((word, ahead) => {
      const token = tokens[place + ahead];
      return token !== undefined && token.kind !== 'string' && token.text.toUpperCase() === word;
    });
  const skip = (...words: string[]): boolean => {
    if (!is(...words)) return false;
    place += words.length;
    return true;
  };
  const want = (...words: string[]): void => {
    if (!skip(...words)) throw unexpected();
  };
  const take = (...kinds: Array<Token['kind']>): Token => {
    const token = here();
    if (!kinds.includes(token.kind)) throw unexpected();
    place += 1;
    return token;
  };
  const listOf = <T>(one: () => T): T[] => {
    const all = [one()];
    while (skip(',')) all.push(one());
    return all;
  };
  const value = () => take('word', 'string', 'number', 'datetime', 'date');
  const count = (): number => {
    if (!/^\d+$/.test(here().text)) throw unexpected();
    return Number(take('number').text);
  };

  /** Parts are joined by AND or by OR, never by both without parentheses. */
  function condition(): Condition {
    const first = term();
    const joint = is('AND') ? 'AND' : 'OR';
    if (!is(joint)) return first;
    const parts = [first];
    while (skip(joint)) parts.push(term());
    return { is: joint === 'AND' ? 'and' : 'or', parts };
  }

  function term(): Condition {
    if (skip('NOT')) return { is: 'not', of: term() };
    if (!skip('(')) return comparison();
    const inside = condition();
    want(')');
    return inside;
  }

  function comparison(): Condition {
    const field = take('word');
    if (skip('LIKE')) return { is: 'compare', field, operator: 'LIKE', values: [take('string')] };
    const operator = is('NOT', 'IN') ? 'NOT IN' : 'IN';
    if (skip(...operator.split(' '))) {
      want('(');
      const values = listOf(value);
      want(')');
      return { is: 'compare', field, operator, values };
    }
    if (!comparing.includes(here().text)) throw unexpected();
    return { is: 'compare', field, operator: take('sign').text, values: [value()] };
  }

  function order(): Order {
    const field = take('word');
    const down = skip('DESC');
    if (!down) skip('ASC');
    const nullsLast = skip('NULLS', 'LAST');
    if (!nullsLast) skip('NULLS', 'FIRST');
    return { field, down, nullsLast };
  }

  want('SELECT');
  const fields = skip('COUNT', '(', ')') ? [] : listOf(() => take('word'));
  want('FROM');
  const query = {
    fields,
    table: take('word'),
    where: skip('WHERE') ? condition() : undefined,
    order: skip('ORDER', 'BY') ? listOf(order) : [],
    limit: skip('LIMIT') ? count() : Number.POSITIVE_INFINITY,
    offset: skip('OFFSET') ? count() : 0,
  };
  if (here().kind !== 'end') throw unexpected();
  return query;
}

function tokensOf(soql: string, complain: Complain): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < soql.length) {
    if (/\s/.test(soql.charAt(at))) {
      at += 1;
      continue;
    }
    const token = tokenAt(soql, at);
    if (!token) throw complain({ kind: 'sign', text: '', at }, `unexpected token: '${soql.charAt(at)}'`);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(soql: string, at: number): Token | undefined {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const [text] = form.exec(soql) ?? [];
    if (text) return { kind, text, at };
  }
  return undefined;
}
