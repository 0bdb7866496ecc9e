import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Runbook } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';
import { readValue, type Shape } from './input-text.ts';

/**
 * A runbook's inputs from a JSON file and from `name=value` pairs, checked against its schema; pairs win.
 * A part of an input is named with a point: `security.pkce=false`. A list is given as JSON or parted by commas.
 * @throws Trouble of kind `usage` naming the first input that is wrong
 */
export function readInputs(runbook: Runbook, { file, pairs, settled = {} }: Given) {
  const inputs: Record<string, unknown> = file === undefined ? settled : readFile(file);
  const shape = z.toJSONSchema(runbook.inputs, { io: 'input' }) as Shape;
  for (const pair of pairs) {
    const [, path, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (path === undefined || text === undefined) {
      throw new Trouble('usage', `--set ${pair} is not understood.`, 'Write --set name=value.');
    }
    put(inputs, path.split('.'), text, { shape, runbook, path });
  }
  return check(runbook, inputs, shape);
}

interface Given {
  readonly file?: string | undefined;
  readonly pairs: readonly string[];
  /** What an earlier plan or run had. */
  readonly settled?: Record<string, unknown> | undefined;
}

interface Place {
  readonly shape: Shape;
  readonly runbook: Runbook;
  /** The whole name, for messages. */
  readonly path: string;
}

function put(into: Record<string, unknown>, [name = '', ...rest]: readonly string[], text: string, place: Place): void {
  const part = partOf(place.shape, name);
  if (!part) throw unknown(place.path, place.runbook, place.shape);
  if (rest.length === 0) {
    into[name] = readValue(part, text, place.path);
    return;
  }
  const before = Object.hasOwn(into, name) ? into[name] : undefined;
  const inner: Record<string, unknown> = typeof before === 'object' && before !== null ? { ...before } : {};
  put(inner, rest, text, { ...place, shape: part });
  into[name] = inner;
}

/** The inputs with their defaults. @throws Trouble of kind `usage` */
function check(runbook: Runbook, inputs: unknown, shape: Shape): Record<string, unknown> {
  const parsed = runbook.inputs.safeParse(inputs);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys') {
    const parent = path.reduce<Shape | undefined>((at, name) => at && partOf(at, name), shape);
    throw unknown([...path, issue.keys[0]].join('.'), runbook, parent ?? shape);
  }
  const name = path.join('.');
  const isMissing = issue?.code === 'invalid_type' && path.reduce<unknown>(valueAt, inputs) === undefined;
  throw new Trouble(
    'usage',
    isMissing ? `The input ${name} is missing.` : `The input ${name} is not usable: ${issue?.message}.`,
    `Give it with --set ${withoutPlaces(path)}=... or in --inputs FILE; "setupwright show ${runbook.id}" explains it.`,
  );
}

/** A list is given whole, so its places have no names of their own. */
function withoutPlaces(path: readonly string[]): string {
  return path.filter((part) => !/^\d+$/.test(part)).join('.');
}

function unknown(name: string, runbook: Runbook, { properties = {} }: Shape): Trouble {
  const known = Object.keys(properties).join(', ');
  const above = name.split('.').slice(0, -1).join('.') || runbook.id;
  return new Trouble('usage', `The input ${name} is not known.`, `${above} takes ${known || 'no parts'}.`);
}

function partOf({ properties = {} }: Shape, name: string): Shape | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function valueAt(at: unknown, name: string): unknown {
  return typeof at === 'object' && at !== null && Object.hasOwn(at, name)
    ? (at as Record<string, unknown>)[name]
    : undefined;
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
