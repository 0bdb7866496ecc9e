import { createSecureContext } from 'node:tls';
import { buildMessage, type PracticeMail } from './mail.ts';
import { type Certified, openDoor } from './server.ts';
import { type Folder, Store } from './store.ts';
import { TOKEN_MECHANISMS, type TokenMechanism } from './token-login.ts';

export { AUTHSERV_ID } from './mail.ts';

/** A message in the practice mailbox, copied: changing it changes nothing there. */
interface PracticeMessage {
  readonly folder: string;
  readonly uid: number;
  readonly flags: readonly string[];
  readonly arrived: Date;
  readonly source: string;
}

/** A mailbox for rehearsals: one account, with the folders INBOX, Junk and Trash, served over IMAP4rev1. */
export interface PracticeMailbox {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Puts a mail into a folder, INBOX by default; clients that wait there are told at once. */
  deliver(mail: PracticeMail & { readonly folder?: string }): void;
  /** All messages, folder by folder. */
  messages(): PracticeMessage[];
  /** Breaks every connection without a word, as a failing network does; clients may come again. */
  dropConnections(): void;
  /** Gives the folder's messages new UIDs under a new UIDVALIDITY, which breaks every connection. */
  renumber(folder?: string): void;
  /** Back to how the mailbox was when it started, which breaks every connection. */
  reset(): void;
  /** Stops listening and breaks every connection. */
  close(): Promise<void>;
}

/**
 * Starts a mailbox on the loopback interface. Nothing is kept on disk.
 * @param settings.port any free one by default
 * @param settings.now the time of arrival of a mail, and the UIDVALIDITY at first, in seconds; the machine's own by default
 * @param settings.isToken who may sign in with an access token; without it none is taken
 * @param settings.tokenMechanisms how tokens may be given; by default in every way that is known here
 * @param settings.tls encrypts connections from the start
 * @param settings.startTls encrypts them on request, by STARTTLS
 */
export async function startMailbox(settings: {
  user: string;
  password: string;
  port?: number;
  now?: () => Date;
  isToken?: (user: string, token: string) => boolean;
  tokenMechanisms?: readonly TokenMechanism[];
  tls?: Certified;
  startTls?: Certified;
}): Promise<PracticeMailbox> {
  const { user, password, now = () => new Date() } = settings;
  const uidValidity = Math.floor(now().getTime() / 1000);
  const store = new Store(uidValidity);
  let delivered = 0;
  const { isToken, tokenMechanisms = TOKEN_MECHANISMS } = settings;
  const house = {
    store,
    isPassword: (name: string, secret: string) => name === user && secret === password,
    isToken: isToken ?? (() => false),
    tokenMechanisms: isToken ? tokenMechanisms : [],
    startTls: settings.startTls && createSecureContext(settings.startTls),
  };
  const door = await openDoor(settings.port ?? 0, house, settings.tls);
  const folder = (name = 'INBOX'): Folder => {
    const found = store.folder(name);
    if (!found) throw new Error(`The practice mailbox has no folder ${name}`);
    return found;
  };
  return {
    host: '127.0.0.1',
    port: door.port,
    user,
    password,
    deliver(mail) {
      delivered += 1;
      folder(mail.folder).add(buildMessage(mail, `${uidValidity}.${delivered}@practice.example`), now());
    },
    messages: () =>
      store.folders.flatMap(({ name, mails }) =>
        mails.map(({ uid, flags, arrived, source }) => ({
          folder: name,
          uid,
          flags: [...flags],
          arrived: new Date(arrived),
          source: source.toString('utf8'),
        })),
      ),
    dropConnections: () => door.dropConnections(),
    reset() {
      door.dropConnections();
      delivered = 0;
      for (const each of store.folders) each.empty();
    },
    renumber(name) {
      door.dropConnections();
      folder(name).renumber();
    },
    close: () => door.close(),
  };
}
