import { styleText } from 'node:util';
import { jsonText } from '../evidence/visible.ts';
import type { DryRun, LookedAt } from '../identity/mailbox/index.ts';
import type { Screen } from '../operator/paint.ts';
import { wrapped } from '../operator/wrapped.ts';

/** What is made of one saved mail, as it is printed with --json. */
export interface MessageVerdict {
  readonly verdict: 'taken' | 'refused';
  /** Of a taken mail why it is believed, of a refused one why not, in words that fit after "it". */
  readonly reason: string;
  readonly from: string | null;
  /** When it was written by its own word, as ISO 8601 in UTC. */
  readonly date: string | null;
  readonly uses: {
    readonly user: string;
    readonly senderDomain: string;
    readonly authservId: string | null;
    readonly since: string | null;
  };
  readonly code?: string;
}

/** What a dry run looked for. */
export interface Asked {
  readonly user: string;
  readonly host: string;
  readonly username: string;
  readonly senderDomain: string;
  readonly authservId?: string | undefined;
  readonly since: Date;
}

const WIDTH = 100;
const INDENT = 10;
const LONGEST_NAME = 60;
const COLOURS = { taken: 'green', refused: 'yellow' } as const;

/** The verdict on one mail, for people. */
export function messageText(path: string, verdict: MessageVerdict, screen: Screen): string {
  const { from, date, uses, code } = verdict;
  const page = new Page(screen);
  page.told(verdict.verdict, path);
  page.told('', verdict.reason);
  page.told('from', from ?? 'nobody who can be told');
  page.told('written', date === null ? 'not said clearly' : inWords(new Date(date)));
  page.line();
  page.told('wanted', `for ${uses.user}, from ${uses.senderDomain}, ${vouched(uses.authservId)}`);
  page.told('since', uses.since === null ? 'any time' : inWords(new Date(uses.since)));
  if (verdict.verdict === 'taken') page.told('code', code ?? 'not shown; --show-code shows it');
  return page.text;
}

/** The verdict on one mail as JSON. */
export function messageJson(verdict: MessageVerdict): string {
  const { from, reason } = verdict;
  const shown = { ...verdict, reason: printable(reason), from: from === null ? null : cut(from, LONGEST_NAME) };
  return jsonText(shown);
}

/** The mails of a mailbox, newest first, two lines each, for people. */
export function dryRunText({ mails, folders, cutShort }: DryRun, asked: Asked, screen: Screen): string {
  const page = new Page(screen);
  page.line(`Mailbox ${asked.user} at ${asked.host}: ${folders.join(' and ')}, mails since ${inWords(asked.since)}`);
  page.line(`Looked for a code for ${asked.username} from ${asked.senderDomain}, ${vouched(asked.authservId)}`);
  page.line();
  const names = mails.map(({ folder, uid }) => `${cut(folder, 16)} ${uid}`);
  const width = Math.max(4, ...names.map((name) => name.length));
  if (mails.length > 0) page.heading(`${'mail'.padEnd(width)}  ${'written, in UTC'.padEnd(19)}  from`);
  for (const [index, { verdict, reason, from, written }] of mails.entries()) {
    const time = written ? inWords(written).slice(0, 19) : 'not said clearly';
    page.row(verdict, `${names[index]?.padEnd(width)}  ${time.padEnd(19)}  ${cut(from ?? 'nobody', LONGEST_NAME)}`);
    page.told('', reason);
  }
  if (mails.length > 0) page.line();
  for (const folder of cutShort)
    page.line(`${folder} holds more mails; only the newest ${countIn(folder, mails)} were looked at.`);
  page.line(summary(mails));
  page.line('Nothing was marked or changed, and no code is shown.');
  return page.text;
}

/** The mails as a JSON array. */
export function dryRunJson({ mails }: DryRun): string {
  const rows = mails.map(({ folder, uid, received, from, written, verdict, reason }) => ({
    folder: cut(folder, LONGEST_NAME),
    uid,
    received: isoOf(received),
    from: from === undefined ? null : cut(from, LONGEST_NAME),
    written: isoOf(written),
    verdict,
    reason: printable(reason),
  }));
  return jsonText(rows);
}

/** Lines for a terminal of whatever width, with a column for a word on the left. */
class Page {
  readonly #screen: Screen;
  readonly #width: number;
  #lines: string[] = [];

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#width = Math.max(40, Math.min(screen.columns || WIDTH, WIDTH));
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  line(text = ''): void {
    this.#lines.push(...broken(printable(text), this.#width));
  }

  heading(text: string): void {
    this.#lines.push(this.#paint('dim', ' '.repeat(INDENT) + cut(text, this.#width - INDENT)));
  }

  /** A line of a table, cut where it is too long. */
  row(word: keyof typeof COLOURS, text: string): void {
    this.#lines.push(this.#left(word) + cut(text, this.#width - INDENT).trimEnd());
  }

  /** A text of as many lines as it needs. */
  told(word: string, text: string): void {
    const [first = '', ...more] = broken(printable(text), this.#width - INDENT);
    this.#lines.push(this.#left(word) + first, ...more.map((line) => ' '.repeat(INDENT) + line));
  }

  #left(word: string): string {
    const left = word.padEnd(INDENT);
    return this.#paint(word === 'taken' || word === 'refused' ? COLOURS[word] : 'dim', left);
  }

  #paint(style: 'green' | 'yellow' | 'dim', text: string): string {
    const coloured = this.#screen.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
    return coloured && text.trim() !== '' ? styleText(style, text, { validateStream: false }) : text;
  }
}

function summary(mails: readonly LookedAt[]): string {
  const taken = mails.filter(({ verdict }) => verdict === 'taken').length;
  if (mails.length === 0)
    return 'No mail came in this time. Have a code sent and look again, or look further back with --since.';
  return `${taken === 0 ? 'None' : taken} of ${mails.length} ${mails.length === 1 ? 'mail' : 'mails'} would be taken.`;
}

function countIn(folder: string, mails: readonly LookedAt[]): number {
  return mails.filter((mail) => mail.folder === folder).length;
}

function vouched(authservId: string | null | undefined): string {
  if (authservId === null || authservId === undefined) return 'vouched for by nobody (no IMAP_AUTHSERV_ID)';
  return authservId.toLowerCase() === 'none'
    ? 'vouched for by a provider without an id'
    : `vouched for by ${authservId}`;
}

function inWords(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function isoOf(time: Date | undefined): string | null {
  return time === undefined || Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** What a stranger wrote must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Zl}\p{Zp}\s]+/gu, ' ').replace(/[\p{C}\p{Bidi_Control}]/gu, '');
}

function cut(text: string, length: number): string {
  const plain = [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')];
  return plain.length <= length ? plain.join('') : `${plain.slice(0, length - 3).join('')}...`;
}

/** As {@link wrapped}, with words broken that are longer than a line. */
function broken(text: string, width: number): string[] {
  return wrapped(text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'gu'), '$& '), width);
}
