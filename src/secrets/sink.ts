import type { Sink } from '../runbook/ports.ts';
import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { fileSink } from './file-sink.ts';

/** How each kind of sink is made from what stands behind its colon. */
const KINDS: Readonly<Record<string, typeof fileSink>> = { file: fileSink };

/**
 * The sink that a setting such as `file:credentials.json` names.
 * @throws Trouble of kind `usage` where it names none
 */
export function sink(setting: string, secret: (name: string, value: string) => Secret): Sink {
  const [, kind = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(setting) ?? [];
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!make) {
    throw new Trouble(
      'usage',
      kind ? `A sink of the kind "${kind}" is not known.` : 'The sink is not understood.',
      'Write it as file:PATH, such as file:credentials.json.',
    );
  }
  return make(rest, secret);
}
