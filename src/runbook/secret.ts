import { inspect } from 'node:util';

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

/** Every secret that a run has met, so that text can be cleaned of them before it leaves the process. */
export class SecretBook {
  /** Each form in which a secret may be met, with the name that takes its place. */
  readonly #forms = new Map<string, string>();

  /** Registers a value the moment it is known and returns it as a {@link Secret}. */
  keep(name: string, value: string): Secret {
    const secret = new Secret(name, value);
    this.add(secret);
    return secret;
  }

  /** Registers a secret that was made elsewhere. */
  add(secret: Secret): void {
    for (const form of formsOf(secret.reveal())) this.#forms.set(form, secret.toString());
  }

  /** The text with every known secret, as it is or encoded, replaced by its name. */
  redact(text: string): string {
    const found = [...this.#forms].flatMap(([form, name]) =>
      placesOf(form, text).map((start) => ({ start, end: start + form.length, name })),
    );
    if (found.length === 0) return text;
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let cleaned = '';
    let done = 0;
    // Where secrets overlap, what they cover together goes: a part that is left of one would tell of the other.
    for (const { start, end, name } of found) {
      if (start >= done) cleaned += text.slice(done, start) + name;
      done = Math.max(done, end);
    }
    return cleaned + text.slice(done);
  }

  /** A copy of plain data with every text in it redacted. Numbers and names of properties stay as they are. */
  redactIn<T>(data: T): T {
    if (data === undefined) return data;
    const json = JSON.stringify(data, (_, value) => (typeof value === 'string' ? this.redact(value) : value));
    return JSON.parse(json) as T;
  }
}

/** A value and what it looks like in addresses, forms, JSON, HTML, Base64, and in a message made one line. */
function formsOf(value: string): Set<string> {
  const encoded = [encodeURIComponent(value.toWellFormed()), new URLSearchParams({ v: value }).toString().slice(2)];
  const lowerCase = encoded.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  const html = value.replace(/[&<>"']/g, (sign) => HTML_SIGNS[sign] ?? sign);
  const bytes = Buffer.from(value);
  return new Set([
    ...[value, ...encoded, ...lowerCase, html, JSON.stringify(value).slice(1, -1), value.replace(/\s+/g, ' ')],
    ...[bytes.toString('base64'), bytes.toString('base64url')],
  ]);
}

const HTML_SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function placesOf(form: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) places.push(at);
  return places;
}
