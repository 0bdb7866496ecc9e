import type { ImapFlow } from 'imapflow';
import { Trouble } from '../../runbook/trouble.ts';
import { LARGEST_MAIL } from './judge.ts';

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
  #toMark: Arrival[] = [];

  constructor(path: string, state: { uidNext?: number | undefined; uidValidity?: bigint | undefined }) {
    if (!state.uidNext) throw notOpen(path);
    this.path = path;
    this.#uidNext = state.uidNext;
    this.#uidValidity = state.uidValidity;
  }

  get hasMarksToSet(): boolean {
    return this.#toMark.length > 0;
  }

  /** Is there anything to do in this folder? Asks without opening it. */
  async isWorthOpening(client: ImapFlow): Promise<boolean> {
    if (this.hasMarksToSet) return true;
    const state = await client.status(this.path, { uidNext: true, uidValidity: true }).catch(() => false as const);
    // A folder that was taken away holds no code; a broken connection shows at the next command.
    if (!state) return false;
    return (state.uidNext ?? 0) > this.#uidNext || state.uidValidity !== this.#uidValidity;
  }

  /** Hands over the new mails, oldest first, each once. The folder must be open. */
  async readNew(client: ImapFlow, since: Date, handOver: (mail: Arrival) => Promise<void>): Promise<void> {
    const box = client.mailbox;
    if (!box || box.path !== this.path) throw notOpen(this.path);
    const uids = await this.#newUids(client, box.uidValidity, since);
    if (uids.length > 0) {
      const query = { uid: true, size: true, source: { maxLength: LARGEST_MAIL } };
      // No other command may be sent inside this loop: the answer would wait for the loop, and the loop for the answer.
      for await (const { uid, size, source } of client.fetch(uids.join(','), query, { uid: true })) {
        if (!source || this.#read.has(uid)) continue;
        await handOver({ folder: this.path, uid, uidValidity: box.uidValidity, size: size ?? source.length, source });
        this.#read.add(uid);
      }
    }
    this.#uidNext = Math.max(this.#uidNext, box.uidNext || 0, (uids.at(-1) ?? 0) + 1);
    this.#read.clear();
  }

  /** Has the mail marked as read the next time the folder is open. */
  markSeen(mail: Arrival): void {
    this.#toMark.push(mail);
  }

  /** A courtesy to people who read the mailbox, so that a server's refusal is let pass. */
  async mark(client: ImapFlow): Promise<void> {
    const uids = this.#toMark.filter((mail) => mail.uidValidity === this.#uidValidity).map(({ uid }) => uid);
    if (uids.length > 0) await client.messageFlagsAdd(uids.join(','), ['\\Seen'], { uid: true });
    this.#toMark = [];
  }

  async #newUids(client: ImapFlow, uidValidity: bigint, since: Date): Promise<number[]> {
    const renumbered = uidValidity !== this.#uidValidity;
    if (renumbered) {
      this.#uidValidity = uidValidity;
      this.#uidNext = 1;
      this.#read.clear();
    }
    // SINCE knows days only, of the server's time zone; the mail's own date decides later.
    const query = renumbered ? { since: new Date(since.getTime() - ONE_DAY_MS) } : { uid: `${this.#uidNext}:*` };
    const found = await client.search(query, { uid: true });
    if (!found) throw notOpen(this.path);
    // The last mail always belongs to "N:*", even if its UID is lower (mail facts 1.1).
    const uids = found.filter((uid) => uid >= this.#uidNext).sort((a, b) => a - b);
    const recent = renumbered ? uids.slice(-READ_AGAIN) : uids;
    // Kept now, so that a connection that breaks meanwhile does not have the whole folder read.
    this.#uidNext = recent[0] ?? this.#uidNext;
    return recent;
  }
}

/** The server takes part in IMAP, but does not do with this folder what it must. */
export function notOpen(path: string): Trouble {
  return new Trouble('preflight', `The mail server does not let ${path} be read.`, 'Check the rights of IMAP_USER.');
}
