import type { Sink } from '../runbook/ports.ts';
import { Trouble } from '../runbook/trouble.ts';
import { ageSink } from './age-sink.ts';
import { commandSink } from './command-sink.ts';
import { fileSink } from './file-sink.ts';
import { keyringSink } from './keyring-sink.ts';
import type { OneSink, SinkMeans } from './one-sink.ts';
import { type SeveralOptions, several } from './several.ts';

/** How each kind of sink is made from what stands behind its colon. */
const KINDS: Readonly<Record<string, (rest: string, means: SinkMeans) => OneSink>> = {
  file: fileSink,
  age: ageSink,
  keyring: keyringSink,
  command: commandSink,
};

/** The sinks of a run as their settings name them. */
export interface SinkSettings {
  /** Each of them takes the credentials. */
  readonly sinks: readonly string[];
  /** Takes the place of those that fail after the reveal. */
  readonly fallback?: string | undefined;
}

/**
 * The sink that settings such as `file:credentials.json` name.
 * @throws Trouble of kind `usage` where one names none, or two name the same
 */
export function sink(
  { sinks, fallback }: SinkSettings,
  means: SinkMeans,
  options: Pick<SeveralOptions, 'pausesMs'> = {},
): Sink {
  const all = [...sinks, ...(fallback === undefined ? [] : [fallback])];
  const twice = all.find((setting, index) => all.indexOf(setting) !== index);
  const made = all.map((setting) => oneSink(setting, means));
  if (twice !== undefined) {
    throw new Trouble(
      'usage',
      `The sink ${twice} is named twice.`,
      'Name each one once; a fallback must be another one.',
    );
  }
  return several(made.slice(0, sinks.length), { fallback: made[sinks.length], ...options });
}

function oneSink(setting: string, means: SinkMeans): OneSink {
  const [, kind = '', rest = ''] = /^([a-z]+):(.*\S.*)$/s.exec(setting) ?? [];
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (make) return make(rest, means);
  throw new Trouble(
    'usage',
    kind ? `A sink of the kind "${kind}" is not known.` : 'The sink is not understood.',
    'Write it as file:PATH, age:RECIPIENT:PATH, keyring:NAME or command:PROGRAM ARGUMENT, such as file:credentials.json.',
  );
}
