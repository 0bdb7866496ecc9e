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
  readonly #known = new Map<string, string>();

  /** Registers a value the moment it is known and returns it as a {@link Secret}. */
  keep(name: string, value: string): Secret {
    const secret = new Secret(name, value);
    this.add(secret);
    return secret;
  }

  /** Registers a secret that was made elsewhere. */
  add(secret: Secret): void {
    const value = secret.reveal();
    for (const form of [value, encodeURIComponent(value)]) this.#known.set(form, secret.toString());
  }

  /** The text with every known secret, raw or URL-encoded, replaced by its name. */
  redact(text: string): string {
    const longestFirst = [...this.#known].sort(([a], [b]) => b.length - a.length);
    return longestFirst.reduce((cleaned, [value, name]) => cleaned.replaceAll(value, name), text);
  }

  /** A copy of plain data with every text in it redacted. Numbers and names of properties stay as they are. */
  redactIn<T>(data: T): T {
    const json = JSON.stringify(data, (_, value) => (typeof value === 'string' ? this.redact(value) : value));
    return JSON.parse(json) as T;
  }
}
