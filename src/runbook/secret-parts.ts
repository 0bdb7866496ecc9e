/** A part of a secret of this many characters tells enough of it; libraries cut texts short and leave such parts. */
export const WINDOW = 10;

/** Every part of a secret by which it would be known again: none that could be ordinary words or an address. */
export function windowsOf(value: string): string[] {
  const telling = tellingPartOf(value);
  const isLongNumber = /^\d{9,}$/.test(value);
  const windows: string[] = [];
  for (let at = 0; at + WINDOW <= telling.length; at += 1) {
    const window = telling.slice(at, at + WINDOW);
    if (looksRandom(window) || isLongNumber) windows.push(window);
  }
  return windows;
}

/** Of an address only what stands behind its path: the rest may be shown. */
function tellingPartOf(value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return value;
  const { search, hash } = new URL(value);
  return search + hash;
}

/** Whether characters are mixed as in no ordinary text: letters with digits, odd signs, or case that changes often. */
function looksRandom(text: string): boolean {
  const hasLetter = /\p{L}/u.test(text);
  if (hasLetter && /\d/.test(text)) return true;
  if (hasLetter && /[^\p{L}\p{N}\s\-_./:?&=@#%+,;()'"]/u.test(text)) return true;
  return (text.match(/\p{Ll}\p{Lu}/gu) ?? []).length >= 2;
}

/** A one-time code. Its digits are met in times and ids too: it counts only where they stand alone. */
export function isCode(value: string): boolean {
  return /^\d{5,8}$/.test(value);
}

/** Whether digits stand alone: they are no part of a word, an id or a fraction. An escape before them is no word. */
export function standAlone(text: string, start: number, end: number): boolean {
  if (/^(?:[0-9A-Za-z]|\.\d)/.test(text.slice(end, end + 2))) return false;
  const before = text.slice(Math.max(0, start - 3), start);
  return !/(?:[0-9A-Za-z]|\d\.)$/.test(before) || /(?:%[0-9a-f]{2}|\\[nrt])$/i.test(before);
}
