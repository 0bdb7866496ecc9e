import { parse as parseDotenv } from 'dotenv';
import { z } from 'zod';
import type { Credentials } from '../runbook/ports.ts';
import type { Secret } from '../runbook/secret.ts';

/** Credentials in clear, as a file holds them: they alone, so that storing them anew loses nothing of others. */
export const Plain = z.strictObject({
  org: z.string().min(1),
  app: z.string().min(1),
  tokenUrl: z.url(),
  consumerKey: z.string().min(1),
  consumerSecret: z.string().min(1),
});
export type PlainCredentials = z.output<typeof Plain>;

/** A way to write credentials down and to read them back. `read` throws where the text is something else. */
export interface Format {
  readonly ending: string;
  write(credentials: PlainCredentials): string;
  read(text: string): PlainCredentials;
}

const DOTENV_NAMES = {
  org: 'SALESFORCE_ORG_ID',
  app: 'SALESFORCE_APP',
  tokenUrl: 'SALESFORCE_TOKEN_URL',
  consumerKey: 'SALESFORCE_CONSUMER_KEY',
  consumerSecret: 'SALESFORCE_CONSUMER_SECRET',
} as const satisfies Record<keyof PlainCredentials, string>;

const POSTMAN_TYPES = {
  org: 'default',
  app: 'default',
  tokenUrl: 'default',
  consumerKey: 'secret',
  consumerSecret: 'secret',
} as const satisfies Record<keyof PlainCredentials, string>;

const KEYS = Object.keys(DOTENV_NAMES) as (keyof PlainCredentials)[];

const PostmanEnvironment = z.object({ values: z.array(z.object({ key: z.string(), value: z.string() })) });

/** The form that is one object; also what a keyring keeps. */
export const JSON_FORMAT: Format = {
  ending: '.json',
  write: (credentials) => json(credentials),
  read: (text) => Plain.parse(JSON.parse(text)),
};

/** All formats; the first whose ending fits a file's name is its format. */
const FORMATS: readonly Format[] = [
  {
    ending: '.postman_environment.json',
    write: (credentials) =>
      json({
        name: `${credentials.app} (${credentials.org})`,
        values: KEYS.map((key) => ({ key, value: credentials[key], type: POSTMAN_TYPES[key], enabled: true })),
        _postman_variable_scope: 'environment',
      }),
    read: (text) => {
      const { values } = PostmanEnvironment.parse(JSON.parse(text));
      return Plain.parse(Object.fromEntries(values.map(({ key, value }) => [key, value])));
    },
  },
  JSON_FORMAT,
  {
    ending: '.env',
    write: (credentials) => KEYS.map((key) => `${DOTENV_NAMES[key]}=${quoted(credentials[key])}\n`).join(''),
    read: (text) => {
      const keys = new Map<string, string>(KEYS.map((key) => [DOTENV_NAMES[key], key]));
      const found = Object.entries(parseDotenv(text));
      return Plain.parse(Object.fromEntries(found.map(([name, value]) => [keys.get(name) ?? name, value])));
    },
  },
];

/** The format of a file by its name; undefined where no format has such an ending. */
export function formatOf(file: string): Format | undefined {
  return FORMATS.find(({ ending }) => file.endsWith(ending));
}

/** The endings that {@link formatOf} knows, for messages. */
export const endings: readonly string[] = FORMATS.map(({ ending }) => ending);

/** Credentials as they are written down: the one place where their secrets leave their type. */
export function plain({ consumerKey, consumerSecret, org, app, tokenUrl }: Credentials): PlainCredentials {
  return { org, app, tokenUrl, consumerKey: consumerKey.reveal(), consumerSecret: consumerSecret.reveal() };
}

/** Credentials that were read back, with their secrets kept. */
export function kept(read: PlainCredentials, secret: (name: string, value: string) => Secret): Credentials {
  const { org, app, tokenUrl } = read;
  const consumerKey = secret('consumer key', read.consumerKey);
  return { org, app, tokenUrl, consumerKey, consumerSecret: secret('consumer secret', read.consumerSecret) };
}

export function same(one: PlainCredentials, other: PlainCredentials): boolean {
  return KEYS.every((key) => one[key] === other[key]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** In the first kind of quotes that the value does not hold itself. In double quotes dotenv would read \\n as a line break. */
function quoted(value: string): string {
  const quotes = /\\[nr]/.test(value) ? ["'", '`'] : ["'", '"', '`'];
  const quote = quotes.find((each) => !value.includes(each));
  if (!quote || /[\r\n]/.test(value)) throw new Error('A value cannot be written as dotenv');
  return `${quote}${value}${quote}`;
}
