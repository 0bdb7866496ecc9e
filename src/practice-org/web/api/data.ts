import { type Context, Hono } from 'hono';
import type { Org } from '../../org.ts';
import { bearerOf, versionOf } from './bearer.ts';
import { credentialRoutes } from './credentials.ts';
import { ApiError, noSuchResource } from './errors.ts';
import { run, tableNamed } from './soql-run.ts';
import { record, type Table } from './table.ts';
import { tablesFor } from './tables.ts';
import { identityUrl } from './who.ts';

const root = '/services/data/:version{v\\d+\\.0}';
const oldestVersion = 31;
const largestBatch = 2000;

/** The REST API as far as a client needs it to look around: versions, resources, queries and the tables they know. */
export function dataRoutes(org: Org): Hono {
  const app = new Hono();
  const newest = () => Number.parseInt(org.release.api.version, 10);
  app.get('/services/data', (c) => c.json(versionsUpTo(newest())));
  app.get('/services/data/', (c) => c.json(versionsUpTo(newest())));

  const check = (c: Context): void => {
    if (versionOf(c) < oldestVersion || versionOf(c) > newest()) throw noSuchResource();
    bearerOf(c, org);
  };
  app.use(root, async (c, next) => {
    check(c);
    await next();
  });
  app.use(`${root}/*`, async (c, next) => {
    check(c);
    await next();
  });

  const base = (c: Context) => `/services/data/${c.req.param('version')}`;
  const resources = (c: Context) => {
    const paths = ['apps', 'query', 'queryAll', 'sobjects'].map((name) => [name, `${base(c)}/${name}`]);
    return c.json({ ...Object.fromEntries(paths), identity: identityUrl(org, bearerOf(c, org)) });
  };
  app.get(root, resources);
  app.get(`${root}/`, resources);

  for (const path of ['query', 'queryAll']) {
    app.get(`${root}/${path}`, (c) => c.json(page(c, c.req.query('q') ?? '', 0)));
    app.get(`${root}/${path}/:locator`, (c) => c.json(page(c, ...located(c.req.param('locator') ?? ''))));
  }

  app.get(`${root}/sobjects`, (c) => {
    const sobjects = Object.values(tablesFor(org, bearerOf(c, org))).map((table) => summary(table, base(c)));
    return c.json({ encoding: 'UTF-8', maxBatchSize: 200, sobjects });
  });

  app.get(`${root}/sobjects/:name/describe`, (c) => {
    const table = named(c);
    const fields = Object.entries(table.columns).map(([name, type]) => {
      return { name, label: name, type, filterable: !table.unfiltered.includes(name), nillable: name !== 'Id' };
    });
    return c.json({ ...summary(table, base(c)), fields, childRelationships: [] });
  });

  app.get(`${root}/sobjects/:name/:id{\\w+}`, (c) => {
    const { name, columns } = named(c);
    const fields = c.req.query('fields') ?? Object.keys(columns).join();
    const tables = tablesFor(org, bearerOf(c, org));
    const found = run(`SELECT ${fields} FROM ${name} WHERE Id = '${c.req.param('id')}'`, tables, org.clock.now());
    const [row] = found.rows;
    if (!row) throw noSuchResource();
    return c.json(record(row, found.table, found.paths, { tables, base: base(c) }));
  });

  app.route('/', credentialRoutes(org, root));

  app.all('/services/*', () => {
    throw noSuchResource();
  });
  app.onError((error, c) => {
    if (error instanceof ApiError) return c.json(error.body, error.status);
    throw error;
  });
  return app;

  function named(c: Context): Table {
    try {
      return tableNamed(c.req.param('name') ?? '', tablesFor(org, bearerOf(c, org)));
    } catch {
      throw noSuchResource();
    }
  }

  /** One batch of the rows that a query finds, and where the next one is. */
  function page(c: Context, soql: string, from: number): Record<string, unknown> {
    const tables = tablesFor(org, bearerOf(c, org));
    const { table, paths, rows } = run(soql, tables, org.clock.now());
    const totalSize = rows.length;
    if (paths.length === 0) return { totalSize, done: true, records: [] };
    const to = from + batchSize(c);
    const records = rows.slice(from, to).map((row) => record(row, table, paths, { tables, base: base(c) }));
    const rest = to < totalSize ? { nextRecordsUrl: `${base(c)}/query/${locator(soql, to)}` } : {};
    return { totalSize, done: to >= totalSize, ...rest, records };
  }
}

/** Three releases a year; 65.0 was Winter '26. */
function versionsUpTo(newest: number): Array<{ label: string; url: string; version: string }> {
  return Array.from({ length: newest - oldestVersion + 1 }, (_, place) => {
    const since = oldestVersion + place - 65;
    const season = ['Winter', 'Spring', 'Summer'][((since % 3) + 3) % 3];
    const version = `${oldestVersion + place}.0`;
    return { label: `${season} '${26 + Math.floor(since / 3)}`, url: `/services/data/v${version}`, version };
  });
}

/** The size of a batch, which a client may ask for from 200 to 2000. */
function batchSize(c: Context): number {
  const [, asked] = /batchSize=(\d+)/i.exec(c.req.header('sforce-query-options') ?? '') ?? [];
  return Math.min(largestBatch, Math.max(200, Number(asked ?? largestBatch)));
}

/** A cursor holds its own query, so that nothing has to be kept until the next page is asked for. */
function locator(soql: string, from: number): string {
  return `01g${Buffer.from(soql).toString('base64url')}-${from}`;
}

function located(text: string): [soql: string, from: number] {
  const [, packed = '', from] = /^01g([\w-]+)-(\d+)$/.exec(text) ?? [];
  if (from === undefined) throw new ApiError('INVALID_QUERY_LOCATOR', 'invalid query locator');
  return [Buffer.from(packed, 'base64url').toString(), Number(from)];
}

function summary({ name, prefix }: Table, base: string): Record<string, unknown> {
  const sobject = `${base}/sobjects/${name}`;
  const urls = { sobject, describe: `${sobject}/describe`, rowTemplate: `${sobject}/{ID}` };
  return { name, label: name, keyPrefix: prefix, queryable: true, createable: false, urls };
}
