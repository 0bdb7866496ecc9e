import { createHash } from 'node:crypto';

/** Purposes whose outcome may be seen: ids, and what is no text at all. */
const OPEN = /^(id |jitter$)/;

/**
 * Chance that can be repeated: the same seed gives the same ids, codes and tokens. Each purpose has a row of its own,
 * so that requests which arrive in another order change nothing elsewhere.
 */
export class Dice {
  readonly #seed: string;
  readonly #secrets: string;
  readonly #thrown = new Map<string, number>();

  /** @param secrets a seed of its own for all but ids: two orgs that differ in nothing but their secrets */
  constructor(seed: string, secrets = seed) {
    this.#seed = seed;
    this.#secrets = secrets;
  }

  /** A whole number from 0 to `limit - 1`; limits up to 2^32. */
  below(limit: number, purpose: string): number {
    return Number(this.#next(purpose).readBigUInt64BE() % BigInt(limit));
  }

  /** How much longer than usual a secret is: by nothing, unless secrets have a seed of their own. */
  surplus(purpose: string): number {
    return this.#secrets === this.#seed ? 0 : this.below(10, `length of ${purpose}`);
  }

  /** As many letters of an alphabet. */
  letters(count: number, alphabet: string, purpose: string): string {
    return Array.from({ length: count }, () => alphabet.charAt(this.below(alphabet.length, purpose))).join('');
  }

  #next(purpose: string): Buffer {
    const place = this.#thrown.get(purpose) ?? 0;
    this.#thrown.set(purpose, place + 1);
    const seed = OPEN.test(purpose) ? this.#seed : this.#secrets;
    return createHash('sha256').update(`${seed}\0${purpose}\0${place}`).digest();
  }
}
