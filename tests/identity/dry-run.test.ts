import { expect, test } from '@playwright/test';
import { dryRun, type MailboxSettings } from '../../src/identity/mailbox/index.ts';
import { AUTHSERV_ID, type PracticeMailbox, startMailbox } from '../../src/practice-org/mailbox/index.ts';
import { Secret } from '../../src/runbook/secret.ts';

const USER = 'admin@corp.example';
const CLOUD = 'Example Cloud <noreply@cloud.example>';
const HOUR_MS = 3_600_000;

let mailbox: PracticeMailbox;
test.beforeEach(async () => {
  mailbox = await startMailbox({ user: 'robot@corp.example', password: 'open sesame' });
});
test.afterEach(() => mailbox.close());

function settings(password = 'open sesame'): MailboxSettings {
  const { host, port, user } = mailbox;
  const auth = { password: new Secret('IMAP_PASSWORD', password) };
  const where = { host, port, security: 'none', user, auth } as const;
  return { ...where, senderDomain: 'cloud.example', username: USER, authservId: AUTHSERV_ID };
}

function send({ user = USER, from = CLOUD, date = new Date(), folder = 'INBOX' }): void {
  const text = `Username: ${user}\n\nVerification Code: 482913\n`;
  mailbox.deliver({ from, to: mailbox.user, subject: '482913 is your code', text, date, folder });
}

const look = (since = new Date(Date.now() - HOUR_MS), signal = new AbortController().signal) =>
  dryRun(settings(), since, signal);

test('says what would be taken from INBOX and Junk, newest first, and why others not', async () => {
  send({ user: 'bob@corp.example' });
  send({});
  send({ from: 'noreply@evil.example', folder: 'Junk' });
  const { mails, folders, cutShort } = await look();
  expect(folders).toEqual(['INBOX', 'Junk']);
  expect(cutShort).toEqual([]);
  expect(mails.map(({ folder, uid, verdict, reason, from }) => [folder, uid, verdict, from, reason])).toEqual([
    [
      'INBOX',
      2,
      'taken',
      'noreply@cloud.example',
      `six digits after a label, names ${USER}, dmarc=pass by ${AUTHSERV_ID}`,
    ],
    ['INBOX', 1, 'refused', 'noreply@cloud.example', `does not name ${USER}`],
    ['Junk', 1, 'refused', 'noreply@evil.example', 'was sent from evil.example, not from cloud.example'],
  ]);
});

test('marks nothing and tells no code', async () => {
  send({});
  send({ folder: 'Junk' });
  const seen = await look();
  expect(seen.mails.map(({ verdict }) => verdict)).toEqual(['taken', 'taken']);
  expect(JSON.stringify(seen)).not.toContain('482913');
  expect(mailbox.messages().map(({ flags }) => flags)).toEqual([[], []]);
});

test('leaves out what arrived earlier, and refuses what was written earlier', async () => {
  send({ date: new Date(Date.now() - 2 * HOUR_MS) });
  const { mails } = await look();
  expect(mails).toMatchObject([
    { verdict: 'refused', reason: expect.stringMatching(/^was written at .* UTC, before/) },
  ]);
  expect((await look(new Date(Date.now() + HOUR_MS))).mails).toEqual([]);
});

test('looks at the newest fifty of a folder and says that there are more', async () => {
  for (let count = 0; count < 52; count++) send({});
  const { mails, cutShort } = await look();
  expect(mails.map(({ uid }) => uid)).toEqual(Array.from({ length: 50 }, (_, index) => 52 - index));
  expect(cutShort).toEqual(['INBOX']);
});

test('a mailbox that cannot be read is told in one line, without the password', async () => {
  const refused = dryRun(settings('wrong horse'), new Date(), new AbortController().signal);
  await expect(refused).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.not.stringMatching(/wrong horse|\n/),
  });
});

test('ends at once when it is interrupted', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(look(new Date(), stop.signal)).rejects.toMatchObject({ kind: 'interrupted' });
});
