import type { ImapFlow } from 'imapflow';
import type { SecretBook } from '../../runbook/secret.ts';
import type { CodeSource } from '../codes.ts';
import { connect, hangUp, within } from './connection.ts';
import { connectionTrouble } from './connection-trouble.ts';
import type { MailboxSettings } from './settings.ts';
import { MailWait } from './wait.ts';

const OPEN_MS = 15_000;
const FAREWELL_MS = 1_500;

/**
 * One-time codes from a mailbox, read over IMAP.
 *
 * @param dependencies.book learns the mailbox's password now, and every code the moment it is read
 */
export function mailboxCodes(settings: MailboxSettings, { book }: { book: SecretBook }): CodeSource {
  if ('password' in settings.auth) book.add(settings.auth.password);
  return {
    name: `mailbox ${settings.user} at ${settings.host}`,

    async preflight() {
      let client: ImapFlow | undefined;
      try {
        client = await connect(settings);
        await within(OPEN_MS, client, client.mailboxOpen('INBOX', { readOnly: true }));
      } catch (error) {
        client?.close();
        throw connectionTrouble(error, settings);
      }
      await hangUp(client, FAREWELL_MS);
    },

    arm: (notBefore, signal) => MailWait.arm(settings, book, notBefore, signal),
  };
}
