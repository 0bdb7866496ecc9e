import { expect, test } from '@playwright/test';
import { mailboxCodes } from '../../src/identity/mailbox/index.ts';
import { MailWait } from '../../src/identity/mailbox/wait.ts';
import { AUTHSERV_ID, startMailbox } from '../../src/practice-org/mailbox/index.ts';
import { Secret, SecretBook } from '../../src/runbook/secret.ts';
import { scriptedServer } from './scripted-server.ts';
import { mailServers, messagesIn } from './servers/servers.ts';
import { CLOUD, nextCode, USER, Waiter } from './servers/waiter.ts';

/** What is seen by a push of the server only: no safety poll comes in a test. */
const PUSHED = { safetyPollMs: 60_000 };

const servers = mailServers();
test.afterAll(() => servers.close());

for (const server of [servers.practice, servers.tls, servers.starttls]) {
  test.describe(server.name, () => {
    test.skip(server.missing !== undefined, server.missing ?? '');
    let waiter: Waiter;
    test.beforeEach(async () => {
      waiter = await Waiter.at(server);
    });
    test.afterEach(() => waiter?.close());

    test('takes the code that comes while it waits, and says where from without saying the code', async () => {
      const wait = await waiter.armed(PUSHED);
      const received = wait.next();
      await waiter.send({ code: '004550' });
      const { code, mail } = await received;
      expect(code.reveal()).toBe('004550');
      expect(mail).toEqual({ folder: 'INBOX', uid: 1, written: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
      expect(waiter.book.redact('typed 004550')).toBe('typed [SECRET verification code]');
    });

    test('leaves what was there before it was armed', async () => {
      await waiter.send({ code: '111111' });
      await waiter.send({ code: '111112', folder: 'Junk' });
      const wait = await waiter.armed();
      await waiter.send({ code: '222222' });
      expect(await nextCode(wait)).toBe('222222');
    });

    test('keeps a mail that comes before it is asked for', async () => {
      const wait = await waiter.armed();
      await waiter.send({ code: '333333' });
      await expect.poll(() => waiter.hasSeen('333333')).toBe(true);
      expect(await nextCode(wait)).toBe('333333');
    });

    test('passes over mail for others, from others, and from before, and takes the right one', async () => {
      const wait = await waiter.armed();
      await waiter.send({ code: '100001', user: 'somebody@corp.example' });
      await waiter.send({ code: '100002', user: `${USER}.uat1` });
      await waiter.send({ code: '100003', from: 'Example Cloud <noreply@cloud.example.evil.example>' });
      await waiter.send({ code: '100004', from: `${CLOUD}, Eve <eve@evil.example>` });
      await waiter.send({ code: '100005', date: new Date(Date.now() - 5 * 60_000) });
      await waiter.send({ text: `Username: ${USER}\nNothing else.` });
      const received = wait.next();
      await waiter.send({ code: '444444' });
      expect((await received).code.reveal()).toBe('444444');
    });

    test('does not choose between two codes, and takes the next one', async () => {
      const wait = await waiter.armed();
      await waiter.send({ code: '500001' });
      // Each in a look of its own, so that they are compared all the same.
      await expect.poll(() => waiter.hasSeen('500001')).toBe(true);
      await waiter.send({ code: '500002' });
      await expect.poll(() => waiter.hasSeen('500002')).toBe(true);
      const received = wait.next();
      await waiter.send({ code: '555555' });
      expect((await received).code.reveal()).toBe('555555');
    });

    test('takes a code that came twice', async () => {
      const wait = await waiter.armed();
      await waiter.send({ code: '565656' });
      await waiter.send({ code: '565656' });
      expect(await nextCode(wait)).toBe('565656');
    });

    test('gives a newer mail the second time, even if its code is the same', async () => {
      const wait = await waiter.armed();
      await waiter.send({ code: '666666' });
      const first = await wait.next();
      const second = wait.next();
      await waiter.send({ code: '600000', date: new Date(Date.now() - 30_000) });
      await waiter.send({ code: '666666' });
      expect((await second).code.reveal()).toBe('666666');
      expect((await second).mail).not.toEqual(first.mail);
    });

    test('finds a code in the Junk folder', async () => {
      const wait = await waiter.armed();
      const received = wait.next();
      await waiter.send({ code: '777777', folder: 'Junk' });
      const { code, mail } = await received;
      expect(code.reveal()).toBe('777777');
      expect(mail).toMatchObject({ folder: 'Junk', uid: 1 });
      const again = wait.next();
      await waiter.send({ code: '777778' });
      expect((await again).code.reveal()).toBe('777778');
    });

    for (const folder of ['INBOX', 'Junk']) {
      test(`marks the taken mail in ${folder} as seen, and no other`, async () => {
        const wait = await waiter.armed();
        await waiter.send({ code: '100001', user: 'somebody@corp.example', folder });
        await waiter.send({ code: '888888', folder });
        await wait.next();
        await wait[Symbol.asyncDispose]();
        expect(await messagesIn(waiter.mailbox)).toEqual([
          { folder, uid: 1, flags: [] },
          { folder, uid: 2, flags: ['\\Seen'] },
        ]);
      });
    }

    test('connects again when the connection breaks, and finds what came meanwhile', async () => {
      const network = await waiter.badNetwork();
      const wait = await waiter.armed({ ...PUSHED, port: network.port });
      const received = wait.next();
      network.reset();
      await waiter.send({ code: '999991' });
      expect((await received).code.reveal()).toBe('999991');
      await expect.poll(async () => (await messagesIn(waiter.mailbox))[0]?.flags).toContain('\\Seen');
      const again = wait.next();
      network.reset();
      await waiter.send({ code: '999992', folder: 'Junk' });
      expect((await again).code.reveal()).toBe('999992');
    });

    test('goes by the date when the folder gets new UIDs, and gives no mail twice', async () => {
      for (const code of ['121201', '121202', '121203']) await waiter.send({ code });
      // So that later mails get higher UIDs than there are mails.
      await waiter.mailbox.as(async (client) => {
        await client.mailboxOpen('INBOX');
        await client.messageDelete('1:*');
      });
      await waiter.send({ code: '121211', date: new Date(Date.now() - 10 * 60_000) });
      const network = await waiter.badNetwork();
      const wait = await waiter.armed({ port: network.port });
      await waiter.send({ code: '121212' });
      expect(await nextCode(wait)).toBe('121212');
      const again = wait.next();
      await network.refuse();
      network.reset();
      waiter.mailbox.renumber();
      await network.accept();
      await waiter.send({ code: '121213' });
      expect((await again).code.reveal()).toBe('121213');
      expect((await again).mail.uid).toBeLessThanOrEqual(3);
    });

    test('gives up in time, and says what it saw and why it took none', async () => {
      expect(String(await waiter.givesUp({}, () => undefined))).toMatch(
        /^Trouble: No code for admin@corp\.example came to the mailbox robot\S* at 127\.0\.0\.1 within 1 s\. No new mail was seen\. Check /,
      );
      const error = await waiter.givesUp({}, async () => {
        await waiter.send({ code: '131311', user: 'somebody@corp.example' });
        await waiter.send({ code: '131312', from: 'noreply@evil.example', folder: 'Junk' });
      });
      expect(error).toMatchObject({ name: 'Trouble', kind: 'person' });
      const message = String(error);
      expect(message).toContain('Refused: INBOX mail 1 does not name admin@corp.example');
      expect(message).toContain('Junk mail 1 was sent from evil.example, not from cloud.example');
      expect(message).not.toMatch(/13131\d|open sesame/);
    });

    test('says so when the connection was lost all the time', async () => {
      const network = await waiter.badNetwork();
      const error = await waiter.givesUp({ port: network.port, connectMs: 200 }, async () => {
        await network.refuse();
        network.reset();
      });
      expect(error).toMatchObject({ kind: 'person' });
      expect(String(error)).toMatch(
        /The connection broke \d+ times, at last: .*127\.0\.0\.1:\d+ refused the connection/,
      );
    });

    test('ends at once when it is interrupted, before and while it waits', async () => {
      const wait = await waiter.armed();
      const stop = new AbortController();
      const received = wait.next(stop.signal);
      stop.abort();
      await expect(received).rejects.toMatchObject({ kind: 'interrupted' });
      await expect(wait.next(stop.signal)).rejects.toMatchObject({ kind: 'interrupted' });
      await waiter.send({ code: '141414' });
      expect(await nextCode(wait)).toBe('141414');
    });

    test('ends who waits when it is closed', async () => {
      const wait = await waiter.armed();
      const received = wait.next();
      const ended = expect(received).rejects.toMatchObject({ kind: 'interrupted' });
      await wait[Symbol.asyncDispose]();
      await ended;
    });

    test("believes only the provider's own word for the sender where its id is given", async () => {
      const wait = await waiter.armed({ authservId: AUTHSERV_ID });
      await waiter.send({ code: '151515' });
      expect(await nextCode(wait)).toBe('151515');
      const other = { authservId: 'mx.other.example' };
      const error = await waiter.givesUp(other, () => waiter.send({ code: '151516' }));
      expect(error).toMatchObject({ kind: 'person' });
      expect(String(error)).toContain('INBOX mail 2 has no Authentication-Results of mx.other.example on top');
    });
  });
}

test('looks again into INBOX after it looked into Junk', async () => {
  const waiter = await Waiter.at(servers.practice);
  const { book } = waiter;
  const keep = book.keep.bind(book);
  book.keep = (name, value) => {
    // At this moment Junk is open, and the server tells nothing of INBOX.
    if (value === '787878') void waiter.send({ code: '797979' });
    return keep(name, value);
  };
  await waiter.armed(PUSHED);
  await waiter.send({ code: '767676' });
  await expect.poll(() => waiter.hasSeen('767676')).toBe(true);
  await waiter.send({ code: '787878', folder: 'Junk' });
  await waiter.send({ text: 'This one makes the helper look.' });
  await expect.poll(() => waiter.hasSeen('797979')).toBe(true);
  await waiter.close();
});

test('ends, and tries no further, when the password is not right any more', async () => {
  const user = 'robot@corp.example';
  const before = await startMailbox({ user, password: 'open sesame' });
  const { host, port } = before;
  const auth = { password: new Secret('IMAP_PASSWORD', 'open sesame') };
  const settings = { host, port, security: 'none', user, auth, senderDomain: 'cloud.example', username: USER } as const;
  await using wait = await mailboxCodes(settings, { book: new SecretBook() }).arm();
  const ended = expect(wait.next()).rejects.toMatchObject({
    kind: 'person',
    message: expect.stringContaining(`refused the login of ${user}`),
  });
  await before.close();
  const after = await startMailbox({ user, password: 'changed', port });
  await ended;
  await expect(wait.next()).rejects.toMatchObject({ kind: 'person' });
  await after.close();
});

test('arming is interrupted while the server says nothing, and while a token is waited for', async () => {
  const server = await scriptedServer(undefined);
  const waiter = await Waiter.at(servers.practice);
  const interrupted = { kind: 'interrupted' };
  const never = { accessToken: () => new Promise<never>(() => undefined) };
  for (const changes of [{ port: server.port, greetingMs: 50_000 }, { auth: never }]) {
    const stop = new AbortController();
    const arming = MailWait.arm(waiter.settings(changes), waiter.book, undefined, stop.signal);
    const ended = expect(arming).rejects.toMatchObject(interrupted);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await ended;
  }
  const stopped = MailWait.arm(waiter.settings(), waiter.book, undefined, AbortSignal.abort());
  await expect(stopped).rejects.toMatchObject(interrupted);
  await waiter.close();
  await server.close();
});
