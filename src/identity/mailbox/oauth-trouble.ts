import * as oauth from 'oauth4webapi';
import { Trouble } from '../../runbook/trouble.ts';

/** OAuth errors that say "later", not "never" (RFC 6749, 4.1.2.1; RFC 8628, 3.5). All others are the provider's last word. */
const LATER = new Set(['server_error', 'temporarily_unavailable', 'slow_down']);

/** Why there is no access token. */
export class TokenTrouble extends Trouble {
  /** Would the same request be refused again? */
  readonly isFinal: boolean;

  constructor(what: string, remedy: string, isFinal: boolean) {
    super('preflight', what, remedy);
    this.isFinal = isFinal;
  }
}

/** The token endpoint is not well, or has too much to do. */
export class AnswerHasFailed extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Status ${status}`);
    this.status = status;
  }
}

/** What of a request may be told. */
export interface TokenRequest {
  readonly host: string;
  readonly byRefreshToken: boolean;
  readonly deadlineMs: number;
}

/**
 * The error in words, with the remedy. The original is not kept: it holds the answer, and that may hold a secret.
 */
export function tokenTrouble(error: unknown, request: TokenRequest): TokenTrouble {
  const endpoint = `The token endpoint ${request.host}`;
  if (error instanceof oauth.ResponseBodyError) {
    const code = word(error.error);
    const isFinal = !LATER.has(code);
    const said = [code, microsoftCode(error.error_description)].filter(Boolean).join(', ');
    return new TokenTrouble(
      `${endpoint} gives no access token for the mailbox (${said}).`,
      isFinal ? remedyFor(code, request) : 'Try again in a few minutes.',
      isFinal,
    );
  }
  if (error instanceof AnswerHasFailed)
    return new TokenTrouble(`${endpoint} failed (status ${error.status}).`, 'Try again in a few minutes.', false);
  if (error instanceof Error && error.name === 'AbortError')
    return new TokenTrouble(
      `${endpoint} did not answer within ${request.deadlineMs / 1000} s.`,
      'Check IMAP_OAUTH_TOKEN_URL and any firewall in between.',
      false,
    );
  const code = networkCode(error);
  if (code !== undefined)
    return new TokenTrouble(
      `${endpoint} could not be reached (${code}).`,
      /CERT|SIGNED|ISSUER|ALTNAME/.test(code)
        ? 'Its certificate is not trusted here; NODE_EXTRA_CA_CERTS names a file of further authorities.'
        : 'Check IMAP_OAUTH_TOKEN_URL and the network.',
      false,
    );
  return new TokenTrouble(
    `${endpoint} does not answer as one does.`,
    "Check that IMAP_OAUTH_TOKEN_URL is the provider's token endpoint.",
    false,
  );
}

/** Mail facts 5; what is said of Google and Microsoft is from their documentation. */
function remedyFor(code: string, { byRefreshToken }: TokenRequest): string {
  switch (code) {
    case 'invalid_grant':
      return byRefreshToken
        ? 'Make a new IMAP_OAUTH_REFRESH_TOKEN with this IMAP_OAUTH_CLIENT_ID; Google ends those of a consent screen in Testing after 7 days, and all that are unused for 6 months.'
        : 'Check IMAP_OAUTH_TOKEN_URL, and that the app may ask in its own name.';
    case 'invalid_client':
      return 'Check IMAP_OAUTH_CLIENT_ID and IMAP_OAUTH_CLIENT_SECRET; at Microsoft the secret is its value, not its id, and ends at a date.';
    case 'unauthorized_client':
      return byRefreshToken
        ? 'Check that IMAP_OAUTH_REFRESH_TOKEN was made with this IMAP_OAUTH_CLIENT_ID and for this IMAP_OAUTH_TOKEN_URL.'
        : "Check that the app is known to the tenant of IMAP_OAUTH_TOKEN_URL, and that an administrator agreed to its right IMAP.AccessAsApp; for Google's mail set IMAP_OAUTH_REFRESH_TOKEN.";
    case 'invalid_scope':
      return byRefreshToken
        ? 'Leave IMAP_OAUTH_SCOPE out, or set it to what the refresh token was made for.'
        : 'Set IMAP_OAUTH_SCOPE; for an app at Microsoft it is https://outlook.office365.com/.default.';
    default:
      return 'Check the IMAP_OAUTH_ settings, and what the provider asks of this app.';
  }
}

function word(text: unknown): string {
  return String(text)
    .replace(/[^\w-]/g, ' ')
    .slice(0, 60)
    .trim();
}

/** Microsoft's own number of the error, by which its documentation explains it. The rest of its words may name anything. */
function microsoftCode(description: unknown): string | undefined {
  return /\bAADSTS\d{4,9}\b/.exec(String(description ?? ''))?.[0];
}

/** Of `fetch failed`, whose cause says why. */
function networkCode(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || typeof error.cause !== 'object' || error.cause === null) return undefined;
  return 'code' in error.cause ? word(error.cause.code) : 'no reason given';
}
