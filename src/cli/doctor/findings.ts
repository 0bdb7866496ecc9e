import { inOwnWords } from '../../runbook/own-words.ts';
import type { SecretBook } from '../../runbook/secret.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { type About, type Finding, findingOf, type Told } from './finding.ts';

/** What was found so far. What goes wrong while something is looked at is a finding too, and nothing ends by it. */
export class Findings {
  readonly all: Finding[] = [];
  readonly #book: SecretBook;
  readonly #heard: (finding: Finding) => void;

  constructor(book: SecretBook, heard: (finding: Finding) => void) {
    this.#book = book;
    this.#heard = heard;
  }

  /** Notes a finding; the first one about something counts. */
  note(about: About, told: Told): void {
    if (this.has(about)) return;
    const finding = findingOf(about, told);
    const clean = { ...finding, says: this.#book.redact(finding.says) };
    this.all.push(clean);
    this.#heard(clean);
  }

  /** Notes what went wrong. @throws Trouble where it was the signal: then nothing is wrong */
  noteError(about: About, error: unknown): void {
    if (error instanceof Trouble && error.kind === 'interrupted') throw error;
    const says = this.#book.redact(inOwnWords(error));
    const before = this.failed.find((finding) => finding.says === says);
    this.note(about, before ? dependsOn(before.about) : { failed: says });
  }

  /**
   * Looks at something and notes what comes of it.
   * @returns what was found; undefined where looking failed
   */
  async look<T>(about: About, look: () => Promise<T> | T, tell: (found: T) => Told): Promise<T | undefined> {
    try {
      const found = await look();
      this.note(about, tell(found));
      return found;
    } catch (error) {
      this.noteError(about, error);
      return undefined;
    }
  }

  /** Notes whatever was not looked at, because something stood in its way. */
  noteTheRest(all: readonly About[], inTheWay: About): void {
    for (const about of all) this.note(about, dependsOn(inTheWay));
  }

  has(about: About): boolean {
    return this.all.some((finding) => finding.about === about);
  }

  get failed(): readonly Finding[] {
    return this.all.filter(({ verdict }) => verdict === 'failed');
  }
}

/** What was found, and sentences about it. */
export function withMore(found: string, sentences: readonly string[]): string {
  return sentences.length === 0 ? found : [`${found}.`, ...sentences].join(' ');
}

function dependsOn(about: About): Told {
  return { unknown: `it depends on ${about}.` };
}
