import { Trouble } from '../runbook/trouble.ts';

/** What an input may be, in the part of JSON Schema that runbooks' inputs make use of. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
}

/**
 * A value as it is typed on a command line, read as what its place takes: text as it is, a list as JSON or parted by
 * commas, a yes or no as true or false. What fits nowhere is returned as text, for the schema to refuse in its words.
 * @throws Trouble of kind `usage` where the text begins like JSON and is none
 */
export function readValue(shape: Shape, text: string, name: string): unknown {
  if (shape.anyOf) {
    const literal = shape.anyOf.some((each) => each.const === text);
    const list = shape.anyOf.find(({ type }) => type === 'array');
    return literal || !list ? text : readValue(list, text, name);
  }
  const kind = shape.type ?? typeof shape.const;
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (kind === 'array' && !/^\s*\[/.test(text)) {
    const parts = text.split(',').map((part) => part.trim());
    return parts.filter(Boolean);
  }
  return kind === 'array' || kind === 'object' ? json(text, name) : text;
}

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Trouble(
      'usage',
      `The input ${name} is not usable: it is not JSON.`,
      'Check its quotes and brackets.',
      error,
    );
  }
}
