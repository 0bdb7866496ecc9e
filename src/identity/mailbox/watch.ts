import type { ImapFlow } from 'imapflow';
import type { Trouble } from '../../runbook/trouble.ts';
import { Alarm } from './alarm.ts';
import { hangUp, newClient, within } from './connection.ts';
import { connectionTrouble, isRefusedForGood } from './connection-trouble.ts';
import { type Arrival, notOpen, WatchedFolder } from './folder.ts';
import type { MailboxSettings } from './settings.ts';

/** A connection that does not answer within this is broken: half-open ones never say so (mail facts 1.4). */
const ANSWER_MS = 4_000;
const READ_MS = 30_000;
const FAREWELL_MS = 1_500;
const LONGEST_PAUSE_MS = 10_000;

/** Who wants to know what the watch sees. */
export interface Onlooker {
  arrived(mail: Arrival): Promise<void>;
  /** Everything that had arrived has been told. */
  looked(): void;
  /** The connection broke; it is made again. */
  broke(trouble: Trouble): void;
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
  readonly #folders: WatchedFolder[] = [];
  #client: ImapFlow;
  #closing = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(settings: MailboxSettings, onlooker: Onlooker) {
    this.#settings = settings;
    this.#onlooker = onlooker;
    this.#client = newClient(settings);
  }

  /** Connects and notes what is there; only later mail is told. */
  static async start(settings: MailboxSettings, onlooker: Onlooker): Promise<Watch> {
    const watch = new Watch(settings, onlooker);
    try {
      await watch.#connect();
      await within(READ_MS, watch.#client, watch.#noteWhatIsThere());
    } catch (error) {
      watch.#client.close();
      throw connectionTrouble(error, settings);
    }
    watch.#running = watch.#run();
    return watch;
  }

  markSeen(mail: Arrival): void {
    this.#folders.find(({ path }) => path === mail.folder)?.markSeen(mail);
    this.#work.ring();
  }

  /** Marks what is to be marked, says good bye, and ends; a server that does not answer is left behind after 1.5 s. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#end.ring();
    this.#work.ring();
    const timer = setTimeout(() => this.#client.close(), FAREWELL_MS);
    await this.#running;
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        if (failures > 0) {
          this.#client = newClient(this.#settings);
          await this.#connect();
        }
        await this.#follow(() => {
          failures = 0;
        });
        return;
      } catch (error) {
        this.#client.close();
        if (this.#closing) return;
        const trouble = connectionTrouble(error, this.#settings);
        if (isRefusedForGood(error)) return this.#onlooker.refused(trouble);
        this.#onlooker.broke(trouble);
        await this.#end.wait(pause(failures));
        if (this.#closing) return;
      }
    }
  }

  async #connect(): Promise<void> {
    for (const event of ['exists', 'close'] as const) this.#client.on(event, () => this.#work.ring());
    await this.#client.connect();
    await within(READ_MS, this.#client, this.#client.mailboxOpen('INBOX'));
  }

  async #noteWhatIsThere(): Promise<void> {
    const inbox = this.#client.mailbox;
    if (!inbox) throw notOpen('INBOX');
    this.#folders.push(new WatchedFolder('INBOX', inbox));
    const junk = (await this.#client.list()).find(({ specialUse }) => specialUse === '\\Junk');
    const state = junk && (await this.#client.status(junk.path, { uidNext: true, uidValidity: true }));
    if (junk && state) this.#folders.push(new WatchedFolder(junk.path, state));
  }

  /** Looks, waits to be told or for the safety poll, and looks again until it is closed or the connection breaks. */
  async #follow(worked: () => void): Promise<void> {
    for (;;) {
      await within(ANSWER_MS, this.#client, this.#client.noop());
      await within(READ_MS, this.#client, this.#look());
      worked();
      if (this.#folders.some((folder) => folder.hasMarksToSet)) continue;
      if (this.#closing) return hangUp(this.#client, FAREWELL_MS);
      // It ends when the next command is sent, and fails when the connection does; that command tells.
      void this.#client.idle().catch(() => undefined);
      await this.#work.wait(this.#settings.safetyPollMs ?? 5_000);
    }
  }

  async #look(): Promise<void> {
    const client = this.#client;
    for (const folder of this.#folders) {
      if (folder.path !== 'INBOX') {
        if (!(await folder.isWorthOpening(client))) continue;
        await client.mailboxOpen(folder.path);
      }
      await folder.readNew(client, this.#since, (mail) => this.#onlooker.arrived(mail));
      await folder.mark(client);
    }
    this.#onlooker.looked();
    if (client.mailbox && client.mailbox.path !== 'INBOX') {
      await client.mailboxOpen('INBOX');
      // What came to INBOX meanwhile was told to nobody.
      this.#work.ring();
    }
  }
}

/** Longer after every failure, and never the same for two runs that lost the same server. */
function pause(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, 200 * 2 ** failures) * (0.5 + Math.random() / 2);
}
