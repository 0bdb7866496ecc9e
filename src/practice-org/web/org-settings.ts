import { Hono } from 'hono';
import { z } from 'zod';
import type { Org } from '../org.ts';
import { isAdmin } from '../people.ts';
import type { OrgSettings } from '../shape.ts';
import { sessionOf } from './signed-in.ts';

/** Labels of facts 8.2 and 8.1 [D]. */
const labels: Readonly<Record<keyof OrgSettings, string>> = {
  secretsInRestApi: 'Allow access to External Client App consumer secrets via REST API',
  secretsInMetadataApi: 'Allow access to OAuth consumer secrets via Metadata API',
};

const change = z.strictObject({ secretsInRestApi: z.boolean(), secretsInMetadataApi: z.boolean() }).partial();

/** The org-wide settings of External Client Apps: facts 2 [C] and 8.2 [C]. */
export function orgSettingsRoutes(org: Org): Hono {
  const app = new Hono();

  app.get('/', (c) => c.json(org.state.orgSettings));

  app.put('/', async (c) => {
    const session = sessionOf(c, org);
    const user = session && org.signedIn(session);
    const sent = change.safeParse(await c.req.json().catch(() => undefined));
    const about = 'External Client App Settings';
    if (!user || !isAdmin(user) || !sent.success) {
      const message = sent.success ? 'You need the permission Customize Application.' : z.prettifyError(sent.error);
      const detail = { 'The form': message };
      org.ledger.write({ user: user?.username ?? '', deed: 'change org settings', about, outcome: 'refused', detail });
      return c.json({ refusals: [{ message }] }, sent.success ? 403 : 400);
    }
    const before = org.state.orgSettings;
    org.state.orgSettings = { ...before, ...(sent.data as Partial<OrgSettings>) };
    const after = org.state.orgSettings;
    const changed = (Object.keys(labels) as Array<keyof OrgSettings>).filter((name) => before[name] !== after[name]);
    const on = (is: boolean) => (is ? 'on' : 'off');
    const detail = Object.fromEntries(
      changed.map((name) => [labels[name], `${on(before[name])} -> ${on(after[name])}`]),
    );
    org.ledger.write({ user: user.username, deed: 'change org settings', about, detail });
    return c.json(after);
  });

  return app;
}
