import { type Context, Hono } from 'hono';
import { changesOf, labelOf } from '../changes.ts';
import type { Deed } from '../ledger.ts';
import type { Org } from '../org.ts';
import type { Judged } from '../rules/judge.ts';
import { judgePolicies, withoutHidden } from '../rules/policies.ts';
import { judgeSettings } from '../rules/settings.ts';
import type { AppDetail, AppPage, AppRow, Refusal } from '../shape.ts';
import { newApp, type PracticeApp } from '../state.ts';
import { consumerDetailsUrl } from './consumer-details.ts';
import { sessionOf } from './signed-in.ts';

/** guess [I]: facts 11.8, how many rows the list shows at once is not public; 50 is what other lists show. */
const pageSize = 50;

/** The requests about External Client Apps; each that changes something is noted in the ledger, also where it is refused. */
export function appRoutes(org: Org): Hono {
  const routes = new Hono();

  routes.get('/', (c) => {
    const from = Math.max(0, Number.parseInt(c.req.query('from') ?? '', 10) || 0);
    const rows = org.state.apps.slice(from, from + pageSize).map((app) => rowOf(org, app));
    return c.json({ rows, more: org.state.apps.length > from + pageSize } satisfies AppPage);
  });

  routes.post('/', async (c) => {
    const body = await bodyOf(c);
    const judged = judgeSettings(body, org.state);
    if (!judged.ok) return refused(c, org, { deed: 'create app', about: nameIn(body), refusals: judged.refusals });
    const created = newApp(judged.value, org.release, org.dice);
    org.state.apps.push(created);
    const detail = changesOf(undefined, created, org.state.catalogue);
    org.ledger.write({ user: usernameOf(c, org), deed: 'create app', about: created.settings.name, detail });
    return c.json(detailOf(org, created), 201);
  });

  routes.get('/:id', (c) => {
    const found = appOf(org, c);
    return found ? c.json(detailOf(org, found)) : c.json({ refusals: [noSuchApp] }, 404);
  });

  routes.put('/:id/settings', (c) =>
    change(c, org, {
      deed: () => 'change settings',
      edit: (app, body) => {
        const judged = judgeSettings(body, org.state, app.id);
        if (!judged.ok) return judged;
        const settings = judged.value;
        const policies = withoutHidden(app.policies, settings.oauth, org.release);
        const packageDefaults = withoutHidden(app.packageDefaults, settings.oauth, org.release);
        return { ok: true, value: { settings, policies, packageDefaults } };
      },
    }),
  );

  for (const [part, place] of [
    ['policies', 'policies'],
    ['package-defaults', 'packageDefaults'],
  ] as const) {
    routes.put(`/:id/${part}`, (c) =>
      change(c, org, {
        deed: () => 'change policies',
        edit: (app, body) => {
          const judged = judgePolicies(body, org.state, app, org.release);
          return judged.ok ? { ok: true, value: { [place]: judged.value } } : judged;
        },
      }),
    );
  }

  routes.put('/:id/status', (c) =>
    change(c, org, {
      deed: (body) => (statusIn(body) === 'Disabled' ? 'disable app' : 'enable app'),
      edit: (_app, body) => {
        const status = statusIn(body);
        return status
          ? { ok: true, value: { status } }
          : { ok: false, refusals: [{ message: 'There is no such status.' }] };
      },
    }),
  );

  routes.delete('/:id', (c) => {
    const found = appOf(org, c);
    if (!found) return unknown(c, org, 'delete app');
    org.state.apps = org.state.apps.filter((app) => app !== found);
    org.ledger.write({ user: usernameOf(c, org), deed: 'delete app', about: found.settings.name });
    return c.json({});
  });

  return routes;
}

interface Change {
  deed(body: unknown): Deed;
  /** What takes the place of what the app held before. */
  edit(app: PracticeApp, body: unknown): Judged<Partial<PracticeApp>>;
}

async function change(c: Context, org: Org, { deed, edit }: Change): Promise<Response> {
  const body = await bodyOf(c);
  const found = appOf(org, c);
  if (!found) return unknown(c, org, deed(body));
  const before = { ...found };
  const about = found.settings.name;
  const judged = edit(found, body);
  if (!judged.ok) return refused(c, org, { deed: deed(body), about, refusals: judged.refusals });
  Object.assign(found, judged.value);
  const detail = changesOf(before, found, org.state.catalogue);
  org.ledger.write({ user: usernameOf(c, org), deed: deed(body), about, detail });
  return c.json(detailOf(org, found));
}

const noSuchApp: Refusal = { message: 'There is no such external client app.' };

function unknown(c: Context, org: Org, deed: Deed): Response {
  return refused(c, org, { deed, about: c.req.param('id') ?? '', refusals: [noSuchApp], status: 404 });
}

function refused(
  c: Context,
  org: Org,
  { deed, about, refusals, status = 400 }: { deed: Deed; about: string; refusals: Refusal[]; status?: 400 | 404 },
): Response {
  const detail: Record<string, string> = {};
  for (const { field, message } of refusals) {
    const label = field === undefined ? 'The form' : labelOf(field);
    detail[label] = detail[label] ? `${detail[label]} ${message}` : message;
  }
  org.ledger.write({ user: usernameOf(c, org), deed, about, outcome: 'refused', detail });
  return c.json({ refusals }, status);
}

async function bodyOf(c: Context): Promise<unknown> {
  return c.req.json<unknown>().catch(() => undefined);
}

function nameIn(body: unknown): string {
  const name = body instanceof Object && 'name' in body ? body.name : '';
  return typeof name === 'string' ? name : '';
}

function statusIn(body: unknown): PracticeApp['status'] | undefined {
  const status = body instanceof Object && 'status' in body ? body.status : undefined;
  return status === 'Enabled' || status === 'Disabled' ? status : undefined;
}

function usernameOf(c: Context, org: Org): string {
  const session = sessionOf(c, org);
  return session ? org.signedIn(session).username : '';
}

function appOf(org: Org, c: Context): PracticeApp | undefined {
  return org.state.apps.find(({ id }) => id === c.req.param('id'));
}

function rowOf(org: Org, { id, status, settings, policies }: PracticeApp): AppRow {
  const permitted = org.state.catalogue.permittedUsers.find(({ value }) => value === policies.permittedUsers);
  const { name, contactEmail, distributionState: type } = settings;
  return { id, name, contactEmail, authorization: permitted?.label ?? '', type, status };
}

function detailOf(org: Org, app: PracticeApp): AppDetail {
  const { settings, policies, packageDefaults } = app;
  return {
    ...rowOf(org, app),
    settings,
    policies,
    packageDefaults,
    consumerDetailsUrl: consumerDetailsUrl(org, app),
  };
}
