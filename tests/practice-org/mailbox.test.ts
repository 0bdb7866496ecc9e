import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { type PracticeMailbox, startMailbox } from '../../src/practice-org/mailbox/index.ts';
import { selfSigned } from '../support/certificate.ts';

const MAIL = {
  from: 'Example Cloud <noreply@cloud.example>',
  to: 'robot@corp.example',
  subject: 'Grüße',
  text: 'Schöne Grüße\nUsername: robot@corp.example',
  date: new Date('2026-11-23T09:00:00Z'),
};

let mailbox: PracticeMailbox;
const clients: ImapFlow[] = [];

test.beforeEach(async () => {
  mailbox = await startMailbox({ user: 'robot@corp.example', password: 'pass "word"\\' });
});

test.afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await mailbox.close();
});

function newClient(options: ImapFlowOptions = {}): ImapFlow {
  const client = new ImapFlow({
    host: mailbox.host,
    port: mailbox.port,
    secure: false,
    logger: false,
    disableAutoIdle: true,
    auth: { user: mailbox.user, pass: mailbox.password },
    ...options,
  });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function signedIn(options?: ImapFlowOptions): Promise<ImapFlow> {
  const client = newClient(options);
  await client.connect();
  return client;
}

function once(client: ImapFlow, event: 'exists' | 'expunge' | 'flags' | 'close'): Promise<unknown> {
  return new Promise((resolve) => client.once(event, resolve));
}

test('lets in by AUTHENTICATE and by LOGIN, and nobody with a wrong password', async () => {
  expect((await signedIn()).authenticated).toBeTruthy();
  const byLogin = { user: mailbox.user, pass: mailbox.password, loginMethod: 'LOGIN' };
  expect((await signedIn({ auth: byLogin })).authenticated).toBeTruthy();

  const wrong = newClient({ auth: { user: mailbox.user, pass: 'guessed' } });
  await expect(wrong.connect()).rejects.toMatchObject({
    authenticationFailed: true,
    serverResponseCode: 'AUTHENTICATIONFAILED',
  });
});

for (const [mechanism, status] of [
  ['XOAUTH2', '401'],
  ['OAUTHBEARER', 'invalid_token'],
] as const) {
  test(`lets in by ${mechanism} who has the right token, and tells others in JSON why not`, async () => {
    await mailbox.close();
    const { user, password } = mailbox;
    const isToken = (name: string, token: string): boolean => name === user && token === 'valid=token';
    mailbox = await startMailbox({ user, password, isToken, tokenMechanisms: [mechanism] });

    const client = await signedIn({ auth: { user, accessToken: 'valid=token' } });
    expect(client.authenticated).toBeTruthy();
    expect([...client.capabilities.keys()].filter((name) => name.startsWith('AUTH='))).toEqual([
      'AUTH=PLAIN',
      `AUTH=${mechanism}`,
    ]);
    for (const auth of [
      { user, accessToken: 'stale token' },
      { user: 'other@corp.example', accessToken: 'valid=token' },
    ]) {
      const wrong = newClient({ auth });
      await expect(wrong.connect()).rejects.toMatchObject({
        authenticationFailed: true,
        serverResponseCode: 'AUTHENTICATIONFAILED',
        oauthError: { status, schemes: 'bearer' },
      });
    }
    expect((await signedIn()).authenticated).toBeTruthy();
  });
}

test('takes no token where it was not told which are right', async () => {
  const client = newClient({ auth: { user: mailbox.user, accessToken: 'any' } });
  await expect(client.connect()).rejects.toThrow();
  expect([...client.capabilities.keys()]).not.toContain('AUTH=XOAUTH2');
  const answer = await raw('a AUTHENTICATE XOAUTH2 dXNlcj0=\r\nb STARTTLS\r\nc LOGOUT\r\n');
  expect(answer).toMatch(/\r\na NO \[CANNOT\] .*\r\nb BAD /);
});

for (const [how, secure] of [
  ['from the start', true],
  ['on request', false],
] as const) {
  test(`encrypts ${how}, and all else is as it was`, async () => {
    await mailbox.close();
    const { user, password } = mailbox;
    const certified = await selfSigned();
    mailbox = await startMailbox({ user, password, ...(secure ? { tls: certified } : { startTls: certified }) });
    const options = { secure, doSTARTTLS: !secure, tls: { ca: certified.cert } };

    const client = await signedIn(options);
    expect(client.secureConnection).toBe(true);
    expect([...client.capabilities.keys()]).not.toContain('STARTTLS');
    await client.mailboxOpen('INBOX');
    const news = once(client, 'exists');
    void client.idle();
    mailbox.deliver(MAIL);
    expect(await news).toMatchObject({ count: 1 });
    const closed = once(client, 'close');
    mailbox.dropConnections();
    await closed;

    expect((await signedIn(options)).usable).toBe(true);
    const distrustful = newClient({ secure, doSTARTTLS: !secure });
    await expect(distrustful.connect()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect((await signedIn(options)).usable).toBe(true);
  });
}

test('throws away what was sent in clear behind the request for TLS', async () => {
  await mailbox.close();
  const { user, password } = mailbox;
  mailbox = await startMailbox({ user, password, startTls: await selfSigned() });
  const socket = connect(mailbox.port, mailbox.host, () => socket.write('a STARTTLS\r\nb NOOP\r\n'));
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
      if (text.includes('a OK')) socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/STARTTLS\].*\r\na OK Begin TLS now\r\n$/);
});

test('lists its folders with their special uses', async () => {
  const list = await (await signedIn()).list();
  expect(list.map(({ path, specialUse }) => [path, specialUse])).toEqual([
    ['INBOX', '\\Inbox'],
    ['Junk', '\\Junk'],
    ['Trash', '\\Trash'],
  ]);
});

test('tells a client that idles of new mail, and the mail reads as it was written', async () => {
  const client = await signedIn();
  const inbox = await client.mailboxOpen('INBOX');
  const news = once(client, 'exists');
  void client.idle();
  mailbox.deliver(MAIL);
  expect(await news).toMatchObject({ path: 'INBOX', count: 1, prevCount: 0 });

  const query = { source: true, envelope: true, internalDate: true, size: true, flags: true };
  const mail = await client.fetchOne(String(inbox.uidNext), query, { uid: true });
  if (!mail) throw new Error('The mail was not found');
  expect(mail.envelope).toMatchObject({
    subject: MAIL.subject,
    date: MAIL.date,
    from: [{ name: 'Example Cloud', address: 'noreply@cloud.example' }],
    to: [{ address: 'robot@corp.example' }],
  });
  expect(mail.size).toBe(mail.source?.length);
  expect(mail.flags).toEqual(new Set());
  const [header = '', body = ''] = String(mail.source).split('\r\n\r\n');
  expect(header).toMatch(
    /^Authentication-Results: mx\.practice\.example;(.|\s)* dmarc=pass .*header\.from=cloud\.example/,
  );
  expect(Buffer.from(body, 'base64').toString()).toBe(MAIL.text.replace('\n', '\r\n'));
});

test('counts UIDs per folder, and "N:*" always holds the last message', async () => {
  const client = await signedIn();
  for (const folder of ['INBOX', 'INBOX', 'Junk']) mailbox.deliver({ ...MAIL, folder });
  const inbox = await client.mailboxOpen('INBOX');
  expect(inbox).toMatchObject({ exists: 2, uidNext: 3 });
  expect((await client.fetchAll('99:*', { uid: true }, { uid: true })).map(({ uid }) => uid)).toEqual([2]);
  expect((await client.fetchAll('1', { uid: true }, { uid: true })).map(({ uid }) => uid)).toEqual([1]);
  const junk = await client.status('Junk', { uidNext: true, uidValidity: true, unseen: true, messages: true });
  expect(junk).toMatchObject({ uidNext: 2, unseen: 1, messages: 1 });
  expect(junk).not.toMatchObject({ uidValidity: inbox.uidValidity });
});

test('gives a part of a message, of several messages at once', async () => {
  const client = await signedIn();
  mailbox.deliver(MAIL);
  mailbox.deliver(MAIL);
  await client.mailboxOpen('INBOX');
  const mails = await client.fetchAll('1:*', { source: { start: 0, maxLength: 22 }, headers: ['Date'] });
  expect(mails.map(({ source }) => String(source))).toEqual(['Authentication-Results', 'Authentication-Results']);
  expect(String(mails[1]?.headers)).toBe('Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\n');
});

test('finds messages by what they are', async () => {
  const client = await signedIn();
  mailbox.deliver({ ...MAIL, subject: 'First' });
  mailbox.deliver({ ...MAIL, subject: 'Second', from: 'someone@else.example' });
  await client.mailboxOpen('INBOX');
  await client.messageFlagsAdd('1', ['\\Seen']);
  const find = (query: Parameters<ImapFlow['search']>[0]) => client.search(query, { uid: true });
  expect(await find({ all: true })).toEqual([1, 2]);
  expect(await find({ seen: true })).toEqual([1]);
  expect(await find({ seen: false })).toEqual([2]);
  expect(await find({ from: 'else.example' })).toEqual([2]);
  expect(await find({ subject: 'first' })).toEqual([1]);
  expect(await find({ header: { to: 'robot@corp.example' }, uid: '2:*' })).toEqual([2]);
  expect(await find({ since: new Date(Date.now() - 86_400_000) })).toEqual([1, 2]);
  expect(await find({ since: new Date(Date.now() + 2 * 86_400_000) })).toEqual([]);
  expect(await find({ or: [{ subject: 'First' }, { subject: 'Second' }], not: { seen: true } })).toEqual([2]);
});

test('keeps flags, and tells the other client of them', async () => {
  const [one, other] = [await signedIn(), await signedIn()];
  mailbox.deliver(MAIL);
  await one.mailboxOpen('INBOX');
  await other.mailboxOpen('INBOX');
  const told = once(other, 'flags');
  void other.idle();
  expect(await one.messageFlagsAdd('1', ['\\Seen', '$Done'], { uid: true })).toBe(true);
  expect(await told).toMatchObject({ seq: 1, flags: new Set(['\\Seen', '$Done']) });
  await one.messageFlagsRemove('1', ['$Done'], { uid: true });
  expect(mailbox.messages().map(({ flags }) => flags)).toEqual([['\\Seen']]);
});

test('reads a folder opened with EXAMINE without changing it', async () => {
  const client = await signedIn();
  mailbox.deliver(MAIL);
  await client.mailboxOpen('INBOX', { readOnly: true });
  expect(await client.messageFlagsAdd('1', ['\\Seen'])).toBe(false);
  expect(mailbox.messages()[0]?.flags).toEqual([]);
});

test('moves and copies, says the new UIDs, and tells the other client of the removal', async () => {
  const [one, other] = [await signedIn(), await signedIn()];
  mailbox.deliver(MAIL);
  mailbox.deliver(MAIL);
  await one.mailboxOpen('INBOX');
  await other.mailboxOpen('INBOX');
  const gone = once(other, 'expunge');
  void other.idle();
  expect(await one.messageCopy('1', 'Trash', { uid: true })).toMatchObject({ uidMap: new Map([[1, 1]]) });
  expect(await one.messageMove('1', 'Junk', { uid: true })).toMatchObject({ uidMap: new Map([[1, 1]]) });
  expect(await gone).toMatchObject({ seq: 1 });
  expect(mailbox.messages().map(({ folder, uid }) => [folder, uid])).toEqual([
    ['INBOX', 2],
    ['Junk', 1],
    ['Trash', 1],
  ]);
  expect(await one.messageDelete('2', { uid: true })).toBe(true);
  expect(mailbox.messages().filter(({ folder }) => folder === 'INBOX')).toEqual([]);
});

test('keeps message numbers while a client uses them, though another removes messages', async () => {
  const [one, other] = [await signedIn(), await signedIn()];
  mailbox.deliver(MAIL);
  mailbox.deliver(MAIL);
  await one.mailboxOpen('INBOX');
  await other.mailboxOpen('INBOX');
  await other.messageDelete('1');
  expect((await one.fetchAll('2', { uid: true })).map(({ uid }) => uid)).toEqual([2]);
  const gone = once(one, 'expunge');
  await one.noop();
  expect(await gone).toMatchObject({ seq: 1 });
  expect((await one.fetchAll('1', { uid: true })).map(({ uid }) => uid)).toEqual([2]);
});

test('breaks all connections and lets clients in again', async () => {
  const client = await signedIn();
  const closed = once(client, 'close');
  mailbox.dropConnections();
  await closed;
  expect((await signedIn()).usable).toBe(true);
});

test('gives new UIDs under a new UIDVALIDITY', async () => {
  mailbox.deliver(MAIL);
  mailbox.deliver(MAIL);
  const client = await signedIn();
  const before = await client.mailboxOpen('INBOX');
  await client.messageDelete('1');
  mailbox.renumber();
  const after = await (await signedIn()).mailboxOpen('INBOX');
  expect(after.uidValidity).not.toBe(before.uidValidity);
  expect(after).toMatchObject({ exists: 1, uidNext: 2 });
});

/** Sends bytes as they are and returns all that comes back until the server ends the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(mailbox.port, mailbox.host, () => socket.write(bytes));
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.on('error', reject);
    socket.on('end', () => resolve(answer));
  });
}

test('answers nonsense with BAD and goes on', async () => {
  const answer = await raw(
    ['', '(((', 'a', 'b NONSENSE', 'c LOGIN "open', 'd SELECT INBOX', 'e FETCH 1 FLAGS', 'f UID', 'g LOGOUT\r\n'].join(
      '\r\n',
    ),
  );
  const replies = answer.split('\r\n').map((line) => line.split(' ').slice(0, 2).join(' '));
  expect(replies.slice(1)).toEqual([
    '* BAD',
    '* BAD',
    'a BAD',
    'b BAD',
    'c BAD',
    'd NO',
    'e NO',
    'f BAD',
    '* BYE',
    'g OK',
    '',
  ]);
});

test('understands literals that wait and literals that do not', async () => {
  const { user, password } = mailbox;
  const literals = `a LOGIN {${user.length}}\r\n${user} {${password.length}+}\r\n${password}\r\nb LOGOUT\r\n`;
  expect(await raw(literals)).toMatch(/\r\n\+ .*\r\na OK /);
});

test('ends the connection of who sends too much', async () => {
  expect(await raw(`a LOGIN ${'x'.repeat(20_000)}`)).toMatch(/\* BYE Line too long/);
  expect(await raw('a LOGIN {99999999}\r\n')).toMatch(/\* BYE Command too long/);
});
