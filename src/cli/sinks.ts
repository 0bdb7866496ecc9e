import type { Sink } from '../runbook/ports.ts';
import type { Secret } from '../runbook/secret.ts';
import { sink } from '../secrets/sink.ts';
import { required, type Settings } from './settings.ts';

/** What a program that is a sink sees of the environment; SETUPWRIGHT_SINK_ENV names more. */
const PASSED_ON = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'],
  ...['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'],
  // Windows starts little without these.
  ...['SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'ProgramData'],
];

/** For what hands nothing over. */
export const NO_SINK: Sink = {
  name: 'nowhere',
  files: [],
  preflight: async () => undefined,
  holds: async () => undefined,
  sawNone: () => true,
  store: async () => {
    throw new Error('Nothing is to be handed over');
  },
};

/** What the user asked for on the command line. */
export interface AskedSinks {
  /** Instead of SETUPWRIGHT_SINK, where any is named. */
  readonly sinks: readonly string[];
  /** Instead of SETUPWRIGHT_SINK_FALLBACK. */
  readonly sinkFallback?: string | undefined;
}

/**
 * The sinks that are asked for, else those of the settings, as one.
 * @param values settings by their names; programs see a few of them and of the environment
 * @throws Trouble of kind `usage`
 */
export function sinkFor(
  settings: Settings,
  { sinks, sinkFallback }: AskedSinks,
  values: Readonly<Record<string, string | undefined>>,
  secret: (name: string, value: string) => Secret,
): Sink {
  const names = [...PASSED_ON, ...settings.SETUPWRIGHT_SINK_ENV];
  // A rehearsal's settings are few and leave the environment out.
  const known = { ...process.env, ...values };
  const environment = Object.fromEntries(names.map((name) => [name, known[name]]));
  return sink(
    {
      sinks: sinks.length > 0 ? sinks : [required(settings, 'SETUPWRIGHT_SINK')],
      fallback: sinkFallback ?? settings.SETUPWRIGHT_SINK_FALLBACK,
    },
    { secret, environment },
  );
}
