import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import type { AuditTrail } from '../../src/runbook/audit.ts';
import { auditTrail } from '../../src/salesforce/audit-trail.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { createApp, signedIn, started } from '../practice-org/support.ts';
import { aWindow } from '../support/window.ts';
import { surroundings } from './support.ts';

const here = aWindow();
const FROM = new Date('2026-11-23T08:59:00.000Z');
const TO = new Date('2026-11-23T09:05:00.000Z');
const SPAN = { from: FROM.toISOString(), to: TO.toISOString() };

test('what the org says of the minutes of a run is read with the session of the browser', async () => {
  const { org } = await started({ at: new Date('2026-11-23T09:00:00.000Z') });
  try {
    await createApp(await signedIn(org), org);
    const around = surroundings(org, here.context);
    await signIn(around);
    const trail = await auditTrail(around, { from: FROM, to: TO });
    const row = { at: '2026-11-23T09:00:00.000Z', by: org.admin.username, section: 'External Client Apps' };
    expect(trail).toMatchObject({ ...SPAN, rows: [row, row] });
    expect(trail.rows?.map(({ display }) => display.endsWith('Document AI'))).toEqual([true, true]);
    // An earlier change is no part of the run.
    expect(await auditTrail(around, { from: new Date('2026-11-23T09:00:01.000Z'), to: TO })).toMatchObject({
      rows: [],
    });
  } finally {
    await org.close();
  }
});

/** What is read of an org that answers so, in a browser that has a session there. */
async function readFrom(listener: RequestListener): Promise<AuditTrail> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://acme.my.salesforce.localhost:${(server.address() as AddressInfo).port}`;
  const sid = { name: 'sid', value: '00DgL00000AbCdE!AQEAQFzS8gLk3m', url };
  await here.context.addCookies([sid]);
  const admin = { username: 'grace@acme.practice', password: 'correct horse battery', email: '', name: '' };
  try {
    return await auditTrail(surroundings({ url, setupUrl: url, admin }, here.context), { from: FROM, to: TO });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const json = (status: number, body: unknown): RequestListener => {
  return (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const UNREAD: Readonly<Record<string, readonly [answer: RequestListener, why: string]>> = {
  'does not know the session': [
    json(401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]),
    'The org does not let it be read (HTTP 401, INVALID_SESSION_ID).',
  ],
  'does not show it to the user': [
    json(400, [{ errorCode: 'INVALID_TYPE', message: "sObject type 'SetupAuditTrail' is not supported." }]),
    'The org does not let it be read (HTTP 400, INVALID_TYPE).',
  ],
  'says something of its own': [
    json(403, '00DgL00000AbCdE!AQEAQFzS8gLk3m'),
    'The org does not let it be read (HTTP 403).',
  ],
  'answers in another form': [
    json(200, { records: [{ When: 'today' }] }),
    'The org answered in a form that is not known.',
  ],
  'breaks the connection': [(request) => request.socket.destroy(), 'No answer from '],
};
for (const [what, [answer, why]] of Object.entries(UNREAD)) {
  test(`an org that ${what} leaves the trail unread, and says why`, async () => {
    const trail = await readFrom(answer);
    expect(trail).toEqual({ ...SPAN, unread: expect.stringContaining(why) });
    expect(JSON.stringify(trail)).not.toContain('AQEA');
  });
}

test('a browser without a session, and no browser at all, leave it unread', async () => {
  const admin = { username: 'grace@acme.practice', password: 'correct horse battery', email: '', name: '' };
  const around = surroundings({ url: 'http://a.localhost:1', setupUrl: '', admin }, here.context);
  expect(await auditTrail(around, { from: FROM, to: TO })).toMatchObject({
    unread: expect.stringMatching(/no session/),
  });
  const blind = () => {
    throw new Error('The browser was not started yet');
  };
  expect(await auditTrail({ ...around, browser: blind }, { from: FROM, to: TO })).toMatchObject({
    unread: expect.stringMatching(/^E_UNFORESEEN/),
  });
});

test('a user whose name the row does not tell is named by id, and empty columns stay empty', async () => {
  const row = { CreatedDate: '2026-11-23T09:00:00.000+0000', CreatedById: '005gL000001AbCd', CreatedBy: null };
  expect(await readFrom(json(200, { records: [row] }))).toMatchObject({
    rows: [{ at: '2026-11-23T09:00:00.000Z', by: '005gL000001AbCd', section: '', action: '', display: '' }],
  });
});
