import { htmlText } from './html-text.ts';

/** The parts of a parsed mail that people read. */
export interface MailBody {
  readonly text?: string | undefined;
  readonly html?: string | false | undefined;
}

const LONGEST_TEXT = 256 * 1024;

/** Soft hyphens and characters without width, which a reader does not see. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** The digits of other scripts, each with its zero. NFKC brings full-width digits to ASCII, but not these. */
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;
const ZEROS = [0x0660, 0x06f0, 0x0966];

/** The lines that the sender wrote, as a reader sees them: first those of the text part, then those of the HTML part. */
export function readableTexts(body: MailBody): string[][] {
  return [body.text ?? '', body.html ? htmlText(body.html.slice(0, LONGEST_TEXT)) : '']
    .map((text) => ownLines(asSeen(text.slice(0, LONGEST_TEXT))))
    .filter((lines) => lines.some((line) => line !== ''));
}

function asSeen(text: string): string {
  return text
    .normalize('NFKC')
    .slice(0, LONGEST_TEXT)
    .replace(UNSEEN, '')
    .replace(OTHER_DIGITS, (digit) => {
      const point = digit.codePointAt(0) ?? 0;
      return String(point - (ZEROS.findLast((zero) => zero <= point) ?? point));
    });
}

/** Leaves out what is quoted from other mails. */
function ownLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const quoteStart = lines.findIndex((line, index) => opensQuote(line, lines[index + 1] || lines[index + 2] || ''));
  return (quoteStart < 0 ? lines : lines.slice(0, quoteStart)).filter((line) => !line.startsWith('>'));
}

/** `On … Somebody <a@b.example> wrote:` in any language, or a dashed line above `From: a@b.example`. */
function opensQuote(line: string, next: string): boolean {
  if (line.endsWith(':') && /<[^<>@\s]{1,64}@[^<>@\s]{1,255}>/.test(line.slice(-400))) return true;
  return line.startsWith('---') && line.endsWith('---') && /^[^:]{1,30}:.{0,200}@/.test(next);
}
