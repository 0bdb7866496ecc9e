/** A message as it lies in a folder. Flags change; everything else is fixed. */
export interface StoredMail {
  readonly uid: number;
  readonly source: Buffer;
  readonly arrived: Date;
  readonly flags: Set<string>;
}

/** One folder: its messages in order of UID, and who wants to hear of changes. */
export class Folder {
  readonly name: string;
  readonly specialUse: string | undefined;
  #mails: StoredMail[] = [];
  #uidNext = 1;
  #uidValidity: number;
  readonly #firstUidValidity: number;
  readonly #watchers = new Set<() => void>();

  constructor(name: string, uidValidity: number, specialUse?: string) {
    this.name = name;
    this.specialUse = specialUse;
    this.#uidValidity = uidValidity;
    this.#firstUidValidity = uidValidity;
  }

  get mails(): readonly StoredMail[] {
    return this.#mails;
  }

  get uidNext(): number {
    return this.#uidNext;
  }

  get uidValidity(): number {
    return this.#uidValidity;
  }

  add(source: Buffer, arrived: Date, flags: Iterable<string> = []): StoredMail {
    const mail = { uid: this.#uidNext++, source, arrived, flags: new Set(flags) };
    this.#mails.push(mail);
    this.changed();
    return mail;
  }

  remove(gone: readonly StoredMail[]): void {
    this.#mails = this.#mails.filter((mail) => !gone.includes(mail));
    this.changed();
  }

  /** Gives every message a new UID under a new UIDVALIDITY, as servers do after a repair. */
  renumber(): void {
    const mails = this.#mails;
    this.#mails = [];
    this.#uidNext = 1;
    this.#uidValidity++;
    for (const { source, arrived, flags } of mails) this.add(source, arrived, flags);
  }

  /** Back to no messages at all, as the folder was at first. */
  empty(): void {
    this.#mails = [];
    this.#uidNext = 1;
    this.#uidValidity = this.#firstUidValidity;
  }

  /** Calls back after every change until the returned function is called. */
  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** The folders of the one account. INBOX is found in any letter case (RFC 3501, 5.1). */
export class Store {
  readonly folders: readonly Folder[];

  /** @param uidValidity of the first folder; the others count on from there */
  constructor(uidValidity: number) {
    this.folders = [
      new Folder('INBOX', uidValidity),
      new Folder('Junk', uidValidity + 1, '\\Junk'),
      new Folder('Trash', uidValidity + 2, '\\Trash'),
    ];
  }

  folder(name: string): Folder | undefined {
    return this.folders.find((folder) => folder.name === (name.toUpperCase() === 'INBOX' ? 'INBOX' : name));
  }
}
