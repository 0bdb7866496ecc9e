import { ApiError } from './errors.ts';
import { type Complain, type Condition, complainer, parse, type Token } from './soql-parse.ts';
import type { Row, Table, Tables, Type, Value } from './table.ts';

/** A field of a table or of a row that its rows lead to, found by its path. */
interface Reading {
  /** In the spelling of the tables: `CreatedBy`, `Username`. */
  readonly path: readonly string[];
  readonly type: Type;
  readonly filters: boolean;
  read(row: Row): Value;
}

export interface Found {
  readonly table: Table;
  readonly paths: ReadonlyArray<readonly string[]>;
  readonly rows: readonly Row[];
}

const day = 86_400_000;
const names = 'Please reference your WSDL or the describe call for the appropriate names.';

/** Answers a query from these tables. @param now milliseconds since 1970 @throws ApiError */
export function run(soql: string, tables: Tables, now: number): Found {
  const query = parse(soql);
  const complain = complainer(soql);
  const table = tableNamed(query.table.text, tables);
  const reading = (field: Token) => readingOf(field, field.text.split('.'), table, tables, complain);
  const readings = query.fields.map(reading);
  const holds = query.where && predicate(query.where, reading, complain, now);
  const rows = holds ? table.rows().filter(holds) : table.rows();
  const order = query.order.map((each) => ({ ...each, reading: reading(each.field) }));
  const sorted = [...rows].sort((a, b) => {
    for (const { reading: by, down, nullsLast } of order) {
      const [x, y] = [comparable(by.read(a), by.type), comparable(by.read(b), by.type)];
      if (x === y) continue;
      if (x === null || y === null) return (x === null) === nullsLast ? 1 : -1;
      return x < y === down ? 1 : -1;
    }
    return 0;
  });
  const { offset, limit } = query;
  return { table, paths: readings.map(({ path }) => path), rows: sorted.slice(offset, offset + limit) };
}

/** @throws ApiError where there is no such table, or not for this user */
export function tableNamed(name: string, tables: Tables): Table {
  const table = tables[spelling(name, tables) ?? ''];
  if (table) return table;
  const text = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${names}`;
  throw new ApiError('INVALID_TYPE', text);
}

function readingOf(field: Token, path: readonly string[], table: Table, tables: Tables, complain: Complain): Reading {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    const name = spelling(first, table.columns);
    const type = name && table.columns[name];
    if (!type) {
      const text = `No such column '${first}' on entity '${table.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${names}`;
      throw complain(field, text, 'INVALID_FIELD');
    }
    return { path: [name], type, filters: !table.unfiltered.includes(name), read: (row) => row[name] ?? null };
  }
  const relation = spelling(first, table.parents);
  const parent = relation && table.parents[relation];
  if (!parent) {
    const text = `Didn't understand relationship '${first}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${names}`;
    throw complain(field, text, 'INVALID_FIELD');
  }
  const above = tableNamed(parent.table, tables);
  const far = readingOf(field, rest, above, tables, complain);
  const rows = new Map(above.rows().map((row) => [row['Id'], row]));
  const read = (row: Row) => {
    const found = rows.get(row[parent.by] ?? null);
    return found ? far.read(found) : null;
  };
  return { ...far, path: [relation, ...far.path], read };
}

type Holds = (row: Row) => boolean;

function predicate(condition: Condition, reading: (field: Token) => Reading, complain: Complain, now: number): Holds {
  const part = (inner: Condition) => predicate(inner, reading, complain, now);
  if (condition.is === 'not') {
    const holds = part(condition.of);
    return (row) => !holds(row);
  }
  if (condition.is !== 'compare') {
    const parts = condition.parts.map(part);
    return condition.is === 'and'
      ? (row) => parts.every((holds) => holds(row))
      : (row) => parts.some((holds) => holds(row));
  }
  const { field, operator, values } = condition;
  const column = reading(field);
  if (!column.filters) {
    throw complain(field, `field '${field.text}' can not be filtered in a query call`, 'INVALID_FIELD');
  }
  if (operator === 'LIKE') {
    const pattern = likeness(values[0]?.text ?? '');
    return (row) => {
      const cell = column.read(row);
      return cell !== null && pattern.test(String(cell));
    };
  }
  const spans = values.map((value) => spanOf(value, column.type, field, complain, now));
  const compare = comparisons[operator];
  if (!compare) throw complain(field, `unexpected token: '${operator}'`);
  return (row) => compare(comparable(column.read(row), column.type), spans);
}

type Comparable = string | number | null;

/** What a value stands for: one point, or all the time of a day. Null is nothing but itself. */
type Span = { readonly first: NonNullable<Comparable>; readonly last: NonNullable<Comparable> } | null;

const within = (cell: Comparable, spans: readonly Span[]) =>
  spans.some((span) => (span === null ? cell === null : cell !== null && cell >= span.first && cell <= span.last));

const beside =
  (test: (cell: NonNullable<Comparable>, span: NonNullable<Span>) => boolean) =>
  (cell: Comparable, [span = null]: readonly Span[]) =>
    cell !== null && span !== null && test(cell, span);

const comparisons: Readonly<Record<string, (cell: Comparable, spans: readonly Span[]) => boolean>> = {
  '=': within,
  IN: within,
  '!=': (cell, spans) => !within(cell, spans),
  '<>': (cell, spans) => !within(cell, spans),
  'NOT IN': (cell, spans) => !within(cell, spans),
  '<': beside((cell, { first }) => cell < first),
  '>': beside((cell, { last }) => cell > last),
  '<=': beside((cell, { last }) => cell <= last),
  '>=': beside((cell, { first }) => cell >= first),
};

function spanOf(value: Token, type: Type, field: Token, complain: Complain, now: number): Span {
  const word = value.kind === 'word' ? value.text.toUpperCase() : '';
  if (word === 'NULL') return null;
  const point = (at: NonNullable<Comparable>): Span => ({ first: at, last: at });
  if (value.kind === 'string' && (type === 'string' || type === 'id')) return point(comparableText(plain(value), type));
  if (value.kind === 'number' && type === 'int') return point(Number(value.text));
  if (type === 'boolean' && (word === 'TRUE' || word === 'FALSE')) return point(word === 'TRUE' ? 1 : 0);
  if (type === 'datetime') {
    if (value.kind === 'datetime') return point(Date.parse(value.text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')));
    const days = daysOf(word);
    // guess [I]: facts 8.4, the days of Salesforce are those of the user's time zone, which is Greenwich time here.
    const today = Math.floor(now / day) * day;
    if (days) return { first: today - days.back * day, last: today - days.until * day + day - 1 };
  }
  const quoted = value.kind === 'string' ? ' and should not be enclosed in quotes' : '';
  const called = type === 'datetime' ? 'dateTime' : type;
  const text = `value of filter criterion for field '${field.text}' must be of type ${called}${quoted}`;
  throw complain(field, text, 'INVALID_FIELD');
}

/** How many days ago a date literal begins and ends. */
function daysOf(word: string): { back: number; until: number } | undefined {
  const [, count] = /^LAST_N_DAYS:(\d+)$/.exec(word) ?? [];
  if (count) return { back: Number(count), until: 0 };
  if (word === 'TODAY') return { back: 0, until: 0 };
  return word === 'YESTERDAY' ? { back: 1, until: 1 } : undefined;
}

function comparable(value: Value, type: Type): Comparable {
  if (typeof value === 'string') return comparableText(value, type);
  if (value instanceof Date) return value.getTime();
  return value === null ? null : Number(value);
}

/** Case does not count, and an id is the same in both its lengths. */
function comparableText(text: string, type: Type): string {
  return type === 'id' ? text.slice(0, 15) : text.toLowerCase();
}

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function plain({ text }: Token): string {
  return text.slice(1, -1).replace(/\\(.)/gs, (_all, letter: string) => letters[letter] ?? letter);
}

/** `%` is any text and `_` any letter, unless they are escaped. */
function likeness(quoted: string): RegExp {
  const exact = (text: string) => text.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&');
  const source = quoted.slice(1, -1).replace(/\\(.)|[^\\]/gs, (letter, escaped: string | undefined) => {
    if (escaped !== undefined) return exact(letters[escaped] ?? escaped);
    return letter === '%' ? '[^]*' : letter === '_' ? '[^]' : exact(letter);
  });
  return new RegExp(`^${source}$`, 'i');
}

function spelling(name: string, among: object): string | undefined {
  return Object.keys(among).find((each) => each.toLowerCase() === name.toLowerCase());
}
