import { expect, test } from '@playwright/test';
import { ImapFlow } from 'imapflow';
import { mailboxCodes } from '../../src/identity/mailbox/index.ts';
import type { MailboxSettings } from '../../src/identity/mailbox/settings.ts';
import { AUTHSERV_ID, type PracticeMailbox, startMailbox } from '../../src/practice-org/mailbox/index.ts';
import type { CodeWait } from '../../src/runbook/ports.ts';
import { Secret, SecretBook } from '../../src/runbook/secret.ts';

const USER = 'admin@corp.example';
const CLOUD = 'Example Cloud <noreply@cloud.example>';

let mailbox: PracticeMailbox;
let book: SecretBook;
const waits: CodeWait[] = [];

test.beforeEach(async () => {
  book = new SecretBook();
  mailbox = await startMailbox({ user: 'robot@corp.example', password: 'open sesame' });
});

test.afterEach(async () => {
  for (const wait of waits.splice(0)) await wait[Symbol.asyncDispose]();
  await mailbox.close();
});

async function armed(settings: Partial<MailboxSettings> = {}): Promise<CodeWait> {
  const wait = await mailboxCodes(
    {
      host: mailbox.host,
      port: mailbox.port,
      security: 'none',
      user: mailbox.user,
      password: new Secret('IMAP_PASSWORD', mailbox.password),
      senderDomain: 'cloud.example',
      username: USER,
      safetyPollMs: 50,
      deadlineMs: 20_000,
      ...settings,
    },
    { book },
  ).arm();
  waits.push(wait);
  return wait;
}

interface Sent {
  code?: string;
  user?: string;
  from?: string;
  date?: Date;
  folder?: string;
  text?: string;
}

function send({ code = '', user = USER, from = CLOUD, date = new Date(), folder = 'INBOX', text }: Sent): void {
  const words = text ?? `Somebody signs in.\n\nUsername: ${user}\n\nVerification Code: ${code}\n`;
  mailbox.deliver({ from, to: mailbox.user, subject: 'Verify your identity', text: words, date, folder });
}

async function nextCode(wait: CodeWait, signal?: AbortSignal): Promise<string> {
  return (await wait.next(signal)).code.reveal();
}

/** So that later mails get higher UIDs than there are mails. */
async function emptyInbox(): Promise<void> {
  const { host, port, user, password } = mailbox;
  const client = new ImapFlow({ host, port, secure: false, auth: { user, pass: password }, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX');
  await client.messageDelete('1:*');
  await client.logout();
}

/** Resolves once the helper has taken notice of the mails, which it says when it gives up. */
async function givesUp(settings: Partial<MailboxSettings>, mails: () => void): Promise<string> {
  const wait = await armed({ deadlineMs: 1_000, ...settings });
  mails();
  const error = await wait.next().then(
    () => new Error('A code was taken'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'Trouble', kind: 'person' });
  return String(error);
}

test('takes the code that comes while it waits, and says where from without saying the code', async () => {
  const wait = await armed();
  const received = wait.next();
  send({ code: '004550' });
  const { code, origin } = await received;
  expect(code.reveal()).toBe('004550');
  expect(origin).toMatch(/^INBOX, mail 1, written \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  expect(book.redact('typed 004550')).toBe('typed [SECRET verification code]');
});

test('leaves what was there before it was armed', async () => {
  send({ code: '111111' });
  send({ code: '111112', folder: 'Junk' });
  const wait = await armed();
  send({ code: '222222' });
  expect(await nextCode(wait)).toBe('222222');
});

test('keeps a mail that comes before it is asked for', async () => {
  const wait = await armed();
  send({ code: '333333' });
  await expect.poll(() => book.redact('333333')).toBe('[SECRET verification code]');
  expect(await nextCode(wait)).toBe('333333');
});

test('passes over mail for others, from others, and from before, and takes the right one', async () => {
  const wait = await armed();
  send({ code: '100001', user: 'somebody@corp.example' });
  send({ code: '100002', user: `${USER}.uat1` });
  send({ code: '100003', from: 'Example Cloud <noreply@cloud.example.evil.example>' });
  send({ code: '100004', from: `${CLOUD}, Eve <eve@evil.example>` });
  send({ code: '100005', date: new Date(Date.now() - 5 * 60_000) });
  send({ text: `Username: ${USER}\nNothing else.` });
  const received = wait.next();
  send({ code: '444444' });
  expect((await received).code.reveal()).toBe('444444');
});

test('does not choose between two codes, and takes the next one', async () => {
  const wait = await armed();
  send({ code: '500001' });
  send({ code: '500002' });
  const received = wait.next();
  await expect.poll(() => book.redact('500001 500002')).not.toMatch(/\d/);
  send({ code: '555555' });
  expect((await received).code.reveal()).toBe('555555');
});

test('takes a code that came twice', async () => {
  const wait = await armed();
  send({ code: '565656' });
  send({ code: '565656' });
  expect(await nextCode(wait)).toBe('565656');
});

test('gives a newer mail the second time, even if its code is the same', async () => {
  const wait = await armed();
  send({ code: '666666' });
  const first = await wait.next();
  const second = wait.next();
  send({ code: '600000', date: new Date(Date.now() - 30_000) });
  send({ code: '666666' });
  expect((await second).code.reveal()).toBe('666666');
  expect((await second).origin).not.toBe(first.origin);
});

test('finds a code in the Junk folder', async () => {
  const wait = await armed();
  const received = wait.next();
  send({ code: '777777', folder: 'Junk' });
  const { code, origin } = await received;
  expect(code.reveal()).toBe('777777');
  expect(origin).toContain('Junk, mail 1');
  const again = wait.next();
  send({ code: '777778' });
  expect((await again).code.reveal()).toBe('777778');
});

for (const folder of ['INBOX', 'Junk']) {
  test(`marks the taken mail in ${folder} as seen, and no other`, async () => {
    const wait = await armed();
    send({ code: '100001', user: 'somebody@corp.example', folder });
    send({ code: '888888', folder });
    await wait.next();
    await wait[Symbol.asyncDispose]();
    expect(mailbox.messages().map(({ uid, flags }) => [uid, flags])).toEqual([
      [1, []],
      [2, ['\\Seen']],
    ]);
  });
}

test('looks again into INBOX after it looked into Junk', async () => {
  const keep = book.keep.bind(book);
  book.keep = (name, value) => {
    if (value === '787878') send({ code: '797979' });
    return keep(name, value);
  };
  await armed({ safetyPollMs: 60_000 });
  send({ code: '767676' });
  await expect.poll(() => book.redact('767676')).toBe('[SECRET verification code]');
  send({ code: '787878', folder: 'Junk' });
  send({ text: 'This one makes the helper look.' });
  await expect.poll(() => book.redact('797979')).toBe('[SECRET verification code]');
});

test('connects again when the connection breaks, and finds what came meanwhile', async () => {
  const wait = await armed({ safetyPollMs: 60_000 });
  const received = wait.next();
  mailbox.dropConnections();
  send({ code: '999991' });
  expect((await received).code.reveal()).toBe('999991');
  await expect.poll(() => mailbox.messages()[0]?.flags).toContain('\\Seen');
  const again = wait.next();
  mailbox.dropConnections();
  mailbox.dropConnections();
  send({ code: '999992', folder: 'Junk' });
  expect((await again).code.reveal()).toBe('999992');
});

test('goes by the date when the folder gets new UIDs, and gives no mail twice', async () => {
  for (const code of ['121201', '121202', '121203']) send({ code });
  await emptyInbox();
  send({ code: '121211', date: new Date(Date.now() - 10 * 60_000) });
  const wait = await armed();
  send({ code: '121212' });
  expect(await nextCode(wait)).toBe('121212');
  const again = wait.next();
  mailbox.renumber();
  send({ code: '121213' });
  expect((await again).code.reveal()).toBe('121213');
});

test('gives up in time, and says what it saw and why it took none', async () => {
  expect(await givesUp({}, () => undefined)).toMatch(
    /^Trouble: No code for admin@corp\.example came to the mailbox robot@corp\.example at 127\.0\.0\.1 within 1 s\. No new mail was seen\. Check /,
  );
  const message = await givesUp({}, () => {
    send({ code: '131311', user: 'somebody@corp.example' });
    send({ code: '131312', from: 'noreply@evil.example', folder: 'Junk' });
  });
  expect(message).toContain('Refused: INBOX mail 1 does not name admin@corp.example');
  expect(message).toContain('Junk mail 1 was sent from evil.example, not from cloud.example');
  expect(message).not.toMatch(/13131\d|open sesame/);
});

test('says so when the connection was lost all the time', async () => {
  const message = await givesUp({ connectMs: 200 }, () => void mailbox.close());
  expect(message).toMatch(/The connection broke \d+ times, at last: .*127\.0\.0\.1:\d+ refused the connection/);
});

test('ends, and tries no further, when the password is not right any more', async () => {
  const wait = await armed();
  const ended = expect(wait.next()).rejects.toMatchObject({
    kind: 'person',
    message: expect.stringContaining('refused the login of robot@corp.example'),
  });
  await mailbox.close();
  mailbox = await startMailbox({ user: mailbox.user, password: 'changed', port: mailbox.port });
  await ended;
  await expect(wait.next()).rejects.toMatchObject({ kind: 'person' });
});

test('ends at once when it is interrupted, before and while it waits', async () => {
  const wait = await armed();
  const stop = new AbortController();
  const received = wait.next(stop.signal);
  stop.abort();
  await expect(received).rejects.toMatchObject({ kind: 'interrupted' });
  await expect(wait.next(stop.signal)).rejects.toMatchObject({ kind: 'interrupted' });
  send({ code: '141414' });
  expect(await nextCode(wait)).toBe('141414');
});

test('ends who waits when it is closed', async () => {
  const wait = await armed();
  const received = wait.next();
  const ended = expect(received).rejects.toMatchObject({ kind: 'interrupted' });
  await wait[Symbol.asyncDispose]();
  await ended;
});

test("believes only the provider's own word for the sender where its id is given", async () => {
  const wait = await armed({ authservId: AUTHSERV_ID });
  send({ code: '151515' });
  expect(await nextCode(wait)).toBe('151515');
  const message = await givesUp({ authservId: 'mx.other.example' }, () => send({ code: '151516' }));
  expect(message).toContain('INBOX mail 2 has no Authentication-Results of mx.other.example on top');
});
