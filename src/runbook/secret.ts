import { inspect } from 'node:util';
import { type Hit, Needles } from './needles.ts';
import { isInReports, ORDINARY_WORDS } from './ordinary-words.ts';
import { isCode, standAlone, WINDOW, windowsOf } from './secret-parts.ts';
import { Trouble } from './trouble.ts';

/** A shorter one stands in ordinary words and numbers, so that it could not be redacted without spoiling them. */
export const SHORTEST_SECRET = 6;
/** Of a text that was cut short, this many characters before the dots tell of the secret that stood there. */
const SHORTEST_CUT = 4;

/**
 * A value that must not be printed by accident. String conversion, JSON and `console.log` give `[SECRET name]`;
 * the value itself comes out of {@link Secret.reveal} only.
 */
export class Secret {
  readonly name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    if (value === '') throw new TypeError(`The secret ${name} is empty`);
    this.name = name;
    this.#value = value;
  }

  /** The value in clear. Every call is a place to review. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[SECRET ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** What a needle is. */
interface Meaning {
  readonly name: string;
  /** Set where it is a part of a secret, and may be a part of what is no secret too. */
  readonly part?: string;
  /** Set where it counts only by itself. */
  readonly alone?: true;
}

/** Every secret that a process has met, so that text can be cleaned of them before it leaves the process. */
export class SecretBook {
  readonly #secrets = new Map<string, Secret>();
  readonly #needles = new Needles<Meaning>();
  /** How secrets begin, for texts that were cut short. */
  readonly #beginnings = new Map<string, string>();
  readonly #public: string[] = [];
  /** All that is looked for whole, by its first letter. */
  readonly #wholes = new Map<string, string[]>();
  #longest = 0;

  /**
   * Registers a value the moment it is known and returns it as a {@link Secret}.
   * @throws what {@link add} throws
   */
  keep(name: string, value: string): Secret {
    const secret = new Secret(name, value);
    this.add(secret);
    return secret;
  }

  /**
   * Registers a secret that was made elsewhere.
   * @throws Trouble of kind `usage`, never with the value, where it is so short or so ordinary that text cannot be
   * cleaned of it
   */
  add(secret: Secret): void {
    const value = secret.reveal();
    refuseOrdinary(secret.name, value);
    if (this.#secrets.has(value)) return;
    this.#secrets.set(value, secret);
    const name = secret.toString();
    for (const form of isCode(value) ? [value] : formsOf(value)) this.#learnWhole(form);
    if (isCode(value)) {
      this.#needles.add(value, { name, alone: true });
      return;
    }
    for (const form of formsOf(value)) this.#needles.add(form, { name });
    for (const part of windowsOf(value)) this.#needles.add(part, { name, part });
    for (let length = SHORTEST_CUT; length < Math.min(WINDOW, value.length); length += 1) {
      this.#beginnings.set(value.slice(0, length), name);
    }
  }

  /** Texts that may be shown though a part of a secret is a part of them, such as the org's id that a session begins with. */
  allow(...texts: readonly string[]): void {
    this.#public.push(...texts.map((text) => text.toLowerCase()));
  }

  /** Whether a part of a secret is a part of what may be shown. */
  allows(part: string): boolean {
    const lower = part.toLowerCase();
    return this.#public.some((text) => text.includes(lower));
  }

  /** Every secret in it, for those who look whether one has got out. */
  secrets(): readonly Secret[] {
    return [...this.#secrets.values()];
  }

  /** The text with every known secret, as it is, encoded, or a telling part of it, replaced by its name. */
  redact(text: string): string {
    const found = [...this.#inText(text)];
    if (found.length === 0) return text;
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let cleaned = '';
    let done = 0;
    // Where secrets overlap, what they cover together goes: a part that is left of one would tell of the other.
    for (const { start, end, means } of found) {
      if (start >= done) cleaned += text.slice(done, start) + means.name;
      done = Math.max(done, end);
    }
    return cleaned + text.slice(done);
  }

  /**
   * Where a text ends with what may be the beginning of a secret, so that only what comes next tells: from there on it
   * had better wait. The text's length where it does not.
   */
  openEnd(text: string): number {
    let at = Math.max(0, text.length - this.#longest + 1);
    while (at < text.length && !this.#begins(text.slice(at))) at += 1;
    if (at === text.length) return at;
    // Secrets that are whole there already must not be torn apart.
    const last = [...this.#inText(text)].sort((a, b) => b.end - a.end);
    for (const { start, end } of last) if (end > at) at = Math.min(at, start);
    return at;
  }

  #begins(end: string): boolean {
    return (this.#wholes.get(end.charAt(0)) ?? []).some((form) => form.length > end.length && form.startsWith(end));
  }

  #learnWhole(form: string): void {
    const others = this.#wholes.get(form.charAt(0));
    if (others) others.push(form);
    else this.#wholes.set(form.charAt(0), [form]);
    this.#longest = Math.max(this.#longest, form.length);
  }

  /** A copy of plain data with every text in it redacted. Numbers and names of properties stay as they are. */
  redactIn<T>(data: T): T {
    if (data === undefined) return data;
    const json = JSON.stringify(data, (_, value) => (typeof value === 'string' ? this.redact(value) : value));
    return JSON.parse(json) as T;
  }

  *#inText(text: string): Generator<Hit<Meaning>> {
    for (const hit of this.#needles.in(text)) {
      const { part, alone } = hit.means;
      if (part !== undefined && this.allows(part)) continue;
      if (!alone || standAlone(text, hit.start, hit.end)) yield hit;
    }
    for (const { index } of text.matchAll(/…|\.\.\./g)) {
      for (let length = Math.min(WINDOW - 1, index); length >= SHORTEST_CUT; length -= 1) {
        const beginning = text.slice(index - length, index);
        const name = this.#beginnings.get(beginning);
        if (name === undefined || this.allows(beginning)) continue;
        yield { start: index - length, end: index, means: { name } };
        break;
      }
    }
  }
}

function refuseOrdinary(name: string, value: string): void {
  if (isCode(value)) return;
  const remedy = 'Choose another one, and longer: it could not be kept out of the evidence.';
  if (value.length < SHORTEST_SECRET) {
    throw new Trouble('usage', `The ${name} has fewer than ${SHORTEST_SECRET} characters.`, remedy);
  }
  if (ORDINARY_WORDS.has(value.trim().toLowerCase())) {
    throw new Trouble('usage', `The ${name} is an ordinary word.`, remedy);
  }
  if (isInReports(value.trim())) {
    throw new Trouble('usage', `The ${name} stands in every report as it is.`, remedy);
  }
}

/** A value and what it looks like in addresses, forms, JSON, HTML, Base64, hex, and in a message made one line. */
function formsOf(value: string): Set<string> {
  const encoded = [encodeURIComponent(value.toWellFormed()), new URLSearchParams({ v: value }).toString().slice(2)];
  const lowerCase = encoded.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  const html = value.replace(/[&<>"']/g, (sign) => HTML_SIGNS[sign] ?? sign);
  const bytes = Buffer.from(value);
  // As it is left where what is not seen was taken out of a text.
  const seen = value.replace(/[^\P{Cc}\n\t]|[^\P{Cf}\u200c\u200d]|[\u2028\u2029]/gu, '');
  const forms = [
    ...[
      value,
      ...encoded,
      ...lowerCase,
      html,
      JSON.stringify(value).slice(1, -1),
      value.replace(/\s+/g, ' ').trim(),
      seen,
    ],
    ...[
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
    ],
  ];
  // What is left of a value after blanks were taken off may be too ordinary to look for.
  return new Set(forms.filter((form) => form.length >= SHORTEST_SECRET));
}

const HTML_SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
