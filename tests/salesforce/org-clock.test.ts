import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { clockOffsetOf, orgClock } from '../../src/salesforce/org-clock.ts';
import { started } from '../practice-org/support.ts';

const HOUR = 3_600_000;
/** Far more than a busy machine takes to answer, and far less than the clocks of these tests differ by. */
const NEAR = 60_000;

/** An org of a host of its own that answers in a way of its own, and the paths that it was asked for. */
async function answering(answer: (response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? request.headers.cookie ?? ''}`);
    response.sendDate = false;
    answer(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://acme.my.salesforce.localhost:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

for (const [what, ahead] of [
  ['is ahead', 2 * HOUR],
  ['is behind', -26 * HOUR],
] as const) {
  test(`the clock of an org that ${what} is told apart from this machine's`, async () => {
    const date = () => new Date(Date.now() + ahead).toUTCString();
    await using org = await answering((response) => response.setHeader('date', date()).end('[]'));
    const offset = (await clockOffsetOf(org.url)) ?? 0;
    expect(Math.abs(offset - ahead)).toBeLessThan(NEAR);
    expect(org.asked, 'no session is needed, and none is sent').toEqual(['GET /services/data/ ']);
  });
}

test('the clock of an org that runs as this machine does is hardly off', async () => {
  const { org } = await started();
  expect(Math.abs((await clockOffsetOf(org.url)) ?? Number.NaN)).toBeLessThan(NEAR);
  await org.close();
});

for (const [status, headers] of [
  [401, {}],
  [503, {}],
  [200, { 'content-type': 'text/html' }],
] as const) {
  test(`an answer of ${status} tells the time all the same`, async () => {
    await using org = await answering((response) =>
      response.writeHead(status, { ...headers, date: new Date(Date.now() + HOUR).toUTCString() }).end('<p>No JSON'),
    );
    expect(Math.abs(((await clockOffsetOf(org.url)) ?? 0) - HOUR)).toBeLessThan(NEAR);
  });
}

for (const [what, answer] of [
  ['no date', (response) => response.end('[]')],
  ['a date that is none', (response) => response.setHeader('date', 'the day before').end('[]')],
  ['a way to another host', (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
  ['a connection that breaks', (response) => response.destroy()],
] as ReadonlyArray<[string, (response: ServerResponse) => unknown]>) {
  test(`an org that answers with ${what} leaves the clock unknown`, async () => {
    await using org = await answering((response) => void answer(response));
    expect(await clockOffsetOf(org.url)).toBeUndefined();
  });
}

test('an org that is not there leaves the clock unknown', async () => {
  const { org } = await started();
  await org.close();
  expect(await clockOffsetOf(org.url)).toBeUndefined();
});

test('case 38: the org is asked again where this machine’s clock was set meanwhile, and only then', async () => {
  await using org = await answering((response) => response.setHeader('date', new Date(told).toUTCString()).end('[]'));
  const wall = Date.now;
  let told = wall();
  try {
    const clock = orgClock(org.url);
    expect(clock.ahead).toBeUndefined();
    await Promise.all([clock.ask(), clock.ask()]);
    expect(Math.abs((await clock.ask()) ?? Number.NaN)).toBeLessThan(NEAR);
    expect(org.asked).toHaveLength(1);
    for (const [by, asked] of [
      [HOUR, 2],
      [-HOUR, 3],
    ] as const) {
      Date.now = () => wall() + by;
      told = wall();
      expect(Math.abs(((await clock.ask()) ?? 0) + by)).toBeLessThan(NEAR);
      expect(clock.ahead).toBe(await clock.ask());
      expect(org.asked).toHaveLength(asked);
    }
  } finally {
    Date.now = wall;
  }
});
