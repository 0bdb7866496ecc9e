import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserContext, expect, test } from '@playwright/test';
import { addressSeen, appPermissions } from '../../src/salesforce/org-facts.ts';
import { surroundings } from './support.ts';

const SID = '00DgL00000AbCdE!AQ.of-a-test-of-org-facts';
const USER = {
  preferred_username: 'grace@acme.example',
  user_id: '005gL0000012345AAA',
  organization_id: '00DgL00000AbCdEUAV',
};
const DEVELOPER = 'Create, edit, and delete External Client Apps';
const ADMIN = 'View all External Client Apps, view their settings, and edit their policies';

/** What is found where an org answers so, and the queries that it was asked. */
async function told<T>(
  answers: { user?: unknown; rows?: unknown; status?: number },
  ask: (around: ReturnType<typeof surroundings>) => Promise<T>,
  { sid }: { sid?: string } = { sid: SID },
): Promise<{ found: T; queries: readonly string[] }> {
  const queries: string[] = [];
  const methods = new Set<string | undefined>();
  const server = createServer((request, response) => {
    methods.add(request.method);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const isQuery = pathname.endsWith('/query');
    if (isQuery) queries.push(searchParams.get('q') ?? '');
    response.writeHead((isQuery && answers.status) || 200, { 'content-type': 'application/json' });
    const refusal = [{ errorCode: 'INVALID_FIELD', message: 'No such column' }];
    const rows = answers.status === undefined ? { records: answers.rows ?? [] } : refusal;
    response.end(JSON.stringify(isQuery ? rows : (answers.user ?? USER)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://acme.my.salesforce.localhost:${(server.address() as AddressInfo).port}`;
  const cookies = sid === undefined ? [] : [{ name: 'sid', value: sid }];
  const context = { cookies: async () => cookies } as unknown as BrowserContext;
  const admin = { username: 'grace@acme.example', password: 'quite-a-secret-1', email: '', name: '' };
  try {
    const found = await ask(surroundings({ url, setupUrl: url, admin }, context));
    expect(
      [...methods].filter((method) => method !== 'GET'),
      'it only asks',
    ).toEqual([]);
    return { found, queries };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

for (const [developer, administers, has, lacks] of [
  [true, true, [DEVELOPER, ADMIN], []],
  [false, true, [ADMIN], [DEVELOPER]],
  [false, false, [], [DEVELOPER, ADMIN]],
] as const) {
  test(`a user lacks ${lacks.length} of the permissions for External Client Apps`, async () => {
    const rows = [{ PermissionsExternalClientAppDeveloper: developer, PermissionsExternalClientAppAdmin: administers }];
    const { found, queries } = await told({ rows }, appPermissions);
    expect(found).toEqual({ told: { has, lacks } });
    expect(queries).toEqual([expect.stringMatching(/^SELECT \w+, \w+ FROM UserPermissionAccess LIMIT 1$/)]);
  });
}

test('an org that does not know a permission leaves it open', async () => {
  const refused = { untold: 'the org does not let it be read (HTTP 400, INVALID_FIELD)' };
  expect((await told({ status: 400 }, appPermissions)).found).toEqual(refused);
  const odd = { untold: 'the org answered in a form that is not known' };
  expect((await told({ rows: [] }, appPermissions)).found).toEqual(odd);
  expect((await told({ rows: [{ PermissionsExternalClientAppDeveloper: 'yes' }] }, appPermissions)).found).toEqual(odd);
});

test('without a session nothing is asked', async () => {
  const { found, queries } = await told({}, appPermissions, {});
  expect(found).toMatchObject({ untold: expect.stringMatching(/./) });
  expect(queries).toEqual([]);
});

const SINCE = new Date('2026-11-23T09:00:00Z');
const login = (LoginTime: string, SourceIp = '203.0.113.7') => ({ rows: [{ LoginTime, SourceIp }] });

test('the address is that of the sign-in just made, by the user of the session', async () => {
  for (const address of ['203.0.113.7', '2001:db8::7']) {
    const { found, queries } = await told(login('2026-11-23T09:00:01.000+0000', address), (around) =>
      addressSeen(around, SINCE),
    );
    expect(found).toEqual({ told: address });
    expect(queries).toEqual([
      expect.stringMatching(/FROM LoginHistory WHERE UserId = '005gL0000012345AAA' ORDER BY LoginTime DESC LIMIT 1$/),
    ]);
  }
});

test('the address of an earlier sign-in is nobody knows whose, and what is no address is none', async () => {
  const ask = (around: ReturnType<typeof surroundings>) => addressSeen(around, SINCE);
  const earlier = await told(login('2026-11-23T08:59:59.000+0000'), ask);
  expect(earlier.found).toEqual({ untold: 'no sign-in was made just now whose address the org could tell' });
  const none = await told(login('2026-11-23T09:00:01.000+0000', 'Salesforce.com IP'), ask);
  expect(none.found).toEqual({ untold: 'the org answered in a form that is not known' });
  const injected = await told({ user: { ...USER, user_id: "005' OR Name LIKE '" } }, ask);
  expect(injected.found).toEqual({ untold: 'the org does not say who the user is' });
  expect(injected.queries).toEqual([]);
});
