import { z } from 'zod';
import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { allowsOrigin, isLoopback, isMyDomain } from '../salesforce/hosts.ts';
import { malformed, missing, SECRETS, type SecretName, secretValue, sourcesOf } from './secret-setting.ts';

const origins = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)));

const text = z.string().trim().min(1);
/** An address may be told; what stands in it before the host is for nobody. */
const holdsNoPassword = (address: string) => {
  if (!URL.canParse(address)) return true;
  const { username, password } = new URL(address);
  return username === '' && password === '';
};
const oneWord = (example: string) => z.string().regex(/^[\w.-]+$/, `it must be one word, such as ${example}`);

/** Who can answer challenges, by the names that SETUPWRIGHT_ANSWERERS knows. */
export const ANSWERERS = ['mailbox', 'totp', 'passkey', 'command', 'person'] as const;
export type AnswererName = (typeof ANSWERERS)[number];

const answerers = z
  .string()
  .transform((names) => names.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.enum(ANSWERERS, { error: `it may name ${ANSWERERS.join(', ')}` })));

/** What becomes of a mail whose code was taken. */
const afterUse = z
  .string()
  .regex(/^(seen|nothing|delete|move:.+)$/, 'it must be seen, nothing, delete or move:FOLDER')
  .default('seen');

/** What a program that is a sink may see: never a setting of ours, some of which are secret. */
const sinkEnvironment = z
  .string()
  .default('')
  .transform((names) => names.split(/[\s,]+/).filter(Boolean))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^\w+$/, 'it may only name variables')
        .regex(/^(?!SALESFORCE_|IMAP_|SETUPWRIGHT_)/, 'it may not name settings of setupwright'),
    ),
  );

/** The settings that are not secret, by their names in the environment. */
const Plain = z.object({
  SALESFORCE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  SALESFORCE_USERNAME: text.optional(),
  SALESFORCE_CLI_ORG: text.optional(),
  SALESFORCE_ORG_ID: z
    .string()
    .regex(/^00D\w{12}(\w{3})?$/, 'it must be the id of an org, which begins with 00D')
    .optional(),
  SALESFORCE_PASSKEY_FILE: text.optional(),
  SALESFORCE_SESSION_FILE: text.optional(),
  SALESFORCE_CODE_COMMAND: text.optional(),
  IMAP_HOST: text.optional(),
  IMAP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  IMAP_SECURITY: z.enum(['tls', 'starttls', 'none']).default('tls'),
  IMAP_USER: text.optional(),
  IMAP_OAUTH_TOKEN_URL: z.url({ protocol: /^https?$/ }).optional(),
  IMAP_OAUTH_CLIENT_ID: text.optional(),
  IMAP_OAUTH_SCOPE: text.optional(),
  IMAP_SENDER_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'it must be a domain, such as salesforce.com')
    .default('salesforce.com'),
  IMAP_AUTHSERV_ID: oneWord('mx.google.com').optional(),
  IMAP_AFTER_USE: afterUse,
  SETUPWRIGHT_SINK: text.optional(),
  SETUPWRIGHT_SINK_FALLBACK: text.optional(),
  SETUPWRIGHT_SINK_ENV: sinkEnvironment,
  SETUPWRIGHT_ANSWERERS: answerers.optional(),
  SETUPWRIGHT_ALLOW_ORIGINS: origins,
  SETUPWRIGHT_BROWSER: text.optional(),
  SETUPWRIGHT_OUT: text.optional(),
  SETUPWRIGHT_SEAL_KEY_FILE: text.optional(),
  SETUPWRIGHT_TIMESTAMP_URL: z
    .url({ protocol: /^https?$/ })
    .refine(holdsNoPassword, 'it must hold no username and no password')
    .optional(),
});

/** Everything that a run is told from outside, each for itself checked; what goes together is checked where it is used. */
export type Settings = Readonly<z.output<typeof Plain>> & Readonly<Partial<Record<SecretName, Secret>>>;

/** What secrets are called in messages and in redacted text. */
const CALLED: Readonly<Record<SecretName, string>> = {
  SALESFORCE_PASSWORD: 'Salesforce password',
  SALESFORCE_TOTP_SECRET: 'authenticator secret',
  SETUPWRIGHT_PASSPHRASE: 'passphrase',
  IMAP_PASSWORD: 'mailbox password',
  IMAP_OAUTH_CLIENT_SECRET: 'mailbox client secret',
  IMAP_OAUTH_REFRESH_TOKEN: 'mailbox refresh token',
};

/** Refuses names that look like settings and are none: a misspelt one would be ignored in silence. @throws Trouble */
export function refuseUnknown(names: readonly string[], file: string): void {
  const known = [...Object.keys(Plain.shape), ...SECRETS.flatMap(sourcesOf)];
  const unknown = names.find((name) => /^(SALESFORCE|IMAP|SETUPWRIGHT)_/.test(name) && !known.includes(name));
  if (unknown === undefined) return;
  throw new Trouble('usage', `${file} sets ${unknown}, which is no setting.`, '.env.example names them all.');
}

/**
 * Checks the settings and fetches the secrets among them.
 * @param values names and values, from the environment and the settings file
 * @throws Trouble of kind `usage` naming the first setting that is malformed; never its value
 */
export async function readSettings(
  values: Readonly<Record<string, string | undefined>>,
  secret: (name: string, value: string) => Secret,
): Promise<Settings> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Plain.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw malformed(String(issue?.path[0]), issue?.message ?? 'not understood');
  }
  checkOrigins(parsed.data);
  checkMailbox(parsed.data);
  const secrets: Partial<Record<SecretName, Secret>> = {};
  for (const name of SECRETS) {
    const value = await secretValue(name, given);
    if (value !== undefined) secrets[name] = secret(CALLED[name], value);
  }
  return { ...parsed.data, ...secrets };
}

/** A setting that must be there for what is asked. @param or what would do as well @throws Trouble of kind `usage` */
export function required<Name extends keyof Settings>(
  settings: Settings,
  name: Name,
  or?: string,
): NonNullable<Settings[Name]> {
  const value = settings[name];
  if (value === undefined) throw missing(name, or);
  return value as NonNullable<Settings[Name]>;
}

function checkOrigins({ SALESFORCE_URL: url, SETUPWRIGHT_ALLOW_ORIGINS: allowed }: z.output<typeof Plain>): void {
  for (const origin of allowed) {
    if (!allowsOrigin(origin, allowed)) throw malformed('SETUPWRIGHT_ALLOW_ORIGINS', 'http is for loopback only');
  }
  if (url === undefined) return;
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

function checkMailbox({ IMAP_SECURITY, IMAP_HOST, IMAP_OAUTH_TOKEN_URL }: z.output<typeof Plain>): void {
  if (IMAP_SECURITY === 'none' && IMAP_HOST !== undefined && !isLoopback(IMAP_HOST)) {
    throw malformed('IMAP_SECURITY', 'none is for loopback only');
  }
  const tokenUrl = IMAP_OAUTH_TOKEN_URL === undefined ? undefined : new URL(IMAP_OAUTH_TOKEN_URL);
  if (tokenUrl?.protocol === 'http:' && !isLoopback(tokenUrl.hostname)) {
    throw malformed('IMAP_OAUTH_TOKEN_URL', 'http is for loopback only');
  }
}
