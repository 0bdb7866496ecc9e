import type { ImapFlow } from 'imapflow';
import type { AfterUse } from './settings.ts';

/**
 * Does with mails of the open folder what was asked for once their code was taken.
 *
 * @returns what could not be done, in words; nothing where all was
 */
export async function dealWith(client: ImapFlow, uids: readonly number[], wish: AfterUse): Promise<string | undefined> {
  if (wish === 'nothing') return undefined;
  const range = uids.join(',');
  const byUid = { uid: true };
  // A courtesy to people who read the mailbox, so that a server's refusal is let pass.
  await client.messageFlagsAdd(range, ['\\Seen'], byUid);
  if (wish === 'seen') return undefined;
  const mails = `mail ${range} of ${client.mailbox ? client.mailbox.path : 'the mailbox'}`;
  const can = (extension: string): boolean => client.capabilities.has(extension);
  if (wish === 'delete') {
    // Without UIDPLUS an EXPUNGE takes away what others have marked as deleted, too.
    const done = can('UIDPLUS') && (await client.messageDelete(range, byUid));
    return done ? undefined : `${mails} could not be deleted`;
  }
  const done = (can('MOVE') || can('UIDPLUS')) && (await client.messageMove(range, wish.move, byUid));
  return done ? undefined : `${mails} could not be moved to ${wish.move}`;
}
