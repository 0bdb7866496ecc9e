import type { ImapFlow } from 'imapflow';
import { Trouble } from '../../runbook/trouble.ts';
import { Alarm } from './alarm.ts';
import { connect, hangUp, within } from './connection.ts';
import { connectionTrouble, isRefusedForGood } from './connection-trouble.ts';
import { type Arrival, notOpen, WatchedFolder } from './folder.ts';
import type { MailboxSettings } from './settings.ts';

/** A connection that does not answer within this is broken: half-open ones never say so (mail facts 1.4). */
const ANSWER_MS = 4_000;
const READ_MS = 30_000;
const FAREWELL_MS = 1_500;
const LONGEST_PAUSE_MS = 10_000;
/** To begin with, as often as this, and not again after this long: a person may have to mend the settings. */
const FIRST_TRIES = 3;
const FIRST_TRIES_MS = 2_000;

/** Who wants to know what the watch sees. */
export interface Onlooker {
  arrived(mail: Arrival): Promise<void>;
  /** Everything that had arrived has been told. */
  looked(): void;
  /** The connection broke; it is made again. */
  broke(trouble: Trouble): void;
  /** Something that need not be done could not be done. */
  noticed(what: string): void;
  /** The server does not let the user in any more; the watch has ended. */
  refused(trouble: Trouble): void;
}

/**
 * Watches INBOX and the Junk folder for mail that was not there when the watch began. One connection (providers allow
 * few): it idles in INBOX, so that the server tells of new mail, and looks into Junk at every turn (mail facts 1.2).
 */
export class Watch {
  readonly #settings: MailboxSettings;
  readonly #onlooker: Onlooker;
  readonly #since = new Date();
  /** Rings when there may be something to do on the connection. */
  readonly #work = new Alarm();
  /** Rings when the watch is to end. */
  readonly #end = new Alarm();
  readonly #stopped = new AbortController();
  #folders: WatchedFolder[] = [];
  #client: ImapFlow | undefined;
  #closing = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(settings: MailboxSettings, onlooker: Onlooker) {
    this.#settings = settings;
    this.#onlooker = onlooker;
  }

  /**
   * Connects and notes what is there; only later mail is told.
   *
   * @throws Trouble of kind `preflight` where that fails, after trying again for about a second where it failed quickly;
   * of kind `interrupted` as soon as the signal says so
   */
  static async start(settings: MailboxSettings, onlooker: Onlooker, signal?: AbortSignal): Promise<Watch> {
    const watch = new Watch(settings, onlooker);
    const interrupt = (): void => watch.#stop();
    signal?.addEventListener('abort', interrupt);
    if (signal?.aborted) interrupt();
    try {
      watch.#running = watch.#run(await watch.#begin());
    } finally {
      signal?.removeEventListener('abort', interrupt);
    }
    return watch;
  }

  /** Has a mail dealt with whose code was taken, as the settings say. */
  used(mail: Arrival): void {
    this.#folders.find(({ path }) => path === mail.folder)?.used(mail);
    this.#work.ring();
  }

  /** Deals with used mails, says good bye, and ends; a server that does not answer is left behind after 1.5 s. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#end.ring();
    this.#work.ring();
    const nothingToDo = !this.#client?.usable && !this.#folders.some((folder) => folder.hasUsed);
    const timer = setTimeout(() => this.#stop(), nothingToDo ? 0 : FAREWELL_MS);
    await this.#running;
    clearTimeout(timer);
  }

  async #begin(): Promise<ImapFlow> {
    const began = performance.now();
    for (let failures = 0; ; failures++) {
      try {
        const client = await this.#connect();
        await within(READ_MS, client, this.#noteWhatIsThere(client));
        return client;
      } catch (error) {
        this.#client?.close();
        if (this.#stopped.signal.aborted) throw stopped();
        const isOver = failures + 1 >= FIRST_TRIES || performance.now() - began > FIRST_TRIES_MS;
        if (isOver || isRefusedForGood(error)) throw connectionTrouble(error, this.#settings);
        await this.#end.wait(pause(failures));
        if (this.#stopped.signal.aborted) throw stopped();
      }
    }
  }

  async #run(first: ImapFlow): Promise<void> {
    let client: ImapFlow | undefined = first;
    for (let failures = 0; ; failures++) {
      let from = Number.POSITIVE_INFINITY;
      try {
        client ??= await this.#connect();
        from = performance.now();
        await this.#follow(client);
        return;
      } catch (error) {
        this.#client?.close();
        client = undefined;
        if (this.#closing) return;
        const trouble = connectionTrouble(error, this.#settings);
        if (isRefusedForGood(error)) return this.#onlooker.refused(trouble);
        this.#onlooker.broke(trouble);
        // A server that lets everybody in and out again must not be hammered: only what held for a while was good.
        if (performance.now() - from > LONGEST_PAUSE_MS) failures = 0;
        await this.#end.wait(pause(failures));
        if (this.#closing) return;
      }
    }
  }

  /** A connection with INBOX open. */
  async #connect(): Promise<ImapFlow> {
    // Whoever gives access tokens may take long, and does not know that nobody waits any more.
    const client = await unlessAborted(
      this.#stopped.signal,
      connect(this.#settings, (made) => this.#take(made)),
    );
    await within(READ_MS, client, client.mailboxOpen('INBOX'));
    return client;
  }

  #take(client: ImapFlow): void {
    if (this.#stopped.signal.aborted) throw stopped();
    this.#client = client;
    for (const event of ['exists', 'close'] as const) client.on(event, () => this.#work.ring());
  }

  #stop(): void {
    this.#stopped.abort(stopped());
    this.#client?.close();
    this.#end.ring();
  }

  async #noteWhatIsThere(client: ImapFlow): Promise<void> {
    const inbox = client.mailbox;
    if (!inbox) throw notOpen('INBOX');
    this.#folders = [new WatchedFolder('INBOX', inbox)];
    const path = await junkPath(client);
    const state = path !== undefined && (await client.status(path, { uidNext: true, uidValidity: true }));
    if (state) this.#folders.push(new WatchedFolder(state.path, state));
  }

  /** Looks, waits to be told or for the safety poll, and looks again until it is closed or the connection breaks. */
  async #follow(client: ImapFlow): Promise<void> {
    for (;;) {
      await within(this.#settings.answerMs ?? ANSWER_MS, client, client.noop());
      // imapflow keeps to itself that a NOOP failed.
      if (!client.usable) throw Object.assign(new Error('No answer'), { code: 'NoAnswer' });
      await within(READ_MS, client, this.#look(client));
      if (this.#folders.some((folder) => folder.hasUsed)) continue;
      if (this.#closing) return hangUp(client, FAREWELL_MS);
      // It ends when the next command is sent, and fails when the connection does; that command tells.
      void client.idle().catch(() => undefined);
      await this.#work.wait(this.#settings.safetyPollMs ?? 5_000);
    }
  }

  async #look(client: ImapFlow): Promise<void> {
    for (const folder of [...this.#folders]) {
      if (folder.path !== 'INBOX') {
        const news = await folder.news(client);
        if (news === 'gone') this.#folders = this.#folders.filter((other) => other !== folder);
        if (news !== 'something') continue;
        await client.mailboxOpen(folder.path);
      }
      await folder.readNew(client, this.#since, (mail) => this.#onlooker.arrived(mail));
      const failed = await folder.settle(client, this.#settings.afterUse);
      if (failed !== undefined) this.#onlooker.noticed(failed);
    }
    this.#onlooker.looked();
    if (client.mailbox && client.mailbox.path !== 'INBOX') {
      await client.mailboxOpen('INBOX');
      // What came to INBOX meanwhile was told to nobody.
      this.#work.ring();
    }
    if (this.#folders.length === 1) await this.#lookForJunk(client);
  }

  /** Some servers make the folder when the first mail is put there; after a removal it may come back as another one. */
  async #lookForJunk(client: ImapFlow): Promise<void> {
    const path = await junkPath(client);
    if (path === undefined) return;
    this.#folders.push(new WatchedFolder(path));
    this.#work.ring();
  }
}

async function junkPath(client: ImapFlow): Promise<string | undefined> {
  return (await client.list()).find(({ specialUse }) => specialUse === '\\Junk')?.path;
}

/** Longer after every failure, and never the same for two runs that lost the same server. */
function pause(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, 200 * 2 ** failures) * (0.5 + Math.random() / 2);
}

function stopped(): Trouble {
  return new Trouble('interrupted', 'The watch on the mailbox was stopped.', 'Start again when you are ready.');
}

/** The work's result, or the reason of the signal as soon as it is aborted. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
