import type { SecretBook } from '../../runbook/secret.ts';
import { still, withoutCommands } from './harmless.ts';

/** In place of what may not be shown. */
const WITHHELD = '(withheld: it held a secret)\n';

/** Where text is shown: a terminal, a log, or a test. */
interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** More is not kept for the leak scan, in characters; a run says some ten thousand. */
const MOST_KEPT = 8_000_000;

/** What was said on all screens of a process, as it was said: a secret may become known only after it was shown. */
export class Transcript {
  readonly #said: string[] = [];
  #length = 0;

  /** Keeps text; the oldest goes where there is too much. */
  keep(text: string): void {
    this.#said.push(text);
    this.#length += text.length;
    while (this.#length > MOST_KEPT) this.#length -= this.#said.shift()?.length ?? this.#length;
  }

  toString(): string {
    return this.#said.join('');
  }
}

/** How long what may be the beginning of a secret waits for what comes next, in milliseconds. */
const PATIENCE_MS = 200;

/** A stream that may hold back the end of what was written last. */
interface HoldingStream extends Stream {
  /** Writes what is held back. */
  flush(): void;
  /** Writes a command to a CI system, in a line of its own: the only one that is not taken out. */
  command(name: 'group' | 'endgroup' | 'error' | 'warning', text: string): void;
}

/**
 * A stream to which nothing is written but what is free of the secrets in the book and of everything that steers a
 * terminal or a CI system. It is as wide as the stream and a terminal where the stream is one. The end of a text that
 * may be the beginning of a secret waits for the next one, for a moment: a secret may come in two pieces.
 * @param holdsSecret does a text hold a secret in a form that is not redacted? Such a one is withheld.
 */
export function screen(
  stream: Stream,
  book: SecretBook,
  transcript: Transcript,
  holdsSecret: (text: string) => boolean = () => false,
): HoldingStream {
  let held = '';
  let timer: NodeJS.Timeout | undefined;

  /** What holds a secret in another form is kept for the scan at the end, which tells of it, and is not shown. */
  const put = (said: string) => {
    transcript.keep(said);
    return stream.write(holdsSecret(said) ? WITHHELD : said);
  };
  const say = (text: string) => {
    // A sign that is not seen would hide a secret from the book.
    const said = withoutCommands(book.redact(still(text)));
    return put(said);
  };
  const flush = () => {
    clearTimeout(timer);
    const rest = held;
    held = '';
    if (rest !== '') say(rest);
  };

  return {
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    write(text) {
      clearTimeout(timer);
      const whole = still(held + text);
      const end = book.openEnd(whole);
      held = whole.slice(end);
      // Nothing is kept alive by it: at its end a process writes what is left.
      if (held !== '') timer = setTimeout(flush, PATIENCE_MS).unref();
      return end > 0 ? say(whole.slice(0, end)) : true;
    },
    flush,
    command: (name, text) => {
      flush();
      const data = book.redact(still(text)).replace(/%/g, '%25').replace(/\n/g, '%0A');
      const said = `::${name}${name === 'group' || name === 'endgroup' ? '' : ' title=setupwright'}::${data}\n`;
      put(said);
    },
  };
}
