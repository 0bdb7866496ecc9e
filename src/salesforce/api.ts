import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { Credentials } from '../runbook/ports.ts';
import type { Secret } from '../runbook/secret.ts';
import { oneLine, Trouble } from '../runbook/trouble.ts';
import { isLoopback } from './hosts.ts';

const TIMEOUT = 30_000;
/** For what can be done without. */
const SOON = 5_000;

const Token = z.object({ access_token: z.string().min(1), token_type: z.string(), scope: z.string().default('') });
const Refusal = z.object({ error: z.string(), error_description: z.string().default('') });
const UserInfo = z.object({
  preferred_username: z.string(),
  user_id: z.string(),
  organization_id: z.string(),
  language: z.string().optional(),
});
export type UserInfo = z.output<typeof UserInfo>;

/** The answer to a token request: a token, or the org's own refusal (facts 8.3). */
export type TokenAnswer =
  | { granted: true; token: Secret; tokenType: string; scope: string }
  | { granted: false; status: number; error: string; description: string };

/** Asks for a token by the client-credentials flow, on the org's own host (facts 8.3 [D]). */
export async function requestToken(
  { tokenUrl, consumerKey, consumerSecret }: Credentials,
  secret: (name: string, value: string) => Secret,
): Promise<TokenAnswer> {
  const { status, body } = await ask(tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: consumerKey.reveal(),
      client_secret: consumerSecret.reveal(),
    }).toString(),
  });
  const granted = Token.safeParse(body);
  if (granted.success) {
    const { access_token, token_type, scope } = granted.data;
    return { granted: true, token: secret('access token', access_token), tokenType: token_type, scope };
  }
  const { error, error_description } = Refusal.catch({ error: 'unexpected answer', error_description: '' }).parse(body);
  return { granted: false, status, error, description: error_description };
}

/** Who a token runs as. @throws Trouble of kind `step` where the org does not say */
export async function whoIs(origin: string, token: Secret): Promise<UserInfo> {
  const { status, body } = await ask(`${origin}/services/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${token.reveal()}` },
  });
  const info = UserInfo.safeParse(body);
  if (info.success) return info.data;
  throw new Trouble(
    'step',
    `The org does not say who the token runs as (HTTP ${status}).`,
    'Check the scopes of the app.',
  );
}

/** What an org tells of itself and of the user of a session; undefined what it does not. */
export interface SessionFacts {
  readonly org: string | undefined;
  readonly username: string | undefined;
  readonly userId: string | undefined;
  readonly orgName: string | undefined;
  readonly sandbox: boolean | undefined;
  readonly edition: string | undefined;
  /** The Salesforce instance that it lives on, such as `USA10`. */
  readonly instance: string | undefined;
  readonly language: string | undefined;
}

/** Any version of the last years will do; External Client Apps came with 59 (facts 8.1 [D]). */
const QUERY = '/services/data/v60.0/query';
/** It is shown where somebody is asked to agree to a production org. */
const line = z.string().transform(oneLine);
const Organization = z.object({
  Name: line,
  IsSandbox: z.boolean(),
  OrganizationType: line,
  InstanceName: line.nullish(),
});
const Languages = z.object({ LanguageLocaleKey: z.string() });

/**
 * What the org tells of itself and of the user of a browser session, whose id serves as a token (facts 1.4 [C]). The
 * language stands in `userinfo` (facts 1.4 [C]); where it does not, the user's record is asked.
 * An org may refuse such calls, all or some: what it tells counts all the same.
 * @throws Trouble where it does not answer at all
 */
export async function askAboutSession(origin: string, session: Secret, signal?: AbortSignal): Promise<SessionFacts> {
  const headers = { authorization: `Bearer ${session.reveal()}` };
  const get = async (path: string): Promise<unknown> => {
    const { status, body } = await ask(`${origin}${path}`, { headers }, { signal });
    if (status >= 500) throw new Trouble('step', `The org answered ${status} to ${path.split('?')[0]}.`, 'Run again.');
    return body;
  };
  const first = async <T>(shape: z.ZodType<T>, query: string): Promise<T | undefined> => {
    const found = z
      .object({ records: z.array(shape).min(1) })
      .safeParse(await get(`${QUERY}?q=${encodeURIComponent(query)}`));
    return found.data?.records[0];
  };
  const [info, organization] = await Promise.all([
    get('/services/oauth2/userinfo'),
    first(Organization, 'SELECT Name, IsSandbox, OrganizationType, InstanceName FROM Organization'),
  ]);
  const user = UserInfo.safeParse(info).data;
  const [id] = /^005\w{12,15}$/.exec(user?.user_id ?? '') ?? [];
  const languageOf = async (userId: string) =>
    (await first(Languages, `SELECT LanguageLocaleKey FROM User WHERE Id = '${userId}'`))?.LanguageLocaleKey;
  return {
    org: user?.organization_id,
    username: user?.preferred_username,
    userId: id,
    orgName: organization?.Name,
    sandbox: organization?.IsSandbox,
    edition: organization?.OrganizationType,
    instance: organization?.InstanceName ?? undefined,
    language: user?.language ?? (id ? await languageOf(id) : undefined),
  };
}

const Records = z.object({ records: z.array(z.unknown()) });
const Fault = z.array(z.object({ errorCode: z.string().regex(/^[A-Z][A-Z_]{2,60}$/) })).min(1);

/**
 * The rows that a query finds, or by which code the org refuses it. It is asked for what can be done without: not long.
 * @throws Trouble where the org does not answer
 */
export async function query(
  origin: string,
  session: Secret,
  soql: string,
): Promise<{ readonly records: readonly unknown[] } | { readonly refused: string }> {
  const headers = { authorization: `Bearer ${session.reveal()}` };
  const { status, body } = await ask(
    `${origin}${QUERY}?q=${encodeURIComponent(soql)}`,
    { headers },
    { patience: SOON },
  );
  const found = Records.safeParse(body);
  if (found.success) return found.data;
  const [fault] = Fault.safeParse(body).data ?? [];
  return { refused: fault ? `HTTP ${status}, ${fault.errorCode}` : `HTTP ${status}` };
}

/** The time that a host tells with its answer; undefined where it does not answer soon or tells none. */
export async function dateOf(url: string, signal?: AbortSignal): Promise<Date | undefined> {
  const { date } = await ask(url, { headers: {} }, { signal, patience: SOON }).catch(() => ({ date: null }));
  const time = new Date(date ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** A request with a deadline of its own; no answer is followed to another host. A body that is not JSON is undefined. */
async function ask(
  url: string,
  request: { method?: string; headers: Record<string, string>; body?: string },
  { signal, patience = TIMEOUT }: { signal?: AbortSignal | undefined; patience?: number } = {},
): Promise<{ status: number; body: unknown; date: string | null }> {
  const { fetch, ...agents } = await undici();
  const agent = agentFor(url, agents);
  const deadline = new AbortController();
  const end = () => deadline.abort();
  const timer = setTimeout(end, patience);
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  try {
    const response = await fetch(url, { ...request, redirect: 'error', signal: deadline.signal, dispatcher: agent });
    const body = await response.json().catch(() => undefined);
    return { status: response.status, body, date: response.headers.get('date') };
  } catch (error) {
    const { origin, pathname } = new URL(url);
    throw new Trouble(
      'step',
      `No answer from ${origin}${pathname}.`,
      'Check the network to the org and run again.',
      error,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    await agent.destroy();
  }
}

type Undici = typeof import('undici');
type Agents = Pick<Undici, 'Agent' | 'EnvHttpProxyAgent'>;

/** Loaded when it is needed: at the start of a command it would take a tenth of a second. */
function undici(): Promise<Undici> {
  return import('undici');
}

/** The way out of this machine is that of the browser: by the proxy of the environment, where there is one. */
function agentFor(url: string, { Agent, EnvHttpProxyAgent }: Agents): Dispatcher {
  const isHere = isLoopback(new URL(url).hostname);
  return isHere ? new Agent({ connect: { lookup: resolveLocalhost } }) : new EnvHttpProxyAgent();
}

/** Browsers take every name under `localhost` as this machine (RFC 6761, 6.3); Node asks the system, which often does not. */
const resolveLocalhost: LookupFunction = (hostname, options, callback) => {
  if (!isLoopback(hostname)) systemLookup(hostname, options, callback);
  else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
