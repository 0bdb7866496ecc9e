import * as oauth from 'oauth4webapi';
import type { Secret, SecretBook } from '../../runbook/secret.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { AnswerHasFailed, tokenTrouble } from './oauth-trouble.ts';
import type { AccessToken } from './settings.ts';

/** How much of a token's life is left unused, so that it does not end while the mail server looks at it. */
const MARGIN_MS = 120_000;
/** The life of a token whose answer names none (RFC 6749, 5.1, leaves it open); one that ends earlier is renewed when refused. */
const UNNAMED_LIFE_S = 600;
const DEADLINE_MS = 10_000;
/** Names under `localhost` mean this machine (RFC 6761, 6.3). */
const LOOPBACK = /^([a-z0-9.-]+\.)?localhost$|^127(\.\d{1,3}){3}$|^\[::1\]$/;

/** Who asks for access tokens, and where. */
export interface TokenSettings {
  /** The provider's token endpoint: https, or http on the loopback interface. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Left out for a public client, which then needs a refresh token. */
  readonly clientSecret?: Secret;
  /** Asks in the name of the person who gave it; left out, the client asks in its own name (client credentials). */
  readonly refreshToken?: Secret;
  readonly scope?: string;
  /** Learns every secret the moment it is known. */
  readonly book: SecretBook;
  /** The machine's own clock by default. */
  readonly now?: () => Date;
  /** How long one request may take: 10 s by default. */
  readonly deadlineMs?: number;
}

/**
 * Access tokens for a mailbox, from an OAuth token endpoint (RFC 6749; mail facts 5). A token is kept until two minutes
 * before its end, or for the first half of a life below four minutes; who asks while a request is under way shares its
 * answer. A refresh token that comes with an answer replaces the one before, in this process only: it is stored nowhere,
 * so that a provider which withdraws the old one refuses the next run.
 *
 * @throws Trouble of kind `usage` for settings that cannot work; the tokens fail with {@link TokenTrouble}
 */
export function mailboxToken(settings: TokenSettings): AccessToken {
  const { book, now = () => new Date() } = settings;
  for (const secret of [settings.clientSecret, settings.refreshToken]) if (secret) book.add(secret);
  const endpoint = endpointOf(settings);
  let refreshToken = settings.refreshToken;
  let held: { readonly token: Secret; readonly until: number } | undefined;
  let underway: Promise<Secret> | undefined;

  const request = async (): Promise<Secret> => {
    const asked = now().getTime();
    const answer = await askFor(settings, endpoint, refreshToken);
    const token = book.keep('mailbox access token', answer.access_token);
    if (refreshToken && answer.refresh_token) refreshToken = book.keep(refreshToken.name, answer.refresh_token);
    const life = (answer.expires_in ?? UNNAMED_LIFE_S) * 1000;
    held = { token, until: asked + Math.max(life - MARGIN_MS, life / 2) };
    return token;
  };

  return async (refused) => {
    if (refused && held?.token === refused) held = undefined;
    if (held && now().getTime() < held.until) return held.token;
    underway ??= request().finally(() => {
      underway = undefined;
    });
    return underway;
  };
}

function endpointOf({ tokenUrl, clientSecret, refreshToken }: TokenSettings): URL {
  if (!clientSecret && !refreshToken) {
    throw new Trouble(
      'usage',
      'Neither IMAP_OAUTH_REFRESH_TOKEN nor IMAP_OAUTH_CLIENT_SECRET is set.',
      'Set the first to read the mailbox of a person who agreed to it, the second alone for an app with rights of its own.',
    );
  }
  const url = URL.canParse(tokenUrl) ? new URL(tokenUrl) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url && isSafe && url.username === '' && url.password === '') return url;
  throw new Trouble(
    'usage',
    'IMAP_OAUTH_TOKEN_URL is not an https address without a user in it.',
    "Set it to the provider's token endpoint, such as https://oauth2.googleapis.com/token.",
  );
}

async function askFor(
  settings: TokenSettings,
  endpoint: URL,
  refreshToken: Secret | undefined,
): Promise<oauth.TokenEndpointResponse> {
  const { clientId, clientSecret, scope, deadlineMs = DEADLINE_MS } = settings;
  const server = { issuer: endpoint.origin, token_endpoint: endpoint.href };
  const client = { client_id: clientId };
  const proof = clientSecret ? oauth.ClientSecretPost(clientSecret.reveal()) : oauth.None();
  const parameters: Record<string, string> = scope === undefined ? {} : { scope };
  // AbortSignal.timeout can hang for ever on Node 20 (mail facts 1.4).
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  const options = {
    signal: deadline.signal,
    // Only loopback addresses come here with http.
    [oauth.allowInsecureRequests]: endpoint.protocol === 'http:',
    [oauth.customFetch]: fetchTidied,
  };
  try {
    if (!refreshToken) {
      const answer = await oauth.clientCredentialsGrantRequest(server, client, proof, parameters, options);
      return await oauth.processClientCredentialsResponse(server, client, answer);
    }
    const more = { ...options, additionalParameters: parameters };
    const answer = await oauth.refreshTokenGrantRequest(server, client, proof, refreshToken.reveal(), more);
    return await oauth.processRefreshTokenResponse(server, client, answer);
  } catch (error) {
    throw tokenTrouble(error, { host: endpoint.host, byRefreshToken: refreshToken !== undefined, deadlineMs });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads the whole answer, within the deadline, and leaves out what would be looked at though it is of no use here: an
 * identity token, which would have to be checked, and a challenge, which would hide the error in the body.
 */
async function fetchTidied(
  url: string,
  { method, headers, body, redirect, signal }: oauth.CustomFetchOptions<'POST', URLSearchParams>,
): Promise<Response> {
  const response = await fetch(url, { method, headers, body, redirect, ...(signal ? { signal } : {}) });
  const { status } = response;
  const text = await response.text();
  if (status === 408 || status === 429 || status >= 500) throw new AnswerHasFailed(status);
  const type = response.headers.get('content-type') ?? '';
  return new Response(withoutIdToken(text) || null, { status, headers: { 'content-type': type } });
}

function withoutIdToken(text: string): string {
  try {
    const { id_token: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(rest);
  } catch {
    return text;
  }
}
