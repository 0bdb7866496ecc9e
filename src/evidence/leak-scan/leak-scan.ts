import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Needles } from '../../runbook/needles.ts';
import type { SecretBook } from '../../runbook/secret.ts';
import { isCode, standAlone } from '../../runbook/secret-parts.ts';
import { type Form, formsOf } from './forms.ts';
import { isPng, packedIn, withoutPacked } from './inside.ts';
import { whyNotOnlySeen } from './kinds.ts';
import { distinct, type Leak } from './leak.ts';
import { type View, viewsOf, viewsOfBytes } from './views.ts';
import { isWebp, whyWebpIsNotOnlySeen } from './webp.ts';

/** How deep what is packed in what is packed is looked through. */
const DEPTH = 3;
/** A code as it may be written for people: in two halves, or digit by digit. */
const PARTED_DIGITS = /(?<![0-9A-Za-z.])(?:\d{3}[ -]\d{3}|\d{4}[ -]\d{4}|\d(?:[ -]\d){4,7})(?![0-9A-Za-z])/g;

/** Looks for every secret of a book in whatever may have been left behind; it knows what was registered late as well. */
export class LeakScan {
  readonly #book: SecretBook;
  /** What was looked through and found clean, by its digest: a report holds every picture once more. */
  readonly #clean = new Set<string>();
  #needles = new Needles<Form & { readonly secret: string }>();
  #codes = new Map<string, string>();
  #known = 0;

  constructor(book: SecretBook) {
    this.#book = book;
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
      for (const form of formsOf(secret)) this.#needles.add(form.text, { ...form, secret: secret.name });
    }
    this.#known = secrets.length;
    this.#clean.clear();
  }

  #bytes(bytes: Buffer, file: string, depth: number): Leak[] {
    const digest = createHash('sha1').update(bytes).digest('base64');
    if (depth < 0 || this.#clean.has(digest)) return [];
    const leaks =
      isPng(bytes) || isWebp(bytes)
        ? [...this.#views(viewsOfBytes(bytes), file), ...tooMuchIn(bytes, file)]
        : this.#other(bytes, file, depth);
    if (leaks.length === 0) this.#clean.add(digest);
    return leaks;
  }

  #other(bytes: Buffer, file: string, depth: number): Leak[] {
    const packed = packedIn(bytes).flatMap((member) => this.#bytes(member, file, depth - 1));
    const isText = isUtf8(bytes) && !bytes.includes(0);
    const own = isText ? this.#text(bytes.toString('utf8'), file, depth) : this.#views(viewsOfBytes(bytes), file);
    return [...own, ...packed];
  }

  #text(text: string, file: string, depth: number): Leak[] {
    const { rest, packed } = withoutPacked(text);
    const views = viewsOf(rest);
    const parted = views.filter((view) => !view.squeezed).flatMap((view) => this.#partedCodesIn(view, file));
    return [...this.#views(views, file), ...parted, ...packed.flatMap((one) => this.#bytes(one, file, depth - 1))];
  }

  #views(views: readonly View[], file: string): Leak[] {
    return views.flatMap((view) => this.#formsIn(view, file));
  }

  #formsIn({ text, folded, squeezed }: View, file: string): Leak[] {
    return this.#needles
      .in(folded)
      .filter(({ start, end, means: { exact, part, alone } }) => {
        // Where nothing stands between anything, nothing stands alone.
        if (alone) return !squeezed && standAlone(folded, start, end);
        if (exact !== undefined) return text.includes(exact);
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

function tooMuchIn(picture: Buffer, file: string): Leak[] {
  const rule = isPng(picture) ? whyNotOnlySeen(picture) : whyWebpIsNotOnlySeen(picture);
  return rule === undefined ? [] : [{ file, rule }];
}
