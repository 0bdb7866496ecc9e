import type { ImapFlow } from 'imapflow';
import { Trouble } from '../../runbook/trouble.ts';
import { connect, hangUp, within } from './connection.ts';
import { connectionTrouble } from './connection-trouble.ts';
import { notOpen } from './folder.ts';
import { type Examination, examine, LARGEST_MAIL } from './judge.ts';
import type { MailboxSettings } from './settings.ts';

/** A mail of the mailbox, and what would be made of it. It never holds the code. */
export interface LookedAt {
  readonly folder: string;
  readonly uid: number;
  /** When the server got it, where it says so. */
  readonly received: Date | undefined;
  readonly from: string | undefined;
  readonly written: Date | undefined;
  readonly verdict: 'taken' | 'refused';
  /** In words that fit after "it"; it may repeat what a stranger wrote. */
  readonly reason: string;
}

/** What a dry run saw: mails folder by folder, newest first, and the folders that hold more than it looked at. */
export interface DryRun {
  readonly folders: readonly string[];
  readonly mails: readonly LookedAt[];
  readonly cutShort: readonly string[];
}

const PER_FOLDER = 50;
const ONE_DAY_MS = 86_400_000;
const READ_MS = 60_000;
const FAREWELL_MS = 1_500;

/**
 * Looks through the newest mails of INBOX and the Junk folder, at most 50 of each, as a run would. Folders are opened
 * read-only (EXAMINE), so that nothing is marked.
 *
 * @param since mails that arrived or were written earlier are not for us
 * @throws Trouble of kind `preflight` where the mailbox cannot be read, `interrupted` when the signal fires
 */
export async function dryRun(settings: MailboxSettings, since: Date, signal: AbortSignal): Promise<DryRun> {
  let client: ImapFlow | undefined;
  const stop = () => client?.close();
  signal.addEventListener('abort', stop);
  try {
    const connected = await connect(settings, (made) => {
      client = made;
      signal.throwIfAborted();
    });
    const folders = await within(READ_MS, connected, foldersOf(connected));
    const looks: Awaited<ReturnType<typeof look>>[] = [];
    for (const folder of folders)
      looks.push(await within(READ_MS, connected, look(connected, folder, settings, since)));
    await hangUp(connected, FAREWELL_MS);
    return {
      folders,
      mails: looks.flatMap(({ mails }) => mails),
      cutShort: folders.filter((_, index) => looks[index]?.hasMore),
    };
  } catch (error) {
    stop();
    if (signal.aborted) throw new Trouble('interrupted', 'The dry run was ended.', 'Nothing was changed.');
    throw connectionTrouble(error, settings);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function foldersOf(client: ImapFlow): Promise<string[]> {
  const junk = (await client.list()).find(({ specialUse }) => specialUse === '\\Junk');
  return ['INBOX', ...(junk ? [junk.path] : [])];
}

async function look(
  client: ImapFlow,
  folder: string,
  settings: MailboxSettings,
  since: Date,
): Promise<{ mails: LookedAt[]; hasMore: boolean }> {
  await client.mailboxOpen(folder, { readOnly: true });
  // SINCE knows days only, of the server's time zone; the time of arrival decides below.
  const found = await client.search({ since: new Date(since.getTime() - ONE_DAY_MS) }, { uid: true });
  if (!found) throw notOpen(folder);
  const uids = found.sort((a, b) => a - b).slice(-PER_FOLDER);
  if (uids.length === 0) return { mails: [], hasMore: false };
  const mails: LookedAt[] = [];
  const query = { uid: true, size: true, internalDate: true, source: { maxLength: LARGEST_MAIL } };
  for await (const { uid, size, internalDate, source } of client.fetch(uids.join(','), query, { uid: true })) {
    const received = internalDate === undefined ? undefined : new Date(internalDate);
    if (!source || (received && received < since)) continue;
    const examination = await examine(source, size ?? source.length, { ...settings, notBefore: since });
    mails.push({ folder, uid, received, ...lookedAt(examination) });
  }
  const isFull = mails.length === PER_FOLDER && found.length > PER_FOLDER;
  return { mails: mails.sort((a, b) => b.uid - a.uid), hasMore: isFull };
}

function lookedAt({
  from,
  written,
  judgement,
}: Examination): Pick<LookedAt, 'from' | 'written' | 'verdict' | 'reason'> {
  return 'refused' in judgement
    ? { from, written, verdict: 'refused', reason: judgement.refused }
    : { from, written, verdict: 'taken', reason: judgement.because.join(', ') };
}
