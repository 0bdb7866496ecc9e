import type { z } from 'zod';
import type { Field } from '../runbook/field.ts';
import type { Move } from '../runbook/move.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { SectionDone } from '../runbook/undo.ts';
import { set } from '../runbook/verbs.ts';
import { remains, type Want, wants } from './compare.ts';

/** A field that an earlier run looked at, and perhaps changed. */
export interface PutBack {
  readonly label: string;
  /** That it is as the run left it; undefined where that is not known. */
  readonly asLeft?: Want | undefined;
  /** That it is as it was before the run: where it was not changed, as the run left it. */
  readonly asBefore?: Want | undefined;
  /** Brings it back; undefined where it was not changed. */
  readonly move?: Move | undefined;
}

/** What is known of a field that may have to be put back. */
interface Known<Wanted> {
  /** The shape of what the journal kept of it. */
  readonly shape: z.ZodType<Wanted>;
  readonly done: SectionDone;
  /** What the run asked for, field by field: what it left, where it did not come to read the settings back. */
  readonly asked: readonly Want[];
  /** Set where the page may no longer offer it once all is put back. */
  readonly mayVanish?: boolean | undefined;
}

/**
 * A field as the run left it and as it was before.
 * @throws Trouble of kind `evidence` where what the journal kept of it is nothing to ask for
 */
export function putBack<Wanted, Value>(
  field: Field<Wanted, Value>,
  { shape, done, asked, mayVanish = false }: Known<Wanted>,
): PutBack {
  const { label } = field;
  const row = done.left?.find((each) => each.label === label);
  const asLeft = row ? remains(field, row) : asked.find(({ tells }) => tells.label === label);
  if (!done.was.has(label)) return { label, asLeft, asBefore: row && remains(field, row, { mayVanish }) };
  const was = shape.safeParse(done.was.get(label));
  if (!was.success) {
    const what = `What ${label} was before the run is told in a form that is not known.`;
    throw new Trouble('evidence', what, 'Put it back by hand; the report of the run shows it.', was.error);
  }
  return {
    label,
    asLeft,
    asBefore: wants(field, was.data, { mayVanish }),
    move: set(field, was.data, mayVanish ? { mayVanish } : {}),
  };
}
