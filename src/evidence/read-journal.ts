import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Trouble } from '../runbook/trouble.ts';
import { hashOfLine, holds, JOURNAL, NO_LINE_BEFORE } from './journal.ts';

const Line = z.looseObject({
  n: z.int().positive(),
  before: z.string(),
  hash: z.string(),
  kind: z.string(),
  at: z.iso.datetime(),
});

/** One line of a journal: what ties it to the others, and the event. */
export type JournalLine = z.infer<typeof Line>;

/** What a journal tells. */
export interface Journal {
  readonly lines: readonly JournalLine[];
  /** Set where the run died while it wrote its last line: that one is left out. In a sentence. */
  readonly torn?: string | undefined;
}

/**
 * Reads a journal and makes sure that nothing was changed in it, taken out or put in. That its last lines were not taken
 * off, or all of it written anew, only a seal can tell.
 *
 * A line that has no end was never announced as kept: the run died before it did what the line tells of.
 * @throws Trouble of kind `evidence` with the number of the first line that does not hold, or where it cannot be read
 */
export async function readJournal(path: string): Promise<Journal> {
  const content = await contentOf(path);
  const end = content.lastIndexOf('\n') + 1;
  const torn = content.length - end;
  // What is no UTF-8 becomes another character here, and then another hash.
  const texts = content.toString('utf8', 0, end).split('\n').slice(0, -1);
  let before = NO_LINE_BEFORE;
  const lines = texts.map((text, index) => {
    const line = parsed(text);
    const why = whyNot(line, index + 1, before) ?? (holds(text) ? undefined : 'was changed');
    if (!line || why) {
      const what = `Line ${index + 1} of ${path} ${why ?? 'is none of a journal'}.`;
      throw new Trouble('evidence', what, 'Do not rely on it.');
    }
    before = hashOfLine(text);
    return line;
  });
  if (torn === 0) return { lines };
  return {
    lines,
    torn: `The last line of ${path}, ${lines.length + 1}, is torn (${torn} bytes without an end) and is left out.`,
  };
}

const Start = z.object({
  run: z.object({
    id: z.string(),
    runbook: z.object({ id: z.string(), version: z.string() }),
    target: z.object({ org: z.string(), username: z.string() }),
    inputs: z.record(z.string(), z.unknown()),
    undoes: z.object({ run: z.string() }).optional(),
    planned: z.unknown().optional(),
    sink: z.string(),
    strict: z.literal(true).optional(),
    approve: z.enum(['commits', 'each']).optional(),
  }),
});

/** That a run ended before a step, because an approval is needed. */
const Awaited = z.object({ kind: z.literal('approval awaited'), step: z.object({ n: z.int().positive() }) });

/** What a run began with, the step whose approval it waits for if there is one, and whether its last line is torn, by the journal in its folder: which runbook, with which inputs, in which org. @throws as {@link readJournal} */
export async function startOf(
  folder: string,
): Promise<z.infer<typeof Start>['run'] & { awaits?: number; torn?: string }> {
  const path = join(folder, JOURNAL);
  const { lines, torn } = await readJournal(path);
  const start = Start.safeParse(lines[0]);
  const awaited = lines.map((line) => Awaited.safeParse(line).data).find(Boolean);
  if (start.success) return { ...start.data.run, ...(awaited && { awaits: awaited.step.n }), ...(torn && { torn }) };
  throw new Trouble('evidence', `${path} does not tell how its run began.`, 'Run the runbook instead.', start.error);
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Trouble('evidence', `${path} cannot be read.`, 'Check that it is there and who may read it.', error);
  }
}

function parsed(text: string): JournalLine | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What does not hold of a line, as the end of a sentence. The hash is that of the line before it. */
function whyNot(line: JournalLine | undefined, n: number, before: string): string | undefined {
  if (!line) return 'is none of a journal';
  if (line.n !== n) return `bears the number ${line.n}: one is missing, too many, or elsewhere`;
  if (line.before !== before) {
    return n === 1 ? 'is not the first of a journal' : `does not follow from line ${n - 1}: one of the two was changed`;
  }
  return undefined;
}
