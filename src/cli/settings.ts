import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { allowsOrigin, isLoopback, isMyDomain } from '../salesforce/hosts.ts';

/** A shorter one stands in ordinary words and numbers, so that it could not be redacted without spoiling them. */
const SHORTEST_SECRET = 6;
const COMMAND_TIMEOUT = 20_000;

const origins = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)));

const text = z.string().trim().min(1);

/** The settings that are not secret, by their names in the environment. */
const Plain = z.object({
  SALESFORCE_URL: z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin),
  SALESFORCE_USERNAME: text,
  IMAP_HOST: text,
  IMAP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  IMAP_SECURITY: z.enum(['tls', 'starttls', 'none']).default('tls'),
  IMAP_USER: text,
  IMAP_SENDER_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'it must be a domain, such as salesforce.com')
    .default('salesforce.com'),
  IMAP_AUTHSERV_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'it must be one word, such as mx.google.com')
    .optional(),
  SETUPWRIGHT_SINK: text,
  SETUPWRIGHT_ALLOW_ORIGINS: origins,
  SETUPWRIGHT_BROWSER: text.optional(),
  SETUPWRIGHT_OUT: text.optional(),
});

/** Everything that a run is told from outside, checked. */
export interface Settings extends Omit<z.output<typeof Plain>, 'IMAP_PORT'> {
  readonly IMAP_PORT: number;
  readonly SALESFORCE_PASSWORD: Secret;
  readonly IMAP_PASSWORD: Secret;
}

const STANDARD_PORTS = { tls: 993, starttls: 143, none: 143 } as const;

/** Settings that are secret; each may also come from NAME_FILE or NAME_COMMAND. */
const SECRETS = ['SALESFORCE_PASSWORD', 'IMAP_PASSWORD'];

/** Refuses names that look like settings and are none: a misspelt one would be ignored in silence. @throws Trouble */
export function refuseUnknown(names: readonly string[], file: string): void {
  const known = [...Object.keys(Plain.shape), ...SECRETS.flatMap((name) => [name, `${name}_FILE`, `${name}_COMMAND`])];
  const unknown = names.find((name) => /^(SALESFORCE|IMAP|SETUPWRIGHT)_/.test(name) && !known.includes(name));
  if (unknown === undefined) return;
  throw new Trouble('usage', `${file} sets ${unknown}, which is no setting.`, '.env.example names them all.');
}

/**
 * Checks the settings and fetches the secrets among them.
 * @param values names and values, from the environment and the settings file
 * @throws Trouble of kind `usage` naming the first setting that is missing or malformed; never its value
 */
export async function readSettings(
  values: Readonly<Record<string, string | undefined>>,
  secret: (name: string, value: string) => Secret,
): Promise<Settings> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Plain.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    throw given[name] === undefined ? missing(name) : malformed(name, issue?.message ?? 'not understood');
  }
  const settings = parsed.data;
  checkOrigins(settings);
  if (settings.IMAP_SECURITY === 'none' && !isLoopback(settings.IMAP_HOST)) {
    throw malformed('IMAP_SECURITY', 'none is for loopback only');
  }
  return {
    ...settings,
    IMAP_PORT: settings.IMAP_PORT ?? STANDARD_PORTS[settings.IMAP_SECURITY],
    SALESFORCE_PASSWORD: secret('Salesforce password', await secretValue('SALESFORCE_PASSWORD', given)),
    IMAP_PASSWORD: secret('mailbox password', await secretValue('IMAP_PASSWORD', given)),
  };
}

function checkOrigins({ SALESFORCE_URL: url, SETUPWRIGHT_ALLOW_ORIGINS: allowed }: z.output<typeof Plain>): void {
  for (const origin of allowed) {
    if (!allowsOrigin(origin, allowed)) throw malformed('SETUPWRIGHT_ALLOW_ORIGINS', 'http is for loopback only');
  }
  if (!isMyDomain(new URL(url))) {
    throw malformed('SALESFORCE_URL', "it must be the org's My Domain, such as https://acme.my.salesforce.com");
  }
  if (new URL(url).protocol === 'http:' && allowsOrigin(url.replace('http:', 'https:'), [])) {
    throw malformed('SALESFORCE_URL', 'it must begin with https://');
  }
  if (!allowsOrigin(url, allowed)) {
    throw malformed(
      'SALESFORCE_URL',
      'it is not a host of Salesforce; if it is yours, name it in SETUPWRIGHT_ALLOW_ORIGINS too',
    );
  }
}

/** A secret stands in the setting itself, in a file that NAME_FILE names, or comes from a program that NAME_COMMAND runs. */
async function secretValue(name: string, given: Readonly<Record<string, string | undefined>>): Promise<string> {
  const sources = [name, `${name}_FILE`, `${name}_COMMAND`].filter((source) => given[source] !== undefined);
  if (sources.length > 1) throw malformed(name, `it is given twice, as ${sources.join(' and ')}; keep one`);
  const [source] = sources;
  if (source === undefined) throw missing(name, ` (or ${name}_FILE, or ${name}_COMMAND)`);
  const value = await fetchFrom(source, given[source] ?? '');
  if (value.length < SHORTEST_SECRET) {
    throw malformed(
      source,
      `it gives fewer than ${SHORTEST_SECRET} characters, too few to keep them out of the evidence`,
    );
  }
  return value;
}

async function fetchFrom(source: string, setting: string): Promise<string> {
  try {
    if (source.endsWith('_FILE')) return withoutLineBreak(await readFile(setting, 'utf8'));
    if (!source.endsWith('_COMMAND')) return setting;
    // No shell: a program and its arguments, parted by spaces.
    const [program = '', ...args] = setting.trim().split(/\s+/);
    return withoutLineBreak(
      (await promisify(execFile)(program, args, { timeout: COMMAND_TIMEOUT, env: withoutSecrets(process.env) })).stdout,
    );
  } catch {
    // The cause is left out: what a failing program prints may be the secret.
    throw malformed(source, source.endsWith('_FILE') ? 'the file cannot be read' : 'the program failed');
  }
}

/** A program that fetches one secret needs none of the others. */
function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(SALESFORCE|IMAP)_PASSWORD$/.test(name)));
}

/** Files and programs end their text with a line break that is no part of the secret; a blank before it may be. */
function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function missing(name: string, or = ''): Trouble {
  return new Trouble(
    'usage',
    `${name}${or} is not set.`,
    'Set it in .env or the environment; .env.example explains it.',
  );
}

function malformed(name: string, why: string): Trouble {
  return new Trouble('usage', `${name} is not usable: ${why}.`, '.env.example explains it.');
}
