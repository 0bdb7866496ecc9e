/** A Date as mails have it (RFC 5322, 3.3), which must say its zone: without one, each machine would read another time. */
const MAIL_DATE = /^(?:[a-z]{3}, ?)?\d{1,2} [a-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)$/i;

/**
 * When a mail was written by its own word, or nothing where it does not say so clearly, exactly once.
 * @param values of all its Date headers
 */
export function writtenAt(values: readonly string[]): Date | undefined {
  const [value, ...more] = values;
  if (value === undefined || more.length > 0 || value.length > 200) return undefined;
  const plain = value
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const date = new Date(MAIL_DATE.test(plain) ? plain.replace(/ UT$/i, ' UTC') : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A time for people. */
export function inWords(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
