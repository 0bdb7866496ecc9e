import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Org } from '../org.ts';
import type { Assets } from './assets.ts';
import { consumerDetailsRoutes } from './consumer-details.ts';
import { dataRoutes } from './data.ts';
import { faulty } from './faults.ts';
import { missingClassicPage } from './frame.ts';
import { doorRoutes, loginRoutes } from './login.ts';
import { oauthRoutes, wrongDomain } from './oauth.ts';
import { setupRoutes } from './setup.ts';
import { userRoutes } from './users.ts';
import { verificationRoutes } from './verification.ts';

type Host = Hono<{ Bindings: HttpBindings }>;

/** Answers a request as the host that it was sent to. */
export function hosts(org: Org, assets: Assets): (request: Request, env: HttpBindings) => Response | Promise<Response> {
  const { myDomain, setup } = org.addresses;
  const answers: Readonly<Record<string, Host>> = {
    [new URL(myDomain).host]: myDomainHost(org, assets),
    [new URL(setup).host]: setupHost(org, assets),
  };
  const elsewhere = otherHost();
  return (request, env) => (answers[new URL(request.url).host] ?? elsewhere).fetch(request, env);
}

function myDomainHost(org: Org, assets: Assets): Host {
  const app = common(org, assets);
  app.get('/lightning/*', (c) => c.redirect(org.addresses.setup + c.req.url.slice(new URL(c.req.url).origin.length)));
  for (const routes of [
    loginRoutes(org),
    doorRoutes(org, org.addresses.myDomain),
    verificationRoutes(org),
    consumerDetailsRoutes(org),
    userRoutes(org),
    oauthRoutes(org),
    dataRoutes(org),
  ]) {
    app.route('/', routes);
  }
  return app;
}

function setupHost(org: Org, assets: Assets): Host {
  const app = common(org, assets);
  app.post('/services/oauth2/token', (c) => c.json(wrongDomain, 400));
  for (const routes of [doorRoutes(org, org.addresses.setup), setupRoutes(org), userRoutes(org)])
    app.route('/', routes);
  return app;
}

/** Any other name that leads here, such as `login.salesforce.localhost`. */
function otherHost(): Host {
  const app: Host = new Hono();
  app.post('/services/oauth2/token', (c) => c.json(wrongDomain, 400));
  app.notFound((c) => c.text('No practice org has this host name.', 404));
  return app;
}

function common(org: Org, assets: Assets): Host {
  const app: Host = new Hono();
  app.get('/practice-org/:file', (c) => assets.serve(c));
  app.use(faulty(org));
  app.notFound((c) => c.html(missingClassicPage('page'), 404));
  return app;
}
