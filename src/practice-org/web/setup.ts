import { Hono } from 'hono';
import type { Org } from '../org.ts';
import { judgePolicies, judgeSettings } from '../rules.ts';
import type { AppDetail, AppRow } from '../shape.ts';
import { newApp, type PracticeApp } from '../state.ts';
import { consumerDetailsUrl } from './consumer-details.ts';
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
    return c.html(setupDocument(org.signedIn(session)));
  });

  app.use('/setup-api/*', async (c, next) => {
    if (!sessionOf(c, org)) return c.json({ refusals: [{ message: 'Your session has ended.' }] }, 401);
    c.header('cache-control', 'no-store');
    return next();
  });

  app.get('/setup-api/catalogue', (c) => c.json(org.state.catalogue));
  app.get('/setup-api/apps', (c) => c.json(org.state.apps.map((each) => rowOf(org, each))));

  app.post('/setup-api/apps', async (c) => {
    const judged = judgeSettings(await c.req.json(), org.state);
    if (!judged.ok) return c.json({ refusals: judged.refusals }, 400);
    const created = newApp(judged.value, org.release, org.dice);
    org.state.apps.push(created);
    return c.json(detailOf(org, created), 201);
  });

  app.get('/setup-api/apps/:id', (c) => {
    const found = appOf(org, c.req.param('id'));
    return found ? c.json(detailOf(org, found)) : c.json(noSuchApp, 404);
  });

  app.put('/setup-api/apps/:id/settings', async (c) => {
    const found = appOf(org, c.req.param('id'));
    if (!found) return c.json(noSuchApp, 404);
    const judged = judgeSettings(await c.req.json(), org.state, found.id);
    if (!judged.ok) return c.json({ refusals: judged.refusals }, 400);
    found.settings = judged.value;
    return c.json(detailOf(org, found));
  });

  app.put('/setup-api/apps/:id/policies', async (c) => {
    const found = appOf(org, c.req.param('id'));
    if (!found) return c.json(noSuchApp, 404);
    const judged = judgePolicies(await c.req.json(), org.state, found);
    if (!judged.ok) return c.json({ refusals: judged.refusals }, 400);
    found.policies = judged.value;
    return c.json(detailOf(org, found));
  });

  app.put('/setup-api/apps/:id/status', async (c) => {
    const found = appOf(org, c.req.param('id'));
    const { status } = await c.req.json<{ status?: unknown }>();
    if (!found) return c.json(noSuchApp, 404);
    if (status !== 'Enabled' && status !== 'Disabled')
      return c.json({ refusals: [{ message: 'There is no such status.' }] }, 400);
    found.status = status;
    return c.json(detailOf(org, found));
  });

  return app;
}

const noSuchApp = { refusals: [{ message: 'There is no such external client app.' }] };

function appOf(org: Org, id: string): PracticeApp | undefined {
  return org.state.apps.find((app) => app.id === id);
}

function rowOf(org: Org, { id, status, settings, policies }: PracticeApp): AppRow {
  const { label } = org.state.catalogue.permittedUsers.find(({ value }) => value === policies.permittedUsers) ?? {
    label: '',
  };
  const { name, contactEmail, distributionState: type } = settings;
  return { id, name, contactEmail, authorization: label, type, status };
}

function detailOf(org: Org, app: PracticeApp): AppDetail {
  const { settings, policies } = app;
  return { ...rowOf(org, app), settings, policies, consumerDetailsUrl: consumerDetailsUrl(org, app) };
}
