/** In place of words of a page that may hold a secret, or a part of one. */
const NOT_TOLD = '(what is not told: it is not made of words alone)';

/** What parts words, besides blanks. */
const BETWEEN = /[\s_\-.,:;!?()'"‘’“”&/…–—]+/u;
/** A word, a name with a number behind it, or a number. */
const PIECE = /^(?:\p{L}+\d{0,4}|\d{1,4})$/u;
/** An ordinary word, which may be long: letters of one case, but for a capital at its beginning. */
const LONG_WORD = /^\p{L}\p{Ll}+\d{0,4}$/u;
/** From this many characters on a piece of mixed letters may be a part of a key. */
const LONG = 10;
/** No code has as few digits. */
const MOST_DIGITS = 4;

/**
 * Whether a text is made of words and of at most four digits, such as a year in the name of an app: neither a key, nor
 * a secret, nor a one-time code, in one piece or in groups, is. Headings of the org are not compared with those that
 * are expected: what they say is known of no real page for certain, and a name of the org may be among them.
 */
export function isOfWords(text: string): boolean {
  if ((text.match(/\d/g) ?? []).length > MOST_DIGITS) return false;
  const pieces = text.split(BETWEEN).filter(Boolean);
  return pieces.every((piece) => PIECE.test(piece) && (piece.length < LONG || LONG_WORD.test(piece)));
}

/** What a page says on which a secret is typed or shown, as far as it may be told. */
export function toldInWords(said: string): string {
  return isOfWords(said) ? said : NOT_TOLD;
}
