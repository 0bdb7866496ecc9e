import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Runbook } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';

/**
 * A runbook's inputs from a JSON file and from `name=value` pairs, checked against its schema; pairs win.
 * A part of an input is named with a point: `security.pkce=false`. A list is given as JSON or parted by commas.
 * @throws Trouble of kind `usage` naming the first input that is wrong
 */
export function readInputs(runbook: Runbook, { file, pairs }: { file?: string | undefined; pairs: readonly string[] }) {
  const inputs: Record<string, unknown> = file === undefined ? {} : readFile(file);
  for (const pair of pairs) {
    const [, path, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (path === undefined || value === undefined) {
      throw new Trouble('usage', `--set ${pair} is not understood.`, 'Write --set name=value.');
    }
    put(inputs, path.split('.'), value, runbook);
  }
  return check(runbook, inputs);
}

/** The inputs with their defaults. @throws Trouble of kind `usage` */
function check(runbook: Runbook, inputs: unknown): Record<string, unknown> {
  const parsed = runbook.inputs.safeParse(inputs);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known = Object.keys(runbook.inputs.shape).join(', ');
  if (issue?.code === 'unrecognized_keys') {
    throw new Trouble('usage', `The input ${issue.keys.join(', ')} is not known.`, `${runbook.id} takes ${known}.`);
  }
  const name = issue?.path.join('.') ?? '';
  throw new Trouble(
    'usage',
    `The input ${name} is not usable: ${issue?.message}.`,
    `Give it with --set ${name}=... or in --inputs FILE; "setupwright show ${runbook.id}" explains it.`,
  );
}

function readFile(file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Trouble(
      'usage',
      `The inputs file ${file} is not a JSON object that can be read.`,
      'Check --inputs.',
      error,
    );
  }
}

/** Puts a text where it belongs, in the first reading that the input's schema takes: as it is, as JSON, as a list. */
function put(inputs: Record<string, unknown>, path: readonly string[], text: string, runbook: Runbook): void {
  const [name = '', ...rest] = path;
  const candidates = [text, asJson(text), text.split(',').map((part) => part.trim())].filter(
    (each) => each !== undefined,
  );
  const schema = runbook.inputs.shape[name] as z.ZodType | undefined;
  const readings = candidates.map((candidate) => nested(inputs[name], rest, candidate));
  inputs[name] = readings.find((reading) => schema?.safeParse(reading).success) ?? readings[0];
}

function nested(current: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const parts = typeof current === 'object' && current !== null ? (current as Record<string, unknown>) : {};
  return { ...parts, [name]: nested(parts[name], rest, value) };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
