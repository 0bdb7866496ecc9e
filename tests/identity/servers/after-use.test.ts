import { expect, test } from '@playwright/test';
import type { AfterUse } from '../../../src/identity/mailbox/settings.ts';
import { mailServers, messagesIn } from './servers.ts';
import { nextCode, Waiter } from './waiter.ts';

const servers = mailServers();
test.afterAll(() => servers.close());

for (const server of [servers.practice, servers.tls]) {
  test.describe(server.name, () => {
    test.skip(server.missing !== undefined, server.missing ?? '');
    let waiter: Waiter;
    test.beforeEach(async () => {
      waiter = await Waiter.at(server);
    });
    test.afterEach(() => waiter?.close());

    /** Takes the code of the second of three mails in a folder, and tells what lies in the mailbox then. */
    async function afterUse(wish: AfterUse | undefined, folder: string): Promise<unknown> {
      const wait = await waiter.armed(wish === undefined ? {} : { afterUse: wish });
      await waiter.send({ code: '100001', user: 'somebody@corp.example', folder });
      await waiter.send({ code: '232323', folder });
      await waiter.send({ code: '100002', user: 'somebody@corp.example', folder });
      expect(await nextCode(wait)).toBe('232323');
      await wait[Symbol.asyncDispose]();
      return (await messagesIn(waiter.mailbox)).map((message) => [message.folder, message.uid, ...message.flags]);
    }

    for (const folder of ['INBOX', 'Junk']) {
      const others = [
        [folder, 1],
        [folder, 3],
      ];
      const elsewhere = folder === 'INBOX' ? 'Junk' : 'INBOX';

      test(`the taken mail in ${folder} is marked as seen where nothing else is wished`, async () => {
        expect(await afterUse(undefined, folder)).toEqual([
          [folder, 1],
          [folder, 2, '\\Seen'],
          [folder, 3],
        ]);
      });

      test(`the taken mail in ${folder} is left as it is`, async () => {
        expect(await afterUse('nothing', folder)).toEqual([
          [folder, 1],
          [folder, 2],
          [folder, 3],
        ]);
      });

      test(`the taken mail in ${folder} is deleted`, async () => {
        expect(await afterUse('delete', folder)).toEqual(others);
      });

      test(`the taken mail in ${folder} is moved`, async () => {
        const found = await afterUse({ move: elsewhere }, folder);
        const moved = [elsewhere, 1, '\\Seen'];
        expect(found).toEqual(folder === 'INBOX' ? [...others, moved] : [moved, ...others]);
      });
    }

    test('a mail that somebody else marked as deleted stays when the taken one is deleted', async () => {
      await waiter.send({ text: 'This one is to be undeleted.' });
      await waiter.mailbox.as(async (client) => {
        await client.mailboxOpen('INBOX');
        await client.messageFlagsAdd('1', ['\\Deleted']);
      });
      const wait = await waiter.armed({ afterUse: 'delete' });
      await waiter.send({ code: '272727' });
      expect(await nextCode(wait)).toBe('272727');
      await wait[Symbol.asyncDispose]();
      expect(await messagesIn(waiter.mailbox)).toEqual([{ folder: 'INBOX', uid: 1, flags: ['\\Deleted'] }]);
    });

    test('a folder that is not there leaves the mail seen, and is told only when no other code comes', async () => {
      const wait = await waiter.armed({ afterUse: { move: 'No such folder' }, deadlineMs: 1_500 });
      await waiter.send({ code: '242424' });
      expect(await nextCode(wait)).toBe('242424');
      const error = await wait.next().catch((reason: unknown) => reason);
      expect(String(error)).toContain('mail 1 of INBOX could not be moved to No such folder');
      expect(await messagesIn(waiter.mailbox)).toEqual([{ folder: 'INBOX', uid: 1, flags: ['\\Seen'] }]);
    });

    test('a mail that was moved to where it is looked for is not taken again', async () => {
      const wait = await waiter.armed({ afterUse: { move: 'Junk' } });
      await waiter.send({ code: '252525' });
      expect(await nextCode(wait)).toBe('252525');
      await expect.poll(async () => (await messagesIn(waiter.mailbox)).map(({ folder }) => folder)).toEqual(['Junk']);
      const again = nextCode(wait);
      await waiter.send({ code: '262626' });
      expect(await again).toBe('262626');
    });
  });
}
