import type { ImapFlow, MailboxObject } from 'imapflow';
import { Trouble } from '../../runbook/trouble.ts';
import { dealWith } from './after-use.ts';
import { LARGEST_MAIL } from './judge.ts';
import type { AfterUse } from './settings.ts';

/** A mail that was not there when the watch began. */
export interface Arrival {
  readonly folder: string;
  readonly uid: number;
  readonly uidValidity: bigint;
  /** Of the whole mail; `source` is cut off at the largest size that is read. */
  readonly size: number;
  readonly source: Buffer;
}

/** After a change of UIDVALIDITY old and new mails cannot be told apart by UID; so many of the latest are read. */
const READ_AGAIN = 50;
const ONE_DAY_MS = 86_400_000;

/** Where a folder ended when the watch began, moved on by what was read since. It outlives connections. */
export class WatchedFolder {
  readonly path: string;
  #uidValidity: bigint | undefined;
  #uidNext: number;
  readonly #read = new Set<number>();
  #used: Arrival[] = [];

  /** @param state how the folder is; left out for one that appeared since the watch began, where all dates are looked at */
  constructor(path: string, state?: { uidNext?: number | undefined; uidValidity?: bigint | undefined }) {
    if (state && !state.uidNext) throw notOpen(path);
    this.path = path;
    this.#uidNext = state?.uidNext ?? 1;
    this.#uidValidity = state?.uidValidity;
  }

  /** Is there a mail whose code was taken and that is not dealt with yet? */
  get hasUsed(): boolean {
    return this.#used.length > 0;
  }

  /** Is there anything to do in this folder? Asks without opening it. */
  async news(client: ImapFlow): Promise<'something' | 'nothing' | 'gone'> {
    const state = await client.status(this.path, { uidNext: true, uidValidity: true }).catch(isGone);
    if (state === 'gone') return 'gone';
    // The server may refuse for now; a broken connection shows at the next command.
    if (!state) return 'nothing';
    const isNew = (state.uidNext ?? 0) > this.#uidNext || state.uidValidity !== this.#uidValidity;
    return isNew || this.hasUsed ? 'something' : 'nothing';
  }

  /** Hands over the new mails, oldest first, each once. The folder must be open. */
  async readNew(client: ImapFlow, since: Date, handOver: (mail: Arrival) => Promise<void>): Promise<void> {
    const box = client.mailbox;
    if (!box || box.path !== this.path) throw notOpen(this.path);
    // Asked for before the search: imapflow moves it on whenever it hears of a later mail, such as of a flag on it.
    const uidNext = box.uidNext || 1;
    const uids = await this.#newUids(client, box, since);
    if (uids.length > 0) {
      const query = { uid: true, size: true, source: { maxLength: LARGEST_MAIL } };
      // No other command may be sent inside this loop: the answer would wait for the loop, and the loop for the answer.
      // A range, because a list of many would be longer than servers take.
      const range = `${uids[0]}:${uids.at(-1)}`;
      for await (const { uid, size, source } of client.fetch(range, query, { uid: true })) {
        if (!source || this.#read.has(uid)) continue;
        await handOver({ folder: this.path, uid, uidValidity: box.uidValidity, size: size ?? source.length, source });
        this.#read.add(uid);
      }
    }
    this.#uidNext = Math.max(this.#uidNext, uidNext, (uids.at(-1) ?? 0) + 1);
    this.#read.clear();
  }

  /** Has the mail dealt with the next time the folder is open. */
  used(mail: Arrival): void {
    this.#used.push(mail);
  }

  /** Deals with the mails that were used. The folder must be open. @returns what could not be done, in words */
  async settle(client: ImapFlow, wish: AfterUse = 'seen'): Promise<string | undefined> {
    const uids = this.#used.filter((mail) => mail.uidValidity === this.#uidValidity).map(({ uid }) => uid);
    const failed = uids.length > 0 ? await dealWith(client, uids, wish) : undefined;
    // imapflow tells a broken connection like a refusal, and then it is tried again on the next one.
    if (!client.usable) return undefined;
    this.#used = [];
    return failed;
  }

  async #newUids(client: ImapFlow, box: MailboxObject, since: Date): Promise<number[]> {
    const renumbered = box.uidValidity !== this.#uidValidity;
    const first = renumbered ? 1 : this.#uidNext;
    // SINCE knows days only, of the server's time zone; the mail's own date decides later.
    const query = renumbered ? { since: new Date(since.getTime() - ONE_DAY_MS) } : { uid: `${first}:*` };
    const found = await client.search(query, { uid: true });
    if (!found) throw notOpen(this.path);
    // The last mail always belongs to "N:*", even if its UID is lower (mail facts 1.1).
    const uids = found.filter((uid) => uid >= first).sort((a, b) => a - b);
    const recent = renumbered ? uids.slice(-READ_AGAIN) : uids;
    if (renumbered) this.#read.clear();
    // Kept now, and not before the search worked, so that a connection that breaks has no whole folder read afterwards.
    this.#uidValidity = box.uidValidity;
    this.#uidNext = recent[0] ?? first;
    return recent;
  }
}

function isGone(error: unknown): 'gone' | false {
  return error instanceof Error && 'code' in error && error.code === 'NotFound' && 'gone';
}

/** The server takes part in IMAP, but does not do with this folder what it must. */
export function notOpen(path: string): Trouble {
  return new Trouble('preflight', `The mail server does not let ${path} be read.`, 'Check the rights of IMAP_USER.');
}
