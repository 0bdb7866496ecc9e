import { htmlText } from './html-text.ts';
import { ownLines } from './own-lines.ts';

/** The parts of a parsed mail that people read. */
export interface MailBody {
  readonly text?: string | undefined;
  readonly html?: string | false | undefined;
}

/** A mail with a code is far shorter; what stands behind is not read. */
const LONGEST_TEXT = 256 * 1024;

/** Controls, marks of direction and whatever else a reader does not see, and the frame around the digits of keycaps. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]|\u20e3/gu;

/** Marks of footnotes; NFKC would make digits of the code of them. */
const RAISED_OR_LOWERED = /[\u00b2\u00b3\u00b9\u2070-\u209f]/g;

/** The first letter of a run of characters on which the next one stacks; longer runs take ever longer to normalize. */
const STACKED_MARKS = /(\p{M}{8})\p{M}+/gu;

/** Each is the zero of ten digits in a row. NFKC brings full-width digits to ASCII, but not these. */
const ZEROS = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20,
  0x1040, 0x17e0,
];
const OTHER_DIGITS = /[\u0660-\u17e9]/g;

const LINE_END = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/;

/**
 * The lines that the sender wrote, as a reader sees them: first those of the text part, then those of the HTML part.
 * Takes time in proportion to the length, and at most 256 Ki characters of each part.
 */
export function readableTexts(body: MailBody): string[][] {
  return [body.text ?? '', body.html ? htmlText(body.html.slice(0, LONGEST_TEXT)) : '']
    .map((text) => ownLines(linesOf(asSeen(text.slice(0, LONGEST_TEXT)))))
    .filter((lines) => lines.some((line) => line !== ''));
}

function asSeen(text: string): string {
  return text
    .replace(RAISED_OR_LOWERED, ' ')
    .replace(STACKED_MARKS, '$1')
    .normalize('NFKC')
    .slice(0, LONGEST_TEXT)
    .replace(UNSEEN, '')
    .replace(OTHER_DIGITS, asciiDigit);
}

function asciiDigit(character: string): string {
  const point = character.charCodeAt(0);
  const zero = ZEROS.findLast((each) => each <= point);
  return zero !== undefined && point - zero < 10 ? String(point - zero) : character;
}

function linesOf(text: string): string[] {
  return text.split(LINE_END).map((line) => line.replace(/[^\S\n]+/g, ' ').trim());
}
