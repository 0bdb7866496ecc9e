import { createHash } from 'node:crypto';

/**
 * Chance that can be repeated: the same seed gives the same ids, codes and tokens. Each purpose has a row of its own,
 * so that requests which arrive in another order change nothing elsewhere.
 */
export class Dice {
  readonly #seed: string;
  readonly #thrown = new Map<string, number>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from 0 to `limit - 1`; limits up to 2^32. */
  below(limit: number, purpose: string): number {
    return Number(this.#next(purpose).readBigUInt64BE() % BigInt(limit));
  }

  /** As many letters of an alphabet. */
  letters(count: number, alphabet: string, purpose: string): string {
    return Array.from({ length: count }, () => alphabet.charAt(this.below(alphabet.length, purpose))).join('');
  }

  #next(purpose: string): Buffer {
    const place = this.#thrown.get(purpose) ?? 0;
    this.#thrown.set(purpose, place + 1);
    return createHash('sha256').update(`${this.#seed}\0${purpose}\0${place}`).digest();
  }
}
