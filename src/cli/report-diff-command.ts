import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Difference, differenceInWords, differences } from '../evidence/diff.ts';
import type { RunRecord } from '../evidence/run-record.ts';
import { RUN_SCHEMA, RunSchema } from '../evidence/schema.ts';
import { jsonText, visible } from '../evidence/visible.ts';
import { Trouble } from '../runbook/trouble.ts';
import { EXIT } from './exit-codes.ts';
import type { Speech } from './speech.ts';

/** What the user asked for: two runs, each by its folder or its `run.json`. */
export interface DiffRequest {
  readonly first: string;
  readonly second: string;
  readonly json: boolean;
}

const HEADINGS: Readonly<Record<Difference['about'], string>> = {
  runbook: 'Runbook',
  org: 'Org and user',
  inputs: 'Inputs',
  outcome: 'Outcome',
  section: 'Sections',
  setting: 'Settings, as they were read back',
  step: 'Steps',
  challenges: 'Challenges',
  interventions: 'Interventions',
};

/** Says in what two runs differ. @returns the exit code @throws Trouble of kind `usage` where one is no run */
export async function reportDiffCommand(request: DiffRequest, { out }: Pick<Speech, 'out'>): Promise<number> {
  const first = await recordAt(request.first);
  const second = await recordAt(request.second);
  const found = differences(first, second);
  if (request.json) {
    const of = ({ run, outcome }: RunRecord) => ({ run: run.id, startedAt: run.startedAt, outcome });
    const answer = { same: found.length === 0, first: of(first), second: of(second), differences: found };
    out.write(jsonText(answer));
  } else {
    out.write(inWords(visible(first), visible(second), visible(found)));
  }
  return found.length === 0 ? EXIT.converged : EXIT.differs;
}

async function recordAt(path: string): Promise<RunRecord> {
  const found = await stat(path).catch(() => undefined);
  const file = found?.isDirectory() ? join(path, 'run.json') : path;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Trouble('usage', `${file} cannot be read.`, 'Name the folder of a run, or its run.json.', error);
  });
  const parsed = RunSchema.safeParse(dataIn(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.map(String).join('.') || 'its beginning';
  throw new Trouble('usage', `${file} is not a record of the form ${RUN_SCHEMA} (at ${where}).`, 'Name another.');
}

function dataIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inWords(first: RunRecord, second: RunRecord, found: readonly Difference[]): string {
  const named = (order: string, { run, outcome }: RunRecord) =>
    `${order.padEnd(7)} ${run.id}, ${run.startedAt.slice(0, 19).replace('T', ' ')} UTC, ${outcome}\n`;
  const heads = named('first', first) + named('second', second);
  if (found.length === 0) return `${heads}\nThe same was done and found; times, ids and pictures were not compared.\n`;
  const kinds = [...new Set(found.map(({ about }) => about))];
  const parts = kinds.map((kind) => {
    const own = found.filter(({ about }) => about === kind);
    return `\n${HEADINGS[kind]}\n${own.map((each) => `  ${differenceInWords(each)}\n`).join('')}`;
  });
  return `${heads}${parts.join('')}\n${found.length} ${found.length === 1 ? 'difference' : 'differences'}.\n`;
}
