import { ImapFlow } from 'imapflow';
import type { MailboxSettings } from '../../../src/identity/mailbox/index.ts';
import { startMailbox } from '../../../src/practice-org/mailbox/index.ts';
import { buildMessage, type PracticeMail } from '../../../src/practice-org/mailbox/mail.ts';
import { Secret } from '../../../src/runbook/secret.ts';
import { type Dovecot, dovecotMissing, startDovecot } from '../../support/dovecot.ts';

/** A message as another client of the mailbox sees it. */
export interface Message {
  readonly folder: string;
  readonly uid: number;
  readonly flags: readonly string[];
}

/** An empty mailbox for one test, with INBOX and Junk. */
export interface TestMailbox {
  /** What reaches it. */
  readonly account: Pick<MailboxSettings, 'host' | 'port' | 'security' | 'user' | 'auth' | 'ca'>;
  deliver(mail: PracticeMail & { readonly folder?: string }): Promise<void>;
  /** Does something in it as another client. */
  as<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** Gives the mails of INBOX new numbers. Nobody may have it open. */
  renumber(): void;
  close(): Promise<void>;
}

/** A kind of mail server that the tests run against. */
export interface MailServer {
  readonly name: string;
  /** Why the tests cannot run against it here. */
  readonly missing: string | undefined;
  open(): Promise<TestMailbox>;
}

/** The servers, for one file of tests: they share one Dovecot, which starts when it is needed first. */
export function mailServers(): Readonly<Record<'practice' | 'clear' | 'tls' | 'starttls', MailServer>> & {
  close(): Promise<void>;
} {
  let started: Promise<Dovecot> | undefined;
  const dovecot = (): Promise<Dovecot> => {
    started ??= startDovecot();
    return started;
  };
  const over = (name: string, security: MailboxSettings['security']): MailServer => ({
    name,
    missing: dovecotMissing(),
    open: async () => openOnDovecot(await dovecot(), security),
  });
  return {
    practice: { name: 'practice mailbox', missing: undefined, open: openPractice },
    clear: over('Dovecot', 'none'),
    tls: over('Dovecot over TLS', 'tls'),
    starttls: over('Dovecot over STARTTLS', 'starttls'),
    close: async () => (await started)?.stop(),
  };
}

/** A mailbox of a new user of a Dovecot. */
export function openOnDovecot(dovecot: Dovecot, security: MailboxSettings['security']): TestMailbox {
  const { host, port, tlsPort, ca, password } = dovecot;
  const user = dovecot.newUser();
  let sent = 0;
  const at = security === 'tls' ? tlsPort : port;
  return {
    account: { host, port: at, security, user, auth: { password: new Secret('IMAP_PASSWORD', password) }, ca },
    async deliver({ folder, ...mail }) {
      sent += 1;
      await dovecot.deliver(user, buildMessage(mail, `${sent}.${user}`), folder);
    },
    as: (work) => dovecot.as(user, work),
    renumber: () => dovecot.renumber(user),
    close: async () => undefined,
  };
}

async function openPractice(): Promise<TestMailbox> {
  const mailbox = await startMailbox({ user: 'robot@corp.example', password: 'open sesame' });
  const { host, port, user, password } = mailbox;
  return {
    account: { host, port, security: 'none', user, auth: { password: new Secret('IMAP_PASSWORD', password) } },
    deliver: async (mail) => mailbox.deliver(mail),
    async as(work) {
      const auth = { user, pass: password };
      const client = new ImapFlow({ host, port, secure: false, doSTARTTLS: false, auth, logger: false });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.logout();
      }
    },
    renumber: () => mailbox.renumber(),
    close: () => mailbox.close(),
  };
}

/** All messages, folder by folder, without what a server only says for one session. */
export function messagesIn(mailbox: TestMailbox): Promise<Message[]> {
  return mailbox.as(async (client) => {
    const found: Message[] = [];
    for (const { path } of await client.list()) {
      const box = await client.mailboxOpen(path, { readOnly: true });
      if (box.exists === 0) continue;
      for await (const { uid, flags } of client.fetch('1:*', { uid: true, flags: true }))
        found.push({ folder: path, uid, flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent') });
    }
    return found;
  });
}
