import { createHmac } from 'node:crypto';
import type { Org } from '../../org.ts';
import type { PracticeUser } from '../../people.ts';
import type { Consumer, PracticeApp } from '../../state.ts';
import { stagedOf } from './credentials.ts';
import { jsonWebToken } from './json-web-token.ts';
import { identityUrl } from './who.ts';

interface TokenError {
  readonly error: string;
  readonly error_description: string;
}

type Form = Readonly<Record<string, string>>;

/** What every host but the My Domain one answers: facts 8.3 [C]. */
export const wrongDomain: TokenError = {
  error: 'invalid_grant',
  error_description: 'request not supported on this domain',
};

/** Refusals of facts 8.3 [C/V]. The error in front of `client credentials flow not enabled` is a guess [I]. */
const refusals = {
  grant: { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
  client: { error: 'invalid_client_id', error_description: 'client identifier invalid' },
  secret: { error: 'invalid_client', error_description: 'invalid client credentials' },
  flow: { error: 'invalid_grant', error_description: 'client credentials flow not enabled' },
  user: { error: 'invalid_grant', error_description: 'no client credentials user enabled' },
  access: { error: 'invalid_app_access', error_description: 'user is not admin approved to access this app' },
} as const satisfies Record<string, TokenError>;

/** Answers a request for a token by client credentials, and writes it into the ledger: facts 8.3 [C/V]. */
export function answerToken(org: Org, form: Form, authorization: string | undefined): object {
  const [id, secret] = clientOf(form, authorization);
  const { app, consumer } = clientNamed(org, id);
  const user = app?.policies.clientCredentials ? org.userNamed(app.policies.runAs) : undefined;
  const refusal = refusalOf(form, app, secret === consumer?.secret, user);
  const entry = {
    user: user?.username ?? '',
    deed: 'issue token',
    about: app?.settings.name ?? 'an unknown client',
  } as const;
  if (refusal) {
    const detail = { error: refusal.error, description: refusal.error_description };
    org.ledger.write({ ...entry, outcome: 'refused', detail });
    return refusal;
  }
  org.ledger.write(entry);
  if (!app || !user || !consumer) throw new Error('A token that is not refused has an app and a user.');
  return granted(org, app, user, consumer);
}

/** In the order in which Salesforce finds fault, as far as it is known: app, secret, settings, policies, membership. */
function refusalOf(
  form: Form,
  app: PracticeApp | undefined,
  rightSecret: boolean,
  user: PracticeUser | undefined,
): TokenError | undefined {
  if (form['grant_type'] !== 'client_credentials') return refusals.grant;
  if (!app) return refusals.client;
  if (!rightSecret) return refusals.secret;
  if (!app.settings.oauth?.ticked.includes('clientCredentialsFlow')) return refusals.flow;
  if (!user?.active) return refusals.user;
  // guess [I]: facts 8.3, how a disabled app is refused is not public.
  return app.status === 'Disabled' || !isAdmitted(app, user) ? refusals.access : undefined;
}

function isAdmitted({ policies }: PracticeApp, user: PracticeUser): boolean {
  if (policies.permittedUsers !== 'AdminApprovedPreAuthorized') return true;
  return (
    policies.profiles.includes(user.profile) || user.permissionSets.some((set) => policies.permissionSets.includes(set))
  );
}

function clientOf(form: Form, authorization: string | undefined): [id: string, secret: string] {
  const [, packed] = /^Basic (.+)$/.exec(authorization ?? '') ?? [];
  if (!packed) return [form['client_id'] ?? '', form['client_secret'] ?? ''];
  const [id = '', secret = ''] = Buffer.from(packed, 'base64').toString().split(':').map(decoded);
  return [id, secret];
}

/** A name or password of RFC 6749, 2.3.1; as it is where it is not encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The app with a key: the one in use, or the one before the last rotation. Staged ones are not in force: guess [I], facts 8.2. */
function clientNamed(org: Org, key: string): { app?: PracticeApp; consumer?: Consumer } {
  for (const app of org.state.apps) {
    const staged = stagedOf(org, app);
    const consumers = staged?.state === 'Rotated' ? [app.consumer, staged] : [app.consumer];
    const consumer = app.settings.oauth && consumers.find((each) => each.key === key);
    if (consumer) return { app, consumer };
  }
  return {};
}

function granted(org: Org, { settings }: PracticeApp, user: PracticeUser, consumer: Consumer): object {
  const id = identityUrl(org, user);
  const issuedAt = String(org.clock.now());
  const jwt = settings.oauth?.ticked.includes('namedUserJwt');
  const sid = org.sessions.issueToken(user.id);
  const claims = {
    iss: org.addresses.myDomain,
    sub: id,
    client_id: consumer.key,
    iat: Math.floor(org.clock.now() / 1000),
  };
  return {
    access_token: jwt ? jsonWebToken(sid, claims, consumer.secret) : sid,
    signature: createHmac('sha256', consumer.secret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: settings.oauth?.scopes.join(' ') ?? '',
    instance_url: org.addresses.myDomain,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
    ...(jwt ? { token_format: 'jwt' } : {}),
  };
}
