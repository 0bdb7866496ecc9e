import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Org } from '../org.ts';
import { dataRoutes } from './api/data.ts';
import { oauthRoutes } from './api/oauth.ts';
import { wrongDomain } from './api/token.ts';
import type { Assets } from './assets.ts';
import { consumerDetailsRoutes } from './consumer-details.ts';
import { faulty } from './faults.ts';
import { missingClassicPage } from './frame.ts';
import { interrupting, interruptionRoutes } from './interruptions/index.ts';
import { contentDoorRoutes, doorRoutes, loginRoutes } from './login.ts';
import { setupRoutes } from './setup.ts';
import { asked, sessionOf } from './signed-in.ts';
import { userRoutes } from './users.ts';
import { verificationRoutes } from './verification.ts';
import { visitRoutes } from './visits.ts';

type Host = Hono<{ Bindings: HttpBindings }>;

/** Answers a request as the host that it was sent to. @param control the address where the org is looked at and switched */
export function hosts(
  org: Org,
  assets: Assets,
  control: Host,
): (request: Request, env: HttpBindings) => Response | Promise<Response> {
  const { myDomain, setup, lightning, login, otherLogin, controls } = org.addresses;
  const hostOf = (origin: string) => new URL(origin).host;
  const answers = new Map([
    [hostOf(myDomain), myDomainHost(org, assets)],
    [hostOf(setup), setupHost(org, assets)],
    [hostOf(lightning), lightningHost(org, assets)],
    [hostOf(login), loginHost(org, assets, login)],
    [hostOf(otherLogin), loginHost(org, assets, otherLogin)],
    ...controls.map((origin) => [hostOf(origin), control] as const),
  ]);
  const elsewhere = otherHost();
  return async (request, env) => {
    const answer = await (answers.get(hostOf(request.url)) ?? elsewhere).fetch(request, env);
    // Node would write the machine's time; an org tells its own.
    answer.headers.set('date', org.clock.date().toUTCString());
    return answer;
  };
}

function myDomainHost(org: Org, assets: Assets): Host {
  const { myDomain, setup, lightning } = org.addresses;
  return withRoutes(common(org, assets), [
    leadingOn('/lightning/setup/*', setup),
    leadingOn('/lightning/*', lightning),
    loginRoutes(org, myDomain),
    contentDoorRoutes(org),
    doorRoutes(org, myDomain),
    verificationRoutes(org),
    interruptionRoutes(org),
    consumerDetailsRoutes(org),
    userRoutes(org),
    oauthRoutes(org),
    dataRoutes(org),
  ]);
}

function setupHost(org: Org, assets: Assets): Host {
  const app = common(org, assets);
  app.use('/lightning/*', interrupting(org));
  return withRoutes(app, [notForTokens(), doorRoutes(org, org.addresses.setup), setupRoutes(org), userRoutes(org)]);
}

/** The host of the apps, of which only the way to Setup is imitated: facts 1.1 [C]. */
function lightningHost(org: Org, assets: Assets): Host {
  const { myDomain, setup, lightning } = org.addresses;
  const app = common(org, assets);
  const apps = new Hono();
  apps.get('/lightning/*', (c) => {
    if (sessionOf(c, org)) return c.html(missingClassicPage('page'), 404);
    return c.redirect(`${myDomain}/secur/contentDoor?startURL=${encodeURIComponent(c.req.url)}`);
  });
  return withRoutes(app, [notForTokens(), leadingOn('/lightning/setup/*', setup), doorRoutes(org, lightning), apps]);
}

/** Where somebody signs in without knowing the name of the org: facts 1.1 [C]. */
function loginHost(org: Org, assets: Assets, here: string): Host {
  return withRoutes(common(org, assets), [notForTokens(), loginRoutes(org, here)]);
}

/** Any other name that leads here. */
function otherHost(): Host {
  const app = withRoutes(new Hono(), [notForTokens()]);
  app.notFound((c) => c.text('No practice org has this host name.', 404));
  return app;
}

function notForTokens(): Hono {
  return new Hono().post('/services/oauth2/token', (c) => c.json(wrongDomain, 400));
}

function leadingOn(path: string, origin: string): Hono {
  return new Hono().get(path, (c) => c.redirect(origin + asked(c)));
}

function withRoutes(app: Host, all: readonly Hono[]): Host {
  for (const routes of all) app.route('/', routes);
  return app;
}

function common(org: Org, assets: Assets): Host {
  const app: Host = new Hono();
  app.get('/practice-org/*', (c) => assets.serve(c));
  app.route('/', visitRoutes(org));
  app.use(faulty(org));
  app.notFound((c) => c.html(missingClassicPage('page'), 404));
  return app;
}
