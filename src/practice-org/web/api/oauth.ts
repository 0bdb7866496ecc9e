import { Hono } from 'hono';
import { longId } from '../../ids.ts';
import type { Org } from '../../org.ts';
import { formOf } from '../form.ts';
import { bearerSession, doorTo, safeTarget } from '../signed-in.ts';
import { bridged } from './bridge.ts';
import { sessionIdIn } from './json-web-token.ts';
import { answerToken } from './token.ts';
import { identity, userInfo } from './who.ts';

/** Tokens, who their bearers are, and the way from a token into the pages: facts 8.3 [C/V] and 1.4 [P/D]. */
export function oauthRoutes(org: Org): Hono {
  const app = new Hono();

  app.post('/services/oauth2/token', async (c) => {
    const answer = answerToken(org, await formOf(c), c.req.header('authorization'));
    c.header('cache-control', 'no-store');
    return c.json(answer, 'error' in answer ? 400 : 200);
  });

  app.post('/services/oauth2/revoke', async (c) => {
    const session = org.sessions.find(sessionIdIn((await formOf(c))['token'] ?? ''));
    if (!session) return c.json({ error: 'invalid_token', error_description: 'invalid token' }, 400);
    org.sessions.close(session);
    return c.body(null, 200);
  });

  app.on(['GET', 'POST'], '/services/oauth2/userinfo', (c) => {
    const session = bearerSession(c, org);
    return session ? c.json(userInfo(org, org.signedIn(session))) : c.text('Bad_OAuth_Token', 403);
  });

  app.get('/services/oauth2/singleaccess', (c) => {
    const session = bridged(org, bearerSession(c, org));
    if (!session) return c.text('Bad_OAuth_Token', 403);
    const target = safeTarget(org, c.req.query('redirect_uri'), org.addresses.myDomain);
    return c.json({ frontdoor_uri: doorTo(org, session, target) });
  });

  app.get('/id/:org/:user', (c) => {
    const session = bearerSession(c, org);
    if (!session) return c.text('Bad_OAuth_Token', 403);
    const user = org.signedIn(session);
    return c.req.param('user') === longId(user.id) ? c.json(identity(org, user)) : c.text('Wrong_User', 403);
  });

  return app;
}
