import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of a run as it would be left by its death once it had pressed this: its journal up to there. */
export async function diedAt(pressed: string, { folder, run, died }: DeadRun): Promise<void> {
  const lines = (await readFile(join(folder, run, 'journal.jsonl'), 'utf8')).split('\n');
  const last = lines.findLastIndex((line) => line.includes('"step started"') && line.includes(`"what":"${pressed}"`));
  if (last < 0) throw new Error(`The run never pressed ${pressed}`);
  await mkdir(join(folder, died));
  await writeFile(join(folder, died, 'journal.jsonl'), `${lines.slice(0, last + 1).join('\n')}\n`);
}

/** Folders by their names: that which holds both, that of a run which went through, and that of the dead one. */
interface DeadRun {
  readonly folder: string;
  readonly run: string;
  readonly died: string;
}
