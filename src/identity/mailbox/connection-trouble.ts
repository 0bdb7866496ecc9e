import { Trouble } from '../../runbook/trouble.ts';
import { TokenTrouble } from './oauth-trouble.ts';
import type { MailboxSettings } from './settings.ts';

/** Answers to a login that say "later", not "never" (RFC 5530, and mail facts 1.2). */
const LATER = new Set(['LIMIT', 'UNAVAILABLE', 'INUSE', 'SERVERBUG', 'THROTTLED', 'OVERQUOTA', 'EXPUNGEISSUED']);
const LATER_WORDS = /too many|temporar|try again|later|not connected|unavailable|busy/i;
/** What Microsoft 365 says to a login that is right and leads to no mailbox, or to one of too many (mail facts 1.2). */
const NO_MAILBOX_BEHIND = /authenticated but not connected/i;

/** What imapflow says where the server offers no way to sign in that it could use; there is no code for it. */
const NO_MECHANISM = 'Unsupported authentication mechanism';

/** What an error of imapflow, or of the socket below it, may say of itself. */
interface Signs {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly authenticationFailed?: unknown;
  readonly serverResponseCode?: unknown;
  readonly responseStatus?: unknown;
  readonly responseText?: unknown;
  readonly tlsFailed?: unknown;
  readonly oauthError?: unknown;
}

/**
 * The error in words, with the remedy. The original is not kept: it holds what was sent and what the server answered,
 * and either may hold a secret.
 */
export function connectionTrouble(error: unknown, settings: MailboxSettings): Trouble {
  if (error instanceof Trouble) return error;
  const [what, remedy] = described(signsOf(error), settings);
  return new Trouble('preflight', what, remedy);
}

/** Was the user, password or token refused, so that trying again can only lock the account? */
export function isRefusedForGood(error: unknown): boolean {
  if (error instanceof TokenTrouble) return error.isFinal;
  const signs = signsOf(error);
  return signs.authenticationFailed === true && !saysLater(signs);
}

function described(signs: Signs, settings: MailboxSettings): [what: string, remedy: string] {
  const { host, port, security, user, auth } = settings;
  const server = `The mail server ${host}:${port}`;
  const code = String(signs.code ?? '')
    .replace(/[^\w-]/g, '')
    .slice(0, 60);
  if (NO_MAILBOX_BEHIND.test(String(signs.responseText ?? ''))) {
    return [
      `${server} took the login of ${user}, but connected it to no mailbox.`,
      `Check that IMAP_USER is the address of a mailbox that ${'password' in auth ? 'this user' : 'the app or user of the IMAP_OAUTH_ settings'} may open; if it is, too many connections are open: wait a few minutes.`,
    ];
  }
  if (signs.authenticationFailed === true) return refusal(server, signs, settings);
  if (signs.message === NO_MECHANISM && 'accessToken' in auth) {
    return [
      `${server} takes no access tokens.`,
      'Check IMAP_HOST; where it is right, leave out the IMAP_OAUTH_ settings and set IMAP_PASSWORD.',
    ];
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`The mail server's name ${host} is not known (${code}).`, 'Check IMAP_HOST and the network.'];
    case 'ECONNREFUSED':
      return [`${server} refused the connection.`, 'Check IMAP_HOST and IMAP_PORT, and that the server is running.'];
    case 'CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return [`${server} could not be reached (${code}).`, 'Check IMAP_HOST, IMAP_PORT and any firewall in between.'];
    case 'GREETING_TIMEOUT':
      return [
        `${server} took the connection but sent no greeting.`,
        'Check that IMAP_PORT is an IMAP port and that IMAP_SECURITY fits it.',
      ];
  }
  if (signs.responseStatus === 'NO' || signs.responseStatus === 'BAD') {
    return [
      `${server} let ${user} in, but refused to open the mailbox.`,
      'Check that the mailbox exists and that IMAP is switched on for it.',
    ];
  }
  if (signs.tlsFailed === true && security === 'starttls' && code === '') {
    return [`${server} offers no STARTTLS.`, 'Set IMAP_SECURITY=tls, most often with port 993.'];
  }
  if (signs.tlsFailed === true || /SSL|TLS|CERT|SIGNED|EPROTO|ISSUER|SIGNATURE|ALTNAME/.test(code)) {
    return [
      `No safe connection to the mail server ${host}:${port} could be made (${code || 'TLS'}).`,
      'Check IMAP_PORT and IMAP_SECURITY, and that the certificate is valid for this host; NODE_EXTRA_CA_CERTS names a file of further authorities.',
    ];
  }
  return [
    `The connection to the mail server ${host}:${port} broke (${code || 'no reason given'}).`,
    'Try again; check IMAP_HOST, IMAP_PORT and IMAP_SECURITY if it lasts.',
  ];
}

function refusal(server: string, signs: Signs, { user, auth }: MailboxSettings): [what: string, remedy: string] {
  const said = String(signs.serverResponseCode ?? oauthStatus(signs) ?? 'no reason')
    .replace(/[^\w-]/g, ' ')
    .slice(0, 60);
  if (saysLater(signs)) {
    return [
      `${server} does not let ${user} in at present (${said}).`,
      'Wait a few minutes, or close other connections to this mailbox.',
    ];
  }
  if ('password' in auth) {
    return [
      `${server} refused the login of ${user} (${said}).`,
      'Check IMAP_USER and IMAP_PASSWORD; many providers ask for an app password, Microsoft 365 for the IMAP_OAUTH_ settings.',
    ];
  }
  return [
    `${server} refused the access token for ${user} (${said}).`,
    'Check that IMAP_USER is the mailbox that the IMAP_OAUTH_ settings are for, that IMAP is switched on for it, and what they were given rights to: the scope https://mail.google.com/ at Google, IMAP.AccessAsApp and this mailbox at Microsoft.',
  ];
}

/** The reason in the challenge that comes before the refusal of a token (RFC 7628, 3.2.2). */
function oauthStatus({ oauthError }: Signs): unknown {
  return typeof oauthError === 'object' && oauthError !== null && 'status' in oauthError
    ? oauthError.status
    : undefined;
}

function saysLater({ serverResponseCode, responseText }: Signs): boolean {
  if (serverResponseCode === 'AUTHENTICATIONFAILED') return false;
  return LATER.has(String(serverResponseCode)) || LATER_WORDS.test(String(responseText ?? ''));
}

function signsOf(error: unknown): Signs {
  return typeof error === 'object' && error !== null ? error : {};
}
