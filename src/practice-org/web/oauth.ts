import { createHmac } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { longId } from '../ids.ts';
import type { Org } from '../org.ts';
import type { PracticeUser } from '../people.ts';
import type { PracticeApp } from '../state.ts';
import { bearerSession } from './signed-in.ts';

interface TokenError {
  readonly error: string;
  readonly error_description: string;
}

type Outcome = { app: PracticeApp; user: PracticeUser } | TokenError;

/** What every host but the My Domain one answers: facts 8.3 [C]. */
export const wrongDomain: TokenError = {
  error: 'invalid_grant',
  error_description: 'request not supported on this domain',
};

/** Client credentials, and who the bearer of a token is: facts 8.3 [C/V]. */
export function oauthRoutes(org: Org): Hono {
  const app = new Hono();

  app.post('/services/oauth2/token', async (c) => {
    const form = await c.req.parseBody();
    const outcome = judgeGrant(org, form, c.req.header('authorization'));
    c.header('cache-control', 'no-store');
    if ('error' in outcome) return c.json(outcome, 400);
    return c.json(tokenAnswer(org, outcome.app, outcome.user));
  });

  app.on(['GET', 'POST'], '/services/oauth2/userinfo', (c) => {
    const session = bearerSession(c, org);
    return session ? c.json(userInfo(org, org.signedIn(session))) : c.text('Bad_OAuth_Token', 403);
  });

  app.get('/services/oauth2/singleaccess', (c) => {
    const session = bearerSession(c, org);
    if (!session) return c.text('Bad_OAuth_Token', 403);
    const start = encodeURIComponent(c.req.query('redirect_uri') ?? '');
    const otp = org.sessions.oneTimePassword(session);
    return c.json({ frontdoor_uri: `${org.addresses.myDomain}/secur/frontdoor.jsp?otp=${otp}&startURL=${start}` });
  });

  app.get('/id/:org/:user', (c) => identity(c, org));
  return app;
}

/** In the order in which Salesforce finds fault, as far as it is known: app, secret, settings, policies, membership. */
function judgeGrant(org: Org, form: Record<string, unknown>, authorization: string | undefined): Outcome {
  if (form['grant_type'] !== 'client_credentials') {
    return { error: 'unsupported_grant_type', error_description: 'grant type not supported' };
  }
  const [id, secret] = clientOf(form, authorization);
  const app = org.state.apps.find(({ consumer, settings }) => settings.oauth && consumer.key === id);
  if (!app) return { error: 'invalid_client_id', error_description: 'client identifier invalid' };
  if (app.consumer.secret !== secret)
    return { error: 'invalid_client', error_description: 'invalid client credentials' };
  if (!app.settings.oauth?.ticked.includes('clientCredentialsFlow')) {
    // guess [I]: the description is known, the error in front of it is not.
    return { error: 'invalid_grant', error_description: 'client credentials flow not enabled' };
  }
  const { policies } = app;
  const user = policies.clientCredentials ? org.userNamed(policies.runAs) : undefined;
  if (!user?.active) return { error: 'invalid_grant', error_description: 'no client credentials user enabled' };
  // guess [I]: how a disabled app is refused is not public.
  if (app.status === 'Disabled' || !isAdmitted(app, user)) {
    return { error: 'invalid_app_access', error_description: 'user is not admin approved to access this app' };
  }
  return { app, user };
}

function isAdmitted({ policies }: PracticeApp, user: PracticeUser): boolean {
  if (policies.permittedUsers !== 'AdminApprovedPreAuthorized') return true;
  return (
    policies.profiles.includes(user.profile) || user.permissionSets.some((set) => policies.permissionSets.includes(set))
  );
}

function clientOf(form: Record<string, unknown>, authorization: string | undefined): [id: unknown, secret: unknown] {
  const [, packed] = /^Basic (.+)$/.exec(authorization ?? '') ?? [];
  if (!packed) return [form['client_id'], form['client_secret']];
  const [id = '', secret = ''] = Buffer.from(packed, 'base64').toString().split(':').map(decodeURIComponent);
  return [id, secret];
}

function tokenAnswer(org: Org, app: PracticeApp, user: PracticeUser): Record<string, string> {
  const id = identityUrl(org, user);
  const issuedAt = String(org.clock.now());
  return {
    access_token: org.sessions.open(user.id),
    signature: createHmac('sha256', app.consumer.secret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: app.settings.oauth?.scopes.join(' ') ?? '',
    instance_url: org.addresses.myDomain,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}

export function identityUrl(org: Org, user: PracticeUser): string {
  return `${org.addresses.myDomain}/id/${org.longOrgId}/${longId(user.id)}`;
}

function userInfo(org: Org, user: PracticeUser): Record<string, unknown> {
  return {
    sub: identityUrl(org, user),
    user_id: longId(user.id),
    organization_id: org.longOrgId,
    preferred_username: user.username,
    nickname: user.alias,
    name: `${user.firstName} ${user.lastName}`,
    given_name: user.firstName,
    family_name: user.lastName,
    email: user.email,
    email_verified: true,
    zoneinfo: 'Europe/London',
    locale: 'en_US',
    language: 'en_US',
    active: user.active,
    urls: { rest: `${org.addresses.myDomain}/services/data/v{version}/` },
  };
}

function identity(c: Context, org: Org): Response {
  const session = bearerSession(c, org);
  if (!session) return c.text('Bad_OAuth_Token', 403);
  const user = org.signedIn(session);
  if (c.req.param('user') !== longId(user.id)) return c.text('Wrong_User', 403);
  return c.json({
    id: identityUrl(org, user),
    user_id: longId(user.id),
    organization_id: org.longOrgId,
    username: user.username,
    display_name: `${user.firstName} ${user.lastName}`,
    email: user.email,
    active: user.active,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
  });
}
