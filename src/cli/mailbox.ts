import type { MailboxSettings } from '../identity/mailbox/index.ts';
import { mailboxToken } from '../identity/mailbox/index.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { malformed, missing } from './secret-setting.ts';
import { required, type Settings } from './settings.ts';

const STANDARD_PORTS = { tls: 993, starttls: 143, none: 143 } as const;
const OAUTH = [
  'IMAP_OAUTH_TOKEN_URL',
  'IMAP_OAUTH_CLIENT_ID',
  'IMAP_OAUTH_CLIENT_SECRET',
  'IMAP_OAUTH_REFRESH_TOKEN',
  'IMAP_OAUTH_SCOPE',
] as const;

/**
 * The mailbox of the settings; undefined where none of them speaks of one.
 * @throws Trouble of kind `usage` where they speak of half a mailbox
 */
export function mailboxOf(settings: Settings, username: string, book: SecretBook): MailboxSettings | undefined {
  const oauth = OAUTH.filter((name) => settings[name] !== undefined);
  const speaks = [settings.IMAP_HOST, settings.IMAP_USER, settings.IMAP_PASSWORD, ...oauth].some(
    (part) => part !== undefined,
  );
  if (!speaks) return undefined;
  const { IMAP_PORT: port, IMAP_SECURITY: security, IMAP_AUTHSERV_ID: authservId, IMAP_AFTER_USE: after } = settings;
  return {
    host: required(settings, 'IMAP_HOST'),
    port: port ?? STANDARD_PORTS[security],
    security,
    user: required(settings, 'IMAP_USER'),
    auth: authOf(settings, oauth, book),
    senderDomain: settings.IMAP_SENDER_DOMAIN,
    username,
    ...(authservId === undefined ? {} : { authservId }),
    afterUse: after.startsWith('move:')
      ? { move: after.slice('move:'.length) }
      : (after as 'seen' | 'nothing' | 'delete'),
  };
}

function authOf(settings: Settings, oauth: readonly string[], book: SecretBook): MailboxSettings['auth'] {
  const password = settings.IMAP_PASSWORD;
  if (password !== undefined) {
    if (oauth.length > 0) throw malformed('IMAP_PASSWORD', `it is given beside ${oauth[0]}; keep one way`);
    return { password };
  }
  if (oauth.length === 0)
    throw missing('IMAP_PASSWORD', ' (or IMAP_PASSWORD_FILE, IMAP_PASSWORD_COMMAND or IMAP_OAUTH_TOKEN_URL)');
  const {
    IMAP_OAUTH_CLIENT_SECRET: clientSecret,
    IMAP_OAUTH_REFRESH_TOKEN: refreshToken,
    IMAP_OAUTH_SCOPE: scope,
  } = settings;
  if (refreshToken === undefined && clientSecret === undefined) {
    throw missing('IMAP_OAUTH_REFRESH_TOKEN', ' (or, for client credentials, IMAP_OAUTH_CLIENT_SECRET)');
  }
  return {
    accessToken: mailboxToken({
      tokenUrl: required(settings, 'IMAP_OAUTH_TOKEN_URL'),
      clientId: required(settings, 'IMAP_OAUTH_CLIENT_ID'),
      ...(clientSecret ? { clientSecret } : {}),
      ...(refreshToken ? { refreshToken } : {}),
      ...(scope === undefined ? {} : { scope }),
      book,
    }),
  };
}
