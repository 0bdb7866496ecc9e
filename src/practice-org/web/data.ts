import { Hono } from 'hono';
import { longId } from '../ids.ts';
import type { Org } from '../org.ts';
import { identityUrl } from './oauth.ts';
import { bearerSession } from './signed-in.ts';

const versions = [
  { label: "Spring '26", version: '66.0' },
  { label: "Summer '26", version: '67.0' },
].map((each) => ({ ...each, url: `/services/data/v${each.version}` }));

type Value = string | boolean | null;
type Row = Readonly<Record<string, Value>>;

/** Just enough of the REST API for a client to connect, and to ask about users and the org. */
export function dataRoutes(org: Org): Hono {
  const app = new Hono();
  app.get('/services/data', (c) => c.json(versions));
  app.get('/services/data/', (c) => c.json(versions));

  app.use('/services/data/:version/*', async (c, next) => {
    if (bearerSession(c, org)) return next();
    return c.json([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }], 401);
  });

  const resources = (version: string) => ({
    query: `/services/data/${version}/query`,
    sobjects: `/services/data/${version}/sobjects`,
  });
  for (const path of ['/services/data/:version{v\\d+\\.0}', '/services/data/:version{v\\d+\\.0}/'] as const) {
    app.get(path, (c) => {
      const session = bearerSession(c, org);
      if (!session) return c.json([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }], 401);
      return c.json({ ...resources(c.req.param('version')), identity: identityUrl(org, org.signedIn(session)) });
    });
  }

  app.get('/services/data/:version/query', (c) => {
    const answer = query(c.req.query('q') ?? '', tables(org));
    if (typeof answer === 'string') return c.json([{ message: answer, errorCode: 'MALFORMED_QUERY' }], 400);
    const url = (row: Row) => `/services/data/${c.req.param('version')}/sobjects/${answer.table}/${String(row['Id'])}`;
    const records = answer.rows.map((row) => ({
      attributes: { type: answer.table, url: url(row) },
      ...nested(pick(row, answer.fields)),
    }));
    return c.json({ totalSize: records.length, done: true, records });
  });

  app.all('/services/*', (c) =>
    c.json([{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }], 404),
  );
  return app;
}

function tables(org: Org): Readonly<Record<string, readonly Row[]>> {
  const { users, orgName } = org.state;
  return {
    User: users.map((user) => ({
      Id: longId(user.id),
      Username: user.username,
      Email: user.email,
      Name: `${user.firstName} ${user.lastName}`,
      FirstName: user.firstName,
      LastName: user.lastName,
      Alias: user.alias,
      IsActive: user.active,
      'Profile.Name': user.profile,
    })),
    Organization: [
      {
        Id: org.longOrgId,
        Name: orgName,
        IsSandbox: false,
        OrganizationType: 'Developer Edition',
        InstanceName: 'PRACTICE',
      },
    ],
  };
}

const form =
  /^\s*SELECT\s+(?<fields>[\w.,\s]+?)\s+FROM\s+(?<table>\w+)(?:\s+WHERE\s+(?<where>.+?))?(?:\s+LIMIT\s+(?<limit>\d+))?\s*$/i;
const condition = /^\s*([\w.]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(true|false))\s*$/i;

/** One form of SOQL: fields of one table, conditions of equality joined by AND, a limit. A string is the complaint. */
function query(
  soql: string,
  all: Readonly<Record<string, readonly Row[]>>,
): string | { table: string; fields: string[]; rows: Row[] } {
  const parts = form.exec(soql)?.groups;
  if (!parts) return 'The practice org understands only SELECT fields FROM table WHERE field = value AND ... LIMIT n.';
  const table = Object.keys(all).find((name) => name.toLowerCase() === parts['table']?.toLowerCase());
  let rows = [...(all[table ?? ''] ?? [])];
  if (!table) return `sObject type '${parts['table']}' is not part of the practice org.`;
  const known = Object.keys(rows[0] ?? {});
  const named = (name: string) => known.find((each) => each.toLowerCase() === name.trim().toLowerCase());
  const asked = (parts['fields'] ?? '').split(',');
  const fields = asked.map(named).filter((name) => name !== undefined);
  if (fields.length < asked.length) return `No such column on entity '${table}' of the practice org.`;
  for (const text of parts['where']?.split(/\s+AND\s+/i) ?? []) {
    const [, name = '', quoted, truth] = condition.exec(text) ?? [];
    const field = named(name);
    if (!field) return `The practice org does not understand the condition "${text}".`;
    const wanted = truth ? truth.toLowerCase() === 'true' : (quoted ?? '').replace(/\\(.)/g, '$1').toLowerCase();
    rows = rows.filter((row) => (typeof row[field] === 'string' ? row[field].toLowerCase() : row[field]) === wanted);
  }
  return { table, fields, rows: rows.slice(0, Number(parts['limit'] ?? rows.length)) };
}

function pick(row: Row, fields: readonly string[]): Row {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
}

/** `Profile.Name` becomes an object of its own, as the REST API gives it. */
function nested(row: Row): Record<string, unknown> {
  const entries = Object.entries(row).map(([field, value]): [string, unknown] => {
    const [parent = field, child] = field.split('.');
    return child ? [parent, { [child]: value }] : [field, value];
  });
  return Object.fromEntries(entries);
}
