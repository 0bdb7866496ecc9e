import type { MailBody } from './readable.ts';
import { readableTexts } from './readable.ts';

/** A code with the lines it was read from, or why there is none, in words that fit after "it". */
export type CodeFound = { readonly code: string; readonly lines: readonly string[] } | { readonly refused: string };

/** Five to eight digits: codes have six today, older ones five (mail facts 4.1). Groups of three, or single digits, may be set apart. */
const DIGITS = /\d{5,8}|\d{3}[ -]\d{3}|\d(?: \d){5}/g;

/** Not part of what people read as words, but full of digits. */
const LINKS_AND_ADDRESSES = /\b(?:https?:\/\/|www\.)[\x21-\x7e]+|[\w.+%-]{1,64}@[\w.-]{1,255}/gi;

/** "code" in many languages, by stem. An unknown word will do too if a colon follows it. */
const LABEL =
  /c[oó]d|k[oó]d|κωδικ|код|コード|番号|码|碼|코드|번호|รหัส|رمز|קוד|(?<!\p{L})(?:mã|otp|pin|passcode|tan)(?!\p{L})/u;

/** A code, but none that proves identity. */
const OTHER_CODE =
  /(?:zip|postal|post|area|error|country|promo|discount|product|status)[ -]?cod|c[oó]d\w{1,3} postal|郵便番号|邮政编码|邮编|우편번호|注文番号|订单号|주문번호/u;

/** What is numbered in mails; it counts where the same words speak of no code. */
const OTHER_NUMBER =
  /(?<!\p{L})(?:case|ref|reference|order|invoice|ticket|zip|phone|tel|fax|id|article|build|version|fall|vorgang|rechnung|plz|postleitzahl|postnummer|caso|dossier|fattura|pedido|factura|referencia|référence|ärende|zaak|sag)(?!\p{L})|ケース|订单|案例|사례/u;

/** The letters of scripts that set no spaces between words; digits may touch them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]/u;

const ENOUGH = 8;

/**
 * The code that a mail tells its reader, whatever the language (mail facts 4.2): numbers are weighed by what stands
 * around them, the best one wins, and where two different ones weigh the same none is taken. The text part counts; the
 * HTML part is read only where the text part has no code.
 */
export function codeInMail(body: MailBody): CodeFound {
  for (const lines of readableTexts(body)) {
    const codes = bestCodes(lines);
    if (codes.length > 1) return { refused: 'holds several codes' };
    if (codes[0] !== undefined) return { code: codes[0], lines };
  }
  return { refused: 'holds no code' };
}

/** The codes of the highest weight, if that is enough. */
function bestCodes(lines: readonly string[]): string[] {
  const weights = new Map<string, number>();
  let above = '';
  for (const line of lines) {
    const words = line.replace(LINKS_AND_ADDRESSES, '…');
    for (const { code, weight } of weighed(words, above)) weights.set(code, Math.max(weight, weights.get(code) ?? 0));
    if (line !== '') above = words;
  }
  const best = Math.max(ENOUGH, ...weights.values());
  return [...weights].filter(([, weight]) => weight === best).map(([code]) => code);
}

function weighed(line: string, above: string): Array<{ code: string; weight: number }> {
  return [...line.matchAll(DIGITS)].flatMap(({ 0: digits, index }) => {
    const before = line.slice(Math.max(0, index - 80), index);
    const after = line.slice(index + digits.length, index + digits.length + 80);
    if (isGlued(digits, before, after)) return [];
    const code = digits.replace(/\D/g, '');
    return [{ code, weight: placeWeight(before, after, above) + (code.length === 6 ? 3 : 0) }];
  });
}

/** Is this only a part of something longer: an id, an amount, a date, a telephone number? */
function isGlued(digits: string, before: string, after: string): boolean {
  if (touches(before.at(-1)) || touches(after[0])) return true;
  if (/\d[.,:]$/.test(before) || /^[.,:]\d/.test(after)) return true;
  const grouped = digits.includes(' ') || digits.includes('-');
  return grouped && (/\d[ )]*$/.test(before) || /^ ?\d/.test(after));
}

function touches(neighbour: string | undefined): boolean {
  if (neighbour === undefined || UNSPACED.test(neighbour)) return false;
  return /[\p{L}\p{M}\p{N}\p{Sc}%‰+#/\\=&@~_-]/u.test(neighbour);
}

function placeWeight(before: string, after: string, above: string): number {
  const alone = !/[\p{L}\p{N}]/u.test(before + after);
  const label = (alone ? above.slice(-80) : lastPhrase(before)).toLowerCase();
  const isLabel = LABEL.test(label);
  const penalty = OTHER_CODE.test(label) || (!isLabel && OTHER_NUMBER.test(label)) ? -6 : 0;
  if (alone) return penalty + 5 + (isLabel || label.endsWith(':') ? 5 : 0);
  const colon = /:[\s"'*«「『([<-]*$/.test(before);
  if (colon) return penalty + (isLabel ? 10 : 5);
  return penalty + (isLabel || LABEL.test(firstPhrase(after).toLowerCase()) ? 6 : 0);
}

/** Words belong to a number as far as the sentence and up to the next number. */
const PHRASE_END = /[.!?;|。！？]|\d{5,}/u;

function lastPhrase(text: string): string {
  return text.split(PHRASE_END).at(-1) ?? '';
}

function firstPhrase(text: string): string {
  return text.split(PHRASE_END)[0] ?? '';
}
