import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SHORTEST_SECRET } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';

const COMMAND_TIMEOUT = 20_000;

/** Settings that are secret; each may also come from NAME_FILE or NAME_COMMAND. */
export const SECRETS = [
  'SALESFORCE_PASSWORD',
  'SALESFORCE_TOTP_SECRET',
  'SETUPWRIGHT_PASSPHRASE',
  'IMAP_PASSWORD',
  'IMAP_OAUTH_CLIENT_SECRET',
  'IMAP_OAUTH_REFRESH_TOKEN',
] as const;
export type SecretName = (typeof SECRETS)[number];

type Given = Readonly<Record<string, string | undefined>>;

/** The names under which a secret may be given. */
export function sourcesOf(name: SecretName): readonly string[] {
  return [name, `${name}_FILE`, `${name}_COMMAND`];
}

/**
 * A secret stands in the setting itself, in a file that NAME_FILE names, or comes from a program that NAME_COMMAND runs.
 * @returns undefined where none of them is set
 * @throws Trouble of kind `usage`, never with the value
 */
export async function secretValue(name: SecretName, given: Given): Promise<string | undefined> {
  const sources = sourcesOf(name).filter((source) => given[source] !== undefined);
  if (sources.length > 1) throw malformed(name, `it is given twice, as ${sources.join(' and ')}; keep one`);
  const [source] = sources;
  if (source === undefined) return undefined;
  const value = await fetchFrom(source, given[source] ?? '');
  if (value.length >= SHORTEST_SECRET) return value;
  throw malformed(
    source,
    `it gives fewer than ${SHORTEST_SECRET} characters, too few to keep them out of the evidence`,
  );
}

async function fetchFrom(source: string, setting: string): Promise<string> {
  try {
    if (source.endsWith('_FILE')) return withoutLineBreak(await readFile(setting, 'utf8'));
    if (!source.endsWith('_COMMAND')) return setting;
    // No shell: a program and its arguments, parted by spaces.
    const [program = '', ...args] = setting.trim().split(/\s+/);
    const options = { timeout: COMMAND_TIMEOUT, killSignal: 'SIGKILL', env: withoutSecrets(process.env) } as const;
    return withoutLineBreak((await promisify(execFile)(program, args, options)).stdout);
  } catch {
    // The cause is left out: what a failing program prints may be the secret.
    throw malformed(source, source.endsWith('_FILE') ? 'the file cannot be read' : 'the program failed');
  }
}

/** For a program that is started: it needs none of our secrets. */
export function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = new Set<string>(SECRETS);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.has(name)));
}

/** Files and programs end their text with a line break that is no part of the secret; a blank before it may be. */
function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

export function missing(name: string, or = ''): Trouble {
  return new Trouble(
    'usage',
    `${name}${or} is not set.`,
    'Set it in .env or the environment; .env.example explains it.',
  );
}

export function malformed(name: string, why: string): Trouble {
  return new Trouble('usage', `${name} is not usable: ${why}.`, '.env.example explains it.');
}
