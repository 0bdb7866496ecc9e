import { Hono } from 'hono';
import type { Org } from '../org.ts';
import { appRoutes } from './apps.ts';
import { orgSettingsRoutes } from './org-settings.ts';
import { setupDocument } from './setup-document.ts';
import { sessionOf } from './signed-in.ts';

/** Lightning Setup: the document of the shell, and the requests of its pages. */
export function setupRoutes(org: Org): Hono {
  const app = new Hono();

  app.get('/', (c) => c.redirect('/lightning/setup/SetupOneHome/home'));

  app.get('/lightning/*', (c) => {
    const session = sessionOf(c, org);
    const wanted = encodeURIComponent(c.req.url.replace(new URL(c.req.url).origin, org.addresses.setup));
    if (!session) return c.redirect(`${org.addresses.myDomain}/secur/contentDoor?startURL=${wanted}`);
    return c.html(setupDocument(org, org.signedIn(session)));
  });

  app.use('/setup-api/*', async (c, next) => {
    if (!sessionOf(c, org)) return c.json({ refusals: [{ message: 'Your session has ended.' }] }, 401);
    c.header('cache-control', 'no-store');
    return next();
  });

  app.get('/setup-api/catalogue', (c) => c.json(org.state.catalogue));
  app.route('/setup-api/apps', appRoutes(org));
  app.route('/setup-api/org-settings', orgSettingsRoutes(org));

  return app;
}
