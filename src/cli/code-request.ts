import { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { CodeRequest } from './code-command.ts';
import { mailboxOf } from './mailbox.ts';
import { readSettings } from './settings.ts';

/** The options of `setupwright code`, as they were typed. */
export interface CodeFlags {
  message?: string;
  user?: string;
  since?: string;
  senderDomain?: string;
  authservId?: string;
  json?: true;
  showCode?: true;
  envFile?: string;
}

type Values = Readonly<Record<string, string | undefined>>;

/** A day, a time and its zone: all else means another time on another machine. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * What is asked for, by options and settings. For a saved mail only three settings are looked at, so that no other one
 * need be there, nor a program be run that would fetch a secret.
 * @param values settings by their names, from the environment and the settings file
 * @throws Trouble of kind `usage`
 */
export async function codeRequest(flags: CodeFlags, values: Values, book = new SecretBook()): Promise<CodeRequest> {
  const { message, json, showCode } = flags;
  if (showCode && message === undefined) {
    throw new Trouble(
      'usage',
      '--show-code is for one saved mail.',
      'Give it with --message, or leave --show-code out.',
    );
  }
  const user = flags.user || values['SALESFORCE_USERNAME'];
  if (!user) throw new Trouble('usage', 'No user is named.', 'Give --user, or set SALESFORCE_USERNAME.');
  const senderDomain = flags.senderDomain || values['IMAP_SENDER_DOMAIN'] || 'salesforce.com';
  const authservId = flags.authservId || values['IMAP_AUTHSERV_ID'] || undefined;
  check('--sender-domain', senderDomain, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'a domain, such as salesforce.com');
  check('--authserv-id', authservId ?? 'none', /^[\w.-]+$/, 'one word, such as mx.google.com');
  return {
    message,
    mailbox: message === undefined ? await mailboxIn(values, user, book) : undefined,
    user,
    since: flags.since === undefined ? undefined : timeOf(flags.since),
    senderDomain,
    authservId,
    json: json === true,
    showCode: showCode === true,
  };
}

async function mailboxIn(values: Values, user: string, book: SecretBook): Promise<CodeRequest['mailbox']> {
  const settings = await readSettings(values, (name, value) => book.keep(name, value));
  return mailboxOf(settings, user, book);
}

function check(option: string, value: string, form: RegExp, must: string): void {
  if (form.test(value)) return;
  throw new Trouble('usage', `The value of ${option}, or of its setting, is not ${must}.`, 'Check it.');
}

function timeOf(text: string): Date {
  const time = new Date(TIME.test(text) ? text : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new Trouble(
    'usage',
    `--since ${text.slice(0, 40)} is not a time.`,
    'Give one with its zone, as 2026-11-23T09:00:00Z.',
  );
}
