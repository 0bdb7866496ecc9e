/** A text that is looked for, and what was meant by it. */
interface Needle<Meaning> {
  readonly text: string;
  readonly means: Meaning;
}

/** Where a needle was found. */
export interface Hit<Meaning> {
  readonly start: number;
  readonly end: number;
  readonly means: Meaning;
}

/** All needles are told apart by this many first characters; shorter ones are not taken. */
const SHORTEST_NEEDLE = 5;
const SLOTS = 1 << 18;
const BASE = 31;
const BASE_TO_THE_LAST = BASE ** (SHORTEST_NEEDLE - 1);

/**
 * Looks for thousands of texts at once in one pass (a rolling hash over the first characters of each): the number of
 * needles costs next to nothing.
 */
export class Needles<Meaning> {
  readonly #slots = new Uint8Array(SLOTS);
  readonly #byHash = new Map<number, Needle<Meaning>[]>();
  readonly #known = new Set<string>();

  /**
   * Takes a text to look for; one that is known keeps its first meaning, one that is too short is left out.
   * @param apart what tells meanings of one text apart that must all be kept
   */
  add(text: string, means: Meaning, apart = ''): void {
    const known = `${text}\n${apart}`;
    if (text.length < SHORTEST_NEEDLE || this.#known.has(known)) return;
    this.#known.add(known);
    const hash = hashAt(text, 0);
    this.#slots[hash & (SLOTS - 1)] = 1;
    const others = this.#byHash.get(hash);
    if (others) others.push({ text, means });
    else this.#byHash.set(hash, [{ text, means }]);
  }

  /** Every place of every needle, by where it begins; of those that begin together the longest first. */
  in(text: string): Hit<Meaning>[] {
    const hits: Hit<Meaning>[] = [];
    const last = text.length - SHORTEST_NEEDLE;
    if (this.#known.size === 0 || last < 0) return hits;
    const slots = this.#slots;
    let hash = hashAt(text, 0);
    for (let at = 0; at <= last; at += 1) {
      if (slots[hash & (SLOTS - 1)] === 1) this.#at(at, hash, text, hits);
      const gone = Math.imul(text.charCodeAt(at), BASE_TO_THE_LAST);
      // Past the end it is not a number, which counts as zero here and is not looked at any more.
      hash = (Math.imul(hash - gone, BASE) + text.charCodeAt(at + SHORTEST_NEEDLE)) | 0;
    }
    return hits;
  }

  #at(start: number, hash: number, text: string, hits: Hit<Meaning>[]): void {
    const found = (this.#byHash.get(hash) ?? []).filter((needle) => text.startsWith(needle.text, start));
    found.sort((a, b) => b.text.length - a.text.length);
    for (const { text: needle, means } of found) hits.push({ start, end: start + needle.length, means });
  }
}

function hashAt(text: string, start: number): number {
  let hash = 0;
  for (let at = start; at < start + SHORTEST_NEEDLE; at += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0;
  return hash;
}
