import { expect, test } from '@playwright/test';
import { mailServers } from './servers.ts';
import { nextCode, Waiter } from './waiter.ts';

const RUNS = Array.from({ length: 10 }, (_, index) => ({
  user: `admin${index}@corp.example`,
  first: String(410_000 + index),
  second: String(420_000 + index),
  folder: index % 4 === 0 ? 'Junk' : 'INBOX',
}));

const servers = mailServers();
test.afterAll(() => servers.close());

for (const server of [servers.practice, servers.tls]) {
  test.describe(server.name, () => {
    test.skip(server.missing !== undefined, server.missing ?? '');

    test('ten runs at once in one mailbox each get their own code, and then their next', async () => {
      const waiter = await Waiter.at(server);
      const waits = await Promise.all(RUNS.map(({ user }) => waiter.armed({ username: user, safetyPollMs: 500 })));
      for (const [which, order] of [
        ['first', RUNS],
        ['second', RUNS.toReversed()],
      ] as const) {
        const received = Promise.all(waits.map((wait) => nextCode(wait)));
        await Promise.all(order.map((run) => waiter.send({ code: run[which], user: run.user, folder: run.folder })));
        expect(await received).toEqual(RUNS.map((run) => run[which]));
      }
      await waiter.close();
    });
  });
}
