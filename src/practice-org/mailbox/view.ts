import type { Folder, StoredMail } from './store.ts';

/**
 * A folder as one client knows it. Message numbers are places in this list, so they move only when the client is told:
 * new messages at any time, removals only when the protocol allows (RFC 3501, 7.4.1).
 */
export class View {
  readonly folder: Folder;
  readonly readOnly: boolean;
  readonly #entries: Array<{ mail: StoredMail; toldFlags: string }>;

  constructor(folder: Folder, readOnly: boolean) {
    this.folder = folder;
    this.readOnly = readOnly;
    this.#entries = folder.mails.map((mail) => ({ mail, toldFlags: flagList(mail) }));
  }

  /** The messages with their numbers. */
  get numbered(): Array<{ number: number; mail: StoredMail }> {
    return this.#entries.map(({ mail }, index) => ({ number: index + 1, mail }));
  }

  /** Notes that the client knows this message's flags. */
  told(mail: StoredMail): void {
    for (const entry of this.#entries) if (entry.mail === mail) entry.toldFlags = flagList(mail);
  }

  /** The untagged responses that bring the client up to date. */
  update(mayRemove: boolean): string[] {
    const news: string[] = [];
    const present = new Set(this.folder.mails);
    for (let index = this.#entries.length - 1; mayRemove && index >= 0; index--) {
      const entry = this.#entries[index];
      if (!entry || present.has(entry.mail)) continue;
      this.#entries.splice(index, 1);
      news.push(`* ${index + 1} EXPUNGE`);
    }
    const known = new Set(this.#entries.map(({ mail }) => mail));
    const arrived = this.folder.mails.filter((mail) => !known.has(mail));
    this.#entries.push(...arrived.map((mail) => ({ mail, toldFlags: flagList(mail) })));
    if (arrived.length > 0) news.push(`* ${this.#entries.length} EXISTS`);
    this.#entries.forEach((entry, index) => {
      if (entry.toldFlags === flagList(entry.mail)) return;
      entry.toldFlags = flagList(entry.mail);
      news.push(`* ${index + 1} FETCH (UID ${entry.mail.uid} FLAGS ${entry.toldFlags})`);
    });
    return news;
  }
}

/** Flags as they go over the wire. */
export function flagList(mail: StoredMail): string {
  return `(${[...mail.flags].join(' ')})`;
}
