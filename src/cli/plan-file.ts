import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { PlannedSection } from '../engine/record.ts';
import { jsonText } from '../evidence/visible.ts';
import { writeWhole } from '../evidence/writer/files.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import { Trouble } from '../runbook/trouble.ts';

/** What a plan file names as its schema. */
const PLAN_SCHEMA = 'setupwright-plan@1';

const list = z.object({ selected: z.array(z.string()).readonly(), offered: z.number().optional() });
const row = z.object({
  label: z.string(),
  wanted: z.string(),
  found: z.string(),
  holds: z.boolean(),
  list: list.optional(),
  foundAs: z.string().optional(),
});

const PlanSchema = z.object({
  schema: z.literal(PLAN_SCHEMA),
  /** When the org was looked at, ISO 8601. */
  at: z.string(),
  runbook: z.object({ id: z.string(), version: z.string() }),
  target: z.object({ url: z.string(), org: z.string(), username: z.string() }),
  inputs: z.record(z.string(), z.unknown()),
  /** Where the credentials would be handed over. */
  sink: z.string(),
  sections: z
    .array(
      z.object({
        title: z.string(),
        state: z.enum(['as wanted', 'to be done', 'not seen', 'not known yet']),
        wanted: z.string().optional(),
        found: z.string(),
        subjectId: z.string().optional(),
        rows: z.array(row).readonly(),
      }),
    )
    .readonly(),
});

/** What of a plan binds the runs that it was agreed to for. */
export const Planned = PlanSchema.pick({ at: true, sections: true });

/** What a run would do, as it was seen at a time. */
export type Plan = z.output<typeof PlanSchema>;

/** @throws Trouble of kind `evidence` where it cannot be written */
export async function writePlan(path: string, plan: Omit<Plan, 'schema'>): Promise<void> {
  try {
    await writeWhole(path, jsonText({ schema: PLAN_SCHEMA, ...plan }));
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(
      'evidence',
      `The plan file ${path} cannot be written: ${inOwnWords(error)}`,
      'Name another.',
      error,
    );
  }
}

/** @throws Trouble of kind `usage` where it is no plan file */
export async function readPlan(path: string): Promise<Plan> {
  try {
    return PlanSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new Trouble(
      'usage',
      `${path} is not a plan file that can be read.`,
      'Make one with "setupwright plan".',
      error,
    );
  }
}

/** In what the org is another than the plan says, in words; undefined where it stands as it was seen. */
export function movedSince(plan: Pick<Plan, 'sections'>, now: readonly PlannedSection[]): string | undefined {
  for (const [index, section] of now.entries()) {
    const before = plan.sections[index];
    if (before?.title !== section.title) return `the runbook has other sections`;
    const moved = section.rows.find((each, at) => !isDeepStrictEqual(plain(each), plain(before.rows[at])));
    if (moved) {
      const was = before.rows.find(({ label }) => label === moved.label);
      return `${moved.label} was ${was?.found ?? 'not looked at'} and is ${moved.found}`;
    }
    if (before.state !== section.state) return `${section.title} was ${before.state} and is ${section.state}`;
    if (before.subjectId !== section.subjectId) {
      return `${section.title}: it was ${before.subjectId} and is ${section.subjectId}`;
    }
  }
  return undefined;
}

/** As it stands in a file, where what is undefined is left out. */
export function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
