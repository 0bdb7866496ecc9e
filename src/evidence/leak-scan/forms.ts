import { createHash } from 'node:crypto';
import { isOfReportWords } from '../../runbook/ordinary-words.ts';
import type { Secret } from '../../runbook/secret.ts';
import { isCode, windowsOf } from '../../runbook/secret-parts.ts';
import { folded, squeezed } from './views.ts';

/** A form in which a secret may be met once a text is decoded. */
export interface Form {
  /** Folded, as the views are in which it is looked for. */
  readonly text: string;
  readonly rule: string;
  /** Set where the form is so short that it counts only with its own capitals. */
  readonly exact?: string;
  /** Set where the form is a part of the secret only. */
  readonly part?: string;
  /** Set where it counts only in text of which nothing was taken out. */
  readonly asWritten?: true;
  /** Set where it counts only where it stands alone. */
  readonly alone?: true;
}

/** Shorter ones count only as they are: without their capitals or their signs they might be an ordinary word. */
const TELLING = 8;
const DIGESTS = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/**
 * Everything by which a secret gives itself away, besides what decoding a text brings to light. One that is made of
 * words of every report counts only as it is written: in another way every report has it, whatever the secret is.
 * @param strict it counts all the same
 */
export function formsOf(secret: Secret, { strict = false } = {}): Form[] {
  const value = secret.reveal();
  const bytes = Buffer.from(value);
  const isPlain = !strict && isOfReportWords(value);
  const whole = (isCode(value) ? [] : readings(value, bytes)).map(({ text, rule }) => ({
    ...{ text: folded(text), rule },
    ...(text.length < TELLING || isPlain ? { exact: text } : {}),
    ...(isPlain ? { asWritten: true as const } : {}),
  }));
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = base64At(shift, bytes);
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')].map((exact) => ({
      ...{ text: folded(exact), rule: 'Base64', exact },
    }));
  });
  const digests = DIGESTS.flatMap((digest) => {
    const hash = createHash(digest).update(bytes).digest();
    const text = hash.toString('base64').replace(/=+$/, '');
    return [
      { text: hash.toString('hex'), rule: `${digest} of it` },
      { text: folded(text), rule: `${digest} of it`, exact: text },
    ];
  });
  const parts = windowsOf(value).map((part) => ({
    ...{ text: folded(part), rule: 'a part of it', part },
    ...(isPlain ? { exact: part, asWritten: true as const } : {}),
  }));
  const hex = { text: bytes.toString('hex'), rule: 'hex' };
  const code: Form[] = isCode(value) ? [{ text: value, rule: 'as it is', alone: true }] : [];
  return [...code, ...whole, hex, ...base64, ...digests, ...parts];
}

/** In ways that the digits of a code would be met by chance. */
function readings(value: string, bytes: Buffer): { readonly text: string; readonly rule: string }[] {
  return [
    { text: value, rule: 'as it is' },
    // Bytes that are no text are looked at as Latin-1.
    { text: bytes.toString('latin1'), rule: 'as it is' },
    { text: squeezed(value), rule: 'with blanks or signs between' },
    { text: [...value].reverse().join(''), rule: 'reversed' },
  ];
}

/** How the bytes read in Base64 where this many others stand before them: what does not depend on their neighbours. */
function base64At(shift: number, bytes: Buffer): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const isWhole = (shift + bytes.length) % 3 === 0;
  return text.slice(Math.ceil((shift * 8) / 6), isWhole ? undefined : -1);
}
