import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Needles } from '../../runbook/needles.ts';
import type { SecretBook } from '../../runbook/secret.ts';
import { isCode, standAlone } from '../../runbook/secret-parts.ts';
import { type Form, formsOf } from './forms.ts';
import { opened, type Packed, withoutPacked } from './inside.ts';
import { distinct, type Leak } from './leak.ts';
import { textsIn } from './picture-texts.ts';
import { pictureIn, whyNotOnlySeen } from './pictures.ts';
import { textIn, type View, viewsOf, viewsOfBytes } from './views.ts';

/** How deep what is packed in what is packed is looked through. */
const DEPTH = 3;
/** A code as it may be written for people: in two halves, or digit by digit. */
const PARTED_DIGITS = /(?<![0-9A-Za-z.])(?:\d{3}[ -]\d{3}|\d{4}[ -]\d{4}|\d(?:[ -]\d){4,7})(?![0-9A-Za-z])/g;

/** A number that a run measured, by the name that the record gives it: it may be equal to a code by chance. */
const MEASURED = /"(?:ms|askedms|clockoffsetms|uid)\\*": ?-?$/;
const LONGEST_NAME = 20;
const SHUT = 'something packed that cannot be looked into';

/** Looks for every secret of a book in whatever may have been left behind; it knows what was registered late as well. */
export class LeakScan {
  readonly #book: SecretBook;
  readonly #strict: boolean;
  /** What was looked through and found clean, by its digest: a report holds every picture once more. */
  readonly #clean = new Set<string>();
  #needles = new Needles<Form & { readonly secret: string }>();
  #codes = new Map<string, string>();
  #known = 0;

  /** @param strict whether a secret made of words of every report counts in whatever way it is written */
  constructor(book: SecretBook, { strict = false } = {}) {
    this.#book = book;
    this.#strict = strict;
  }

  /** What leaks in a text. @param file what the text is called */
  inText(text: string, file: string): Leak[] {
    this.#learn();
    return distinct(this.#text(text, file, DEPTH));
  }

  /** What leaks in bytes, packed ones included. @param file what they are called */
  inBytes(bytes: Buffer, file: string): Leak[] {
    this.#learn();
    return distinct(this.#bytes(bytes, file, DEPTH));
  }

  #learn(): void {
    const secrets = this.#book.secrets();
    if (secrets.length === this.#known) return;
    for (const secret of secrets.slice(this.#known)) {
      const value = secret.reveal();
      if (isCode(value)) this.#codes.set(value, secret.name);
      for (const form of formsOf(secret, { strict: this.#strict })) {
        // Two secrets may differ in their capitals only, or in what of them counts.
        const { exact, part, alone, asWritten } = form;
        this.#needles.add(form.text, { ...form, secret: secret.name }, JSON.stringify([exact, part, alone, asWritten]));
      }
    }
    this.#known = secrets.length;
    this.#clean.clear();
  }

  #bytes(bytes: Buffer, file: string, depth: number): Leak[] {
    const digest = createHash('sha1').update(bytes).digest('base64');
    if (this.#clean.has(digest)) return [];
    const leaks = pictureIn(bytes) ? this.#picture(bytes, file, depth) : this.#other(bytes, file, depth);
    if (leaks.length === 0) this.#clean.add(digest);
    return leaks;
  }

  #picture(bytes: Buffer, file: string, depth: number): Leak[] {
    const rule = whyNotOnlySeen(bytes);
    return [
      ...this.#views(viewsOfBytes(bytes), file),
      ...this.#packed(textsIn(bytes), file, depth),
      ...(rule === undefined ? [] : [{ file, rule }]),
    ];
  }

  #other(bytes: Buffer, file: string, depth: number): Leak[] {
    const { rest, packed } = opened(bytes);
    const inside = this.#packed(packed, file, depth);
    if (isUtf8(bytes) && !bytes.includes(0)) return [...this.#text(bytes.toString('utf8'), file, depth), ...inside];
    return [...this.#views([...viewsOfBytes(bytes), ...viewsOf(textIn(rest))], file), ...inside];
  }

  /** What cannot be unpacked, or is packed too deep, may hold anything. */
  #packed(packed: Packed, file: string, depth: number): Leak[] {
    return packed.flatMap((member) =>
      member === undefined || depth === 0 ? [{ file, rule: SHUT }] : this.#bytes(member, file, depth - 1),
    );
  }

  #text(text: string, file: string, depth: number): Leak[] {
    const { rest, packed } = withoutPacked(text);
    const views = viewsOf(rest);
    const parted = views.filter((view) => !view.squeezed).flatMap((view) => this.#partedCodesIn(view, file));
    return [...this.#views(views, file), ...parted, ...this.#packed(packed, file, depth)];
  }

  #views(views: readonly View[], file: string): Leak[] {
    return views.flatMap((view) => this.#formsIn(view, file));
  }

  #formsIn({ text, folded, squeezed, joined }: View, file: string): Leak[] {
    return this.#needles
      .in(folded)
      .filter(({ start, end, means: { exact, part, alone, asWritten } }) => {
        // Where nothing stands between anything, nothing stands alone.
        if (alone) return !squeezed && standAlone(folded, start, end) && !isMeasured(folded, start);
        if (asWritten && joined) return false;
        if (exact !== undefined && !text.includes(exact)) return false;
        if (exact !== undefined && part === undefined) return true;
        return part === undefined || !this.#book.allows(part);
      })
      .map(({ means: { rule, secret } }) => ({ file, rule, secret }));
  }

  #partedCodesIn({ text }: View, file: string): Leak[] {
    if (this.#codes.size === 0) return [];
    return [...text.matchAll(PARTED_DIGITS)].flatMap(([digits]) => {
      const secret = this.#codes.get(digits.replace(/\D/g, ''));
      return secret === undefined ? [] : [{ file, rule: 'digit by digit', secret }];
    });
  }
}

function isMeasured(text: string, start: number): boolean {
  return MEASURED.test(text.slice(Math.max(0, start - LONGEST_NAME), start));
}
