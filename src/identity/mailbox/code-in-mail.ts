import type { MailBody } from './readable.ts';
import { readableTexts } from './readable.ts';
import { UNSPACED } from './unspaced.ts';

/** A code, or why there is none, in words that fit after "it". */
export type CodeFound =
  | {
      readonly code: string;
      /** What it is and where it stands, such as `six digits after a label`. */
      readonly place: string;
      /** The lines of the part that it was read from. */
      readonly lines: readonly string[];
      /** The lines of all parts that people read. */
      readonly allLines: readonly string[];
    }
  | { readonly refused: string };

/** Five to eight digits: codes have six today, older ones five (mail facts 4.1). Groups of three or four, or single digits, may be set apart. */
const DIGITS = /\d{5,8}|\d{3}[ \-‐–]\d{3}|\d{4}[ \-‐–]\d{4}|\d(?: \d){5}/g;
const IN_WORDS = ['five', 'six', 'seven', 'eight'];

/** Not part of what people read as words, but full of digits. */
const LINKS_AND_ADDRESSES = /\b(?:https?:\/\/|www\.)[\x21-\x7e]+|[\w.+%-]{1,64}@[\w.-]{1,255}/gi;

/** "code" in many languages, by stem. An unknown word will do too if a colon follows it. */
const LABEL =
  /c[oó]d|koo?d|kód|κωδικ|код|კოდ|կոդ|कोड|কোড|コード|番号|码|碼|코드|번호|รหัส|رمز|کد|קוד|(?<!\p{L})(?:mã|otp|pin|passcode|tan)(?!\p{L})/u;

/** A code, but none that proves identity. */
const OTHER_CODE =
  /(?:zip|postal|post|area|error|country|promo|discount|product|status)[ -]?cod|c[oó]d\w{1,3} postal|郵便番号|邮政编码|邮编|우편번호|注文番号|订单号|주문번호/u;

/** What is numbered in mails; it counts where the same words speak of no code. */
const OTHER_NUMBER =
  /(?<!\p{L})(?:case|ref|reference|order|invoice|ticket|zip|phone|tel|call|dial|mobile|fax|id|account|customer|article|build|version|fall|vorgang|rechnung|konto|plz|postleitzahl|postnummer|caso|dossier|fattura|pedido|factura|cuenta|conta|compte|referencia|référence|ärende|zaak|sag)(?!\p{L})|telefo|téléph|teléf|телефон|счет|счёт|ケース|電話|订单|电话|案例|전화|사례|โทร/u;

const ENOUGH = 8;

/**
 * The code that a mail tells its reader, whatever the language (mail facts 4.2): numbers are weighed by what stands
 * around them, the best one wins, and where two different ones weigh the same none is taken. The text part counts; the
 * HTML part is read only where the text part has no code.
 */
export function codeInMail(body: MailBody): CodeFound {
  const texts = readableTexts(body);
  for (const lines of texts) {
    const [best, ...more] = bestCodes(lines);
    if (more.length > 0) return { refused: 'holds several codes' };
    if (best) return { ...best, lines, allLines: texts.flat() };
  }
  return { refused: 'holds no code' };
}

interface Weighed {
  readonly code: string;
  readonly weight: number;
  readonly place: string;
}

/** The codes of the highest weight, if that is enough. */
function bestCodes(lines: readonly string[]): Array<{ code: string; place: string }> {
  const heaviest = new Map<string, Weighed>();
  let above = '';
  for (const line of lines) {
    const words = line.replace(LINKS_AND_ADDRESSES, '…');
    for (const found of weighed(words, above)) {
      if (found.weight > (heaviest.get(found.code)?.weight ?? 0)) heaviest.set(found.code, found);
    }
    if (line !== '') above = words;
  }
  const all = [...heaviest.values()];
  const best = all.reduce((most, { weight }) => Math.max(most, weight), ENOUGH);
  return all.filter(({ weight }) => weight === best).map(({ code, place }) => ({ code, place }));
}

function weighed(line: string, above: string): Weighed[] {
  const found: Weighed[] = [];
  let previous: (Weighed & { end: number }) | undefined;
  for (const { 0: digits, index } of line.matchAll(DIGITS)) {
    const end = index + digits.length;
    const before = line.slice(Math.max(0, index - 80), index);
    const after = line.slice(end, end + 80);
    if (isGlued(digits, before, after)) continue;
    const code = digits.replace(/\D/g, '');
    const { weight, where } = placeOf(before, after, above);
    const place = `${IN_WORDS[code.length - 5]} digits ${where}`;
    const alone = { code, place, weight: weight + (code.length === 6 ? 3 : 0) };
    const isAlike = previous?.code.length === code.length && isListed(line.slice(previous.end, index));
    const one = isAlike && previous && previous.weight > alone.weight ? { ...alone, weight: previous.weight } : alone;
    found.push(one);
    previous = { ...one, end };
  }
  return found;
}

/** Does a number go on with what the one before it began, as in `111111 or 222222`? */
function isListed(between: string): boolean {
  return (
    between.length <= 8 && /^ ?[,;/|&+]? ?(?:\p{L}{1,4} )?$/u.test(between) && !OTHER_NUMBER.test(between.toLowerCase())
  );
}

/** Is this only a part of something longer: an id, an amount, a date, a telephone number? */
function isGlued(digits: string, before: string, after: string): boolean {
  if (touches(before.at(-1)) || touches(after[0])) return true;
  if (/\d[.,:]$/.test(before) || /^[.,:]\d/.test(after)) return true;
  const grouped = /\D/.test(digits);
  return grouped && (/\d[ )]*$/.test(before) || /^ ?\d/.test(after));
}

function touches(neighbour: string | undefined): boolean {
  if (neighbour === undefined || UNSPACED.test(neighbour)) return false;
  return /[\p{L}\p{M}\p{N}\p{Sc}%‰+#/\\=&@~_-]/u.test(neighbour);
}

/** What the place of a number weighs, and how it is called. */
function placeOf(before: string, after: string, above: string): { weight: number; where: string } {
  const alone = !/[\p{L}\p{N}]/u.test(before + after);
  const label = (alone ? above.slice(-80) : lastPhrase(before)).toLowerCase();
  const isLabel = LABEL.test(label);
  const penalty = OTHER_CODE.test(label) || (!isLabel && OTHER_NUMBER.test(label)) ? -6 : 0;
  if (alone) {
    if (isLabel) return { weight: penalty + 10, where: 'below a label' };
    if (label.endsWith(':')) return { weight: penalty + 10, where: 'below a colon' };
    return { weight: penalty + 5, where: 'alone on a line' };
  }
  if (/:[\s"'*«「『([<“„-]*$/.test(before)) {
    return { weight: penalty + (isLabel ? 10 : 5), where: isLabel ? 'after a label' : 'after a colon' };
  }
  const isNear = isLabel || LABEL.test(firstPhrase(after).toLowerCase());
  return { weight: penalty + (isNear ? 6 : 0), where: isNear ? 'next to a label' : 'among words' };
}

/** Words belong to a number as far as the sentence and up to the next number; `Tel.:` is one word. */
const PHRASE_END = /\.(?=\s|$)|[!?;|。！？]|\d{5,}/u;

function lastPhrase(text: string): string {
  return text.split(PHRASE_END).at(-1) ?? '';
}

function firstPhrase(text: string): string {
  return text.split(PHRASE_END)[0] ?? '';
}
