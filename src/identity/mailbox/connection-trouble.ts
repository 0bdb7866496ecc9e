import { Trouble } from '../../runbook/trouble.ts';
import type { MailboxSettings } from './settings.ts';

/** Answers to a login that say "later", not "never" (RFC 5530, and mail facts 1.2). */
const LATER = new Set(['LIMIT', 'UNAVAILABLE', 'INUSE', 'SERVERBUG', 'THROTTLED', 'OVERQUOTA', 'EXPUNGEISSUED']);
const LATER_WORDS = /too many|temporar|try again|later|not connected|unavailable|busy/i;

/** What an error of imapflow, or of the socket below it, may say of itself. */
interface Signs {
  readonly code?: unknown;
  readonly authenticationFailed?: unknown;
  readonly serverResponseCode?: unknown;
  readonly responseStatus?: unknown;
  readonly responseText?: unknown;
  readonly tlsFailed?: unknown;
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

/** Did the server refuse the user or password, so that trying again can only lock the account? */
export function isRefusedForGood(error: unknown): boolean {
  const signs = signsOf(error);
  return signs.authenticationFailed === true && !saysLater(signs);
}

function described(signs: Signs, { host, port, security, user }: MailboxSettings): [what: string, remedy: string] {
  const server = `The mail server ${host}:${port}`;
  const code = String(signs.code ?? '')
    .replace(/[^\w-]/g, '')
    .slice(0, 60);
  if (signs.authenticationFailed === true) {
    const said = String(signs.serverResponseCode ?? 'no reason')
      .replace(/[^\w-]/g, ' ')
      .slice(0, 60);
    return saysLater(signs)
      ? [
          `${server} does not let ${user} in at present (${said}).`,
          'Wait a few minutes, or close other connections to this mailbox.',
        ]
      : [
          `${server} refused the login of ${user} (${said}).`,
          'Check IMAP_USER and IMAP_PASSWORD; many providers ask for an app password.',
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

function saysLater({ serverResponseCode, responseText }: Signs): boolean {
  if (serverResponseCode === 'AUTHENTICATIONFAILED') return false;
  return LATER.has(String(serverResponseCode)) || LATER_WORDS.test(String(responseText ?? ''));
}

function signsOf(error: unknown): Signs {
  return typeof error === 'object' && error !== null ? error : {};
}
