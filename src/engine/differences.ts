import type { Settled } from '../runbook/runbook.ts';
import type { SectionOptions } from './section.ts';

/**
 * Tells how what is there differs from what is wanted, before a section changes it: an app that somebody made, or
 * settings that have drifted. What the run itself has just made has nothing to tell.
 * @returns the same in a sentence for the record, where there is something to tell
 */
export async function tellDifferences(
  { readBack }: Pick<Settled, 'readBack'>,
  { title, isNew, tell }: Pick<SectionOptions, 'isNew' | 'tell'> & { readonly title: string },
): Promise<readonly string[]> {
  const rows = readBack?.()?.filter(({ holds }) => !holds) ?? [];
  if (rows.length === 0 || isNew) return [];
  await tell({ kind: 'differences found', at: new Date().toISOString(), title, rows });
  const words = rows.map(({ label, wanted, found }) => `${label}: ${found}, wanted ${wanted}`);
  return [`Found before this section changed anything: ${words.join('; ')}.`];
}
