import type { Choice, Refusal } from '../shape.ts';

/** What the server makes of a form: the values that it keeps, or why it refuses them. */
export type Judged<T> = { ok: true; value: T } | { ok: false; refusals: Refusal[] };

/** Known, facts 3.4 [P]. guess [I]: facts 3.4, 11.4, the words of all other refusals. */
export const missing = 'Complete this field.';

export function verdict<T>(value: T, findings: ReadonlyArray<Refusal | false>): Judged<T> {
  const refusals = findings.filter((finding) => finding !== false);
  return refusals.length === 0 ? { ok: true, value } : { ok: false, refusals };
}

export function offered(choices: readonly Choice[], value: string): boolean {
  return choices.some((choice) => choice.value === value);
}
