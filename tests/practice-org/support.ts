import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, fetch, type RequestInit, Response } from 'undici';
import {
  type AppPolicies,
  type AppSettings,
  type PracticeMail,
  type PracticeOrg,
  type PracticeOrgOptions,
  startPracticeOrg,
} from '../../src/practice-org/index.ts';

/** Browsers find `*.localhost` on this machine; Node has to be told. */
const localLookup: LookupFunction = (hostname, options, callback) =>
  lookup(hostname.endsWith('.localhost') ? '127.0.0.1' : hostname, options, callback);

const agent = new Agent({ connect: { lookup: localLookup } });

export interface Started {
  readonly org: PracticeOrg;
  readonly mails: PracticeMail[];
}

export async function started(options: Partial<PracticeOrgOptions> = {}): Promise<Started> {
  const mails: PracticeMail[] = [];
  const org = await startPracticeOrg({ deliver: (mail) => mails.push(mail), ...options });
  return { org, mails };
}

/** A client without a browser: it keeps the cookies of each host and follows no redirect by itself. */
export class Client {
  readonly #cookies = new Map<string, Map<string, string>>();

  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, ...(init.headers as Record<string, string> | undefined) };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual', dispatcher: agent });
    // Read to its end: undici fails where a server goes away behind an answer that nobody has read.
    const response = new Response((await answer.text()) || null, answer);
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      if (/max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, decodeURIComponent(value));
    }
    return response;
  }

  cookie(url: string, name: string): string | undefined {
    return this.#cookies.get(new URL(url).host)?.get(name);
  }

  /** Follows redirects and tells every address on the way. */
  async follow(url: string): Promise<{ response: Response; visited: string[] }> {
    const visited = [url];
    let response = await this.request(url);
    while (response.status >= 300 && response.status < 400) {
      const next = new URL(response.headers.get('location') ?? '', visited.at(-1)).href;
      visited.push(next);
      response = await this.request(next);
    }
    return { response, visited };
  }

  post(url: string, form: Record<string, string>): Promise<Response> {
    return this.request(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  send(method: string, url: string, body: unknown): Promise<Response> {
    return this.request(url, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  }
}

/** A client that is signed in on both hosts. */
export async function signedIn({ url, setupUrl, admin }: PracticeOrg): Promise<Client> {
  const client = new Client();
  await client.post(`${url}/`, { username: admin.username, pw: admin.password, startURL: '' });
  await client.follow(`${setupUrl}/lightning/setup/SetupOneHome/home`);
  return client;
}

export const lockedTicks = ['pkce', 'refreshTokenRotation', 'idleTokenLimit'];

/** Settings that the org accepts, but for what a test changes. */
export function settings(change: Partial<AppSettings> = {}): AppSettings {
  return {
    name: 'Document AI',
    apiName: 'Document_AI',
    contactEmail: 'owner@acme.example',
    distributionState: 'Local',
    contactPhone: '',
    infoUrl: '',
    logoImageUrl: '',
    iconUrl: '',
    description: '',
    oauth: oauthSettings(),
    ...change,
  };
}

type OAuthSettings = NonNullable<AppSettings['oauth']>;

/** OAuth settings that the org accepts, but for what a test changes. */
export function oauthSettings(change: Partial<OAuthSettings> = {}): OAuthSettings {
  return {
    callbackUrl: 'https://app.example/callback',
    scopes: ['api'],
    ticked: [...lockedTicks, 'clientCredentialsFlow'],
    idTokenValidity: '',
    idTokenAudiences: '',
    certificate: '',
    refreshTokenRanges: [],
    trustedRanges: [],
    ...change,
  };
}

/** An app that hands out tokens to the admin, but for the policies that a test changes. */
export async function createApp(
  client: Client,
  org: PracticeOrg,
  policies: Partial<AppPolicies> = {},
  change: Partial<AppSettings> = {},
): Promise<{ id: string; key: string; secret: string }> {
  const created = (await (await client.send('POST', `${org.setupUrl}/setup-api/apps`, settings(change))).json()) as {
    id: string;
    policies: AppPolicies;
  };
  const whole = { ...created.policies, clientCredentials: true, runAs: org.admin.username, ...policies };
  await client.send('PUT', `${org.setupUrl}/setup-api/apps/${created.id}/policies`, whole);
  const app = org.state().apps.find(({ id }) => id === created.id);
  if (!app) throw new Error('The app was not created.');
  return { id: app.id, ...app.consumer };
}

/** What the org answers to a request for a token with the key and secret of an app. */
export async function tokenOf(
  org: PracticeOrg,
  { key, secret }: { key: string; secret: string },
): Promise<{ access_token: string; error?: string }> {
  const form = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
  const answer = await new Client().post(`${org.url}/services/oauth2/token`, form);
  return (await answer.json()) as { access_token: string; error?: string };
}

export function codeIn(mail: PracticeMail | undefined): string {
  const [, code = ''] = /^Verification Code: (\d{6})$/m.exec(mail?.text ?? '') ?? [];
  return code;
}

/** Signs in up to the page that asks for a code, so that one was sent. */
export async function askForCode({ url, admin }: PracticeOrg): Promise<void> {
  const client = new Client();
  const answer = await client.post(`${url}/`, { username: admin.username, pw: admin.password });
  await client.follow(new URL(answer.headers.get('location') ?? '', url).href);
}
