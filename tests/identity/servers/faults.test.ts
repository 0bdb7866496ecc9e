import { expect, test } from '@playwright/test';
import type { CodeWait } from '../../../src/identity/codes.ts';
import type { Secret } from '../../../src/runbook/secret.ts';
import { startDovecot } from '../../support/dovecot.ts';
import { mailServers, openOnDovecot } from './servers.ts';
import { nextCode, USER, Waiter } from './waiter.ts';

/** No safety poll comes in a test, so that only what is tested can help. */
const PUSHED = { safetyPollMs: 60_000 };
/** A connection that is dead without a word is found out after these two together. */
const WARY = { safetyPollMs: 300, answerMs: 300 };

const servers = mailServers();
test.afterAll(() => servers.close());

/** Waits for the code, and notes how long after `from` it came, for the table of benchmarks/mailbox.mjs. */
async function codeAfter(from: number, received: Promise<string>): Promise<string> {
  const code = await received;
  test.info().annotations.push({ type: 'took', description: `${Math.round(performance.now() - from)} ms` });
  return code;
}

for (const server of [servers.practice, servers.clear]) {
  test.describe(server.name, () => {
    test.skip(server.missing !== undefined, server.missing ?? '');
    let waiter: Waiter;
    let network: Awaited<ReturnType<Waiter['badNetwork']>>;
    test.beforeEach(async () => {
      waiter = await Waiter.at(server);
      network = await waiter.badNetwork();
    });
    test.afterEach(() => waiter?.close());

    /** Resolves once the server was asked to push. */
    async function armed(changes: Parameters<Waiter['armed']>[0] = {}): Promise<CodeWait> {
      let idles: () => void = () => undefined;
      const idling = new Promise<void>((resolve) => {
        idles = resolve;
      });
      network.filter({
        fromServer(line) {
          if (/^\+ idling/i.test(line)) idles();
          return [line];
        },
      });
      const wait = await waiter.armed({ port: network.port, ...changes });
      await idling;
      network.filter({});
      return wait;
    }

    /** Does something when all mails were sent that a look asked for, before the client is told that these were all. */
    function atTheEndOfAFetch(happens: (lastLine: string) => Promise<readonly string[]>): void {
      let tag: string | undefined;
      network.filter({
        fromClient(line) {
          tag = / UID FETCH /.test(line) ? line.split(' ')[0] : undefined;
          return [line];
        },
        fromServer: (line) => (tag !== undefined && line.startsWith(`${tag} OK`) ? happens(line) : [line]),
      });
    }

    /** Sends the code, and expects it in hand. */
    async function isTaken(wait: CodeWait, code: string, folder = 'INBOX'): Promise<void> {
      const received = nextCode(wait);
      const from = performance.now();
      await waiter.send({ code, folder });
      expect(await codeAfter(from, received)).toBe(code);
    }

    /** The password, and how often it was shown, which is once for each attempt to connect. */
    function countedAuth(): { readonly auth: { readonly password: Secret }; attempts(): number } {
      const { auth } = waiter.mailbox.account;
      if (!('password' in auth)) throw new Error('No password');
      let attempts = 0;
      const { password } = auth;
      const counted = Object.defineProperty({ password }, 'password', {
        enumerable: true,
        get: () => {
          attempts += 1;
          return password;
        },
      });
      return { auth: counted, attempts: () => attempts };
    }

    test('none: the server pushes', async () => {
      await isTaken(await armed(PUSHED), '200000');
    });

    test('the connection is reset', async () => {
      const wait = await armed(PUSHED);
      network.reset();
      await isTaken(wait, '200001');
    });

    test('the connection is dead without a word', async () => {
      const wait = await armed(WARY);
      network.swallow();
      await isTaken(wait, '200002');
    });

    test('the server refuses connections for a while', async () => {
      const { auth, attempts } = countedAuth();
      const wait = await armed({ ...PUSHED, auth });
      const before = attempts();
      await network.refuse();
      network.reset();
      const from = performance.now();
      await waiter.send({ code: '200003' });
      await expect.poll(attempts).toBeGreaterThan(before + 1);
      await network.accept();
      expect(await codeAfter(from, nextCode(wait))).toBe('200003');
    });

    test('the server has too many connections for a while', async () => {
      const wait = await armed(PUSHED);
      let refusals = 2;
      network.filter({
        fromServer(line) {
          const [, tag] = /^(\S+) OK .*(?:logged|signed) in/i.exec(line) ?? [];
          if (tag === undefined || refusals === 0) return [line];
          refusals -= 1;
          return [`${tag} NO [LIMIT] Maximum number of connections reached`];
        },
      });
      network.reset();
      await isTaken(wait, '200004');
      expect(refusals).toBe(0);
    });

    test('the server never pushes', async () => {
      const wait = await armed({ safetyPollMs: 500 });
      network.filter({ fromServer: (line) => (/^\* \d+ (EXISTS|RECENT)/.test(line) ? [] : [line]) });
      await isTaken(wait, '200005');
    });

    test('200 other mails come around the right one', async () => {
      const wait = await armed(PUSHED);
      const others = async (tens: number): Promise<void> => {
        for (let ten = 0; ten < tens; ten++) {
          const users = Array.from({ length: 10 }, (_, one) => `user-${ten}${one}@corp.example`);
          await Promise.all(users.map((user) => waiter.send({ code: '300000', user })));
        }
      };
      await others(10);
      const later = others(10);
      await isTaken(wait, '200006');
      await later;
    });

    test('the mail is taken for junk', async () => {
      await isTaken(await armed(), '200007', 'Junk');
    });

    test('a forged mail comes before', async () => {
      const wait = await armed(PUSHED);
      await waiter.send({ code: '666001', from: 'Example Cloud <noreply@cloud.example.evil.example>' });
      await isTaken(wait, '200008');
    });

    test('an old mail comes late', async () => {
      const wait = await armed(PUSHED);
      await waiter.send({ code: '666002', date: new Date(Date.now() - 5 * 60_000) });
      await isTaken(wait, '200009');
    });

    test('a mail comes that is larger than is read', async () => {
      const wait = await armed(PUSHED);
      const text = `Username: ${USER}\n\nVerification Code: 666003\n${`${'x'.repeat(70)}\n`.repeat(5_000)}`;
      await waiter.send({ text });
      await isTaken(wait, '200010');
    });

    test('the mail is taken away before it is read, and sent again', async () => {
      const wait = await armed(PUSHED);
      let takenAway = false;
      network.filter({
        async fromClient(line) {
          if (takenAway || !/ UID FETCH /.test(line)) return [line];
          takenAway = true;
          await waiter.mailbox.as(async (client) => {
            await client.mailboxOpen('INBOX');
            await client.messageDelete('1', { uid: true });
          });
          // Servers may show a mail for a while to who had seen it; these two do.
          return [line.replace(/UID FETCH \S+/, 'UID FETCH 999')];
        },
      });
      const received = nextCode(wait);
      await waiter.send({ code: '200011' });
      await expect.poll(() => takenAway).toBe(true);
      const from = performance.now();
      await waiter.send({ code: '200012' });
      expect(await codeAfter(from, received)).toBe('200012');
    });

    test('the server tells of a flag on a later mail while mails are read', async () => {
      const wait = await armed({ safetyPollMs: 200 });
      let told = false;
      atTheEndOfAFetch(async (lastLine) => {
        if (told) return [lastLine];
        told = true;
        await waiter.send({ code: '200014' });
        return ['* 2 EXISTS', '* 2 FETCH (UID 2 FLAGS (\\Seen))', lastLine];
      });
      const first = nextCode(wait);
      const from = performance.now();
      await waiter.send({ code: '200013' });
      expect(await first).toBe('200013');
      expect(await codeAfter(from, nextCode(wait))).toBe('200014');
    });

    test('the connection breaks while mails are read and does not come back', async () => {
      const wait = await armed({ ...PUSHED, deadlineMs: 1_500 });
      atTheEndOfAFetch(async () => {
        await expect.poll(() => waiter.hasSeen('200015')).toBe(true);
        await network.refuse();
        network.reset();
        return [];
      });
      await isTaken(wait, '200015');
    });

    test('the deadline passes while memory is short and the server is dead', async () => {
      const wait = await armed({ deadlineMs: 500, safetyPollMs: 100 });
      network.swallow();
      let over = false;
      const gaveUp = wait.next().catch((error: unknown) => {
        over = true;
        return error;
      });
      while (!over) {
        Array.from({ length: 20_000 }, (_, index) => ({ index, text: String(index) }));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await gaveUp).toMatchObject({ kind: 'person' });
    });

    test('the wait is ended while the server is dead, and while it is connected to', async () => {
      const dead = await armed();
      network.swallow();
      await dead[Symbol.asyncDispose]();
      const { auth, attempts } = countedAuth();
      const connecting = await armed({ auth, greetingMs: 50_000 });
      network.filter({ fromServer: () => [] });
      network.reset();
      await expect.poll(attempts).toBeGreaterThan(1);
      await connecting[Symbol.asyncDispose]();
    });
  });
}

test.describe('Dovecot that lets each user in once', () => {
  test.skip(servers.clear.missing !== undefined, servers.clear.missing ?? '');

  test('somebody else holds the connection for a while', async () => {
    const dovecot = await startDovecot({ connectionsPerUser: 1 });
    const waiter = Waiter.of(openOnDovecot(dovecot, 'none'));
    const network = await waiter.badNetwork();
    const wait = await waiter.armed({ ...PUSHED, port: network.port });
    let refused = 0;
    network.filter({
      fromServer(line) {
        if (/ NO \[LIMIT\]/.test(line)) refused += 1;
        return [line];
      },
    });
    await network.refuse();
    network.reset();
    const from = performance.now();
    await expect(async () => {
      await waiter.mailbox.as(async () => {
        await network.accept();
        await expect.poll(() => refused).toBeGreaterThan(0);
      });
    }).toPass();
    await waiter.send({ code: '200020' });
    expect(await codeAfter(from, nextCode(wait))).toBe('200020');
    await waiter.close();
    await dovecot.stop();
  });
});

test.describe(servers.tls.name, () => {
  test.skip(servers.tls.missing !== undefined, servers.tls.missing ?? '');

  test('the Junk folder is removed, and comes back with the code', async () => {
    const waiter = await Waiter.at(servers.tls);
    const wait = await waiter.armed();
    await waiter.mailbox.as((client) => client.mailboxDelete('Junk'));
    await waiter.send({ code: '200021' });
    expect(await nextCode(wait)).toBe('200021');
    await waiter.mailbox.as((client) => client.mailboxCreate('Junk'));
    const from = performance.now();
    await waiter.send({ code: '200022', folder: 'Junk' });
    expect(await codeAfter(from, nextCode(wait))).toBe('200022');
    await waiter.close();
  });
});
