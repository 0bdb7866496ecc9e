import { type Move, movedInWords, type ReadBack } from '../runbook/move.ts';
import { Trouble } from '../runbook/trouble.ts';

/**
 * What is found by another than its best known name may be another thing: it is used for what can be put right again.
 * @returns that it was, in words
 * @throws Trouble where it cannot be put right again, or nothing weak is to be used
 */
export function useWeakHint(
  { tells, final }: Move,
  moved: string,
  { strict, acts }: { strict: boolean; acts: boolean },
): string {
  const what = movedInWords(tells.what, moved);
  if (final && acts) {
    throw new Trouble('step', what, 'It cannot be taken back, so it was not used. Do it by hand, and run again.');
  }
  if (strict) throw new Trouble('step', what, 'Run without --strict to use it all the same.');
  return `${what} It was used.`;
}

/** That settings were read by weak names, in words. @throws Trouble where nothing weak is to be used */
export function readByWeakNames(rows: readonly ReadBack[] = [], strict: boolean): readonly string[] {
  const words = rows.flatMap(({ label, foundAs }) => (foundAs === undefined ? [] : [movedInWords(label, foundAs)]));
  if (strict && words[0] !== undefined) {
    throw new Trouble('step', words[0], 'Run without --strict to read it all the same.');
  }
  return words.map((text) => `${text} It was read.`);
}
