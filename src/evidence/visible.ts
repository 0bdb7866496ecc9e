/**
 * What is not seen where it stands, or turns around what is: control characters, bidi controls, zero-width ones but for
 * the two that scripts and emoji need; and what no XML may hold.
 */
const UNSEEN = /[^\P{Cc}\n\t]|[^\P{Cf}\u200c\u200d]|[\u2028\u2029\ufffe\uffff]/gu;

/** Text in which every character is seen: what a page or a server says must not hide or reorder what stands around it. */
function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, (sign) => `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** Data as JSON for people and programs, in which every character is seen. */
export function jsonText(data: unknown): string {
  return `${visibleJson(JSON.stringify(data, null, 2))}\n`;
}

/** JSON that holds the same data, with what {@link visibleText} shows written as escapes. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (sign) =>
    Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** A copy of plain data with {@link visibleText} in it throughout. Names of properties stay as they are. */
export function visible<T>(data: T): T {
  if (typeof data === 'string') return visibleText(data) as T;
  if (Array.isArray(data)) return data.map(visible) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, visible(value)])) as T;
}
