import type { CodeWait } from '../../../src/identity/codes.ts';
import { type MailboxSettings, mailboxCodes } from '../../../src/identity/mailbox/index.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import type { MailServer, TestMailbox } from './servers.ts';

/** Who signs in, in tests that do not say otherwise. */
export const USER = 'admin@corp.example';
export const CLOUD = 'Example Cloud <noreply@cloud.example>';

/** A mail that tests send; a code, or all of its text. */
export interface Sent {
  readonly code?: string;
  readonly user?: string;
  readonly from?: string;
  readonly date?: Date;
  readonly folder?: string;
  readonly text?: string;
}

/** A mailbox and those who wait for codes in it; ended with the test. */
export class Waiter {
  readonly mailbox: TestMailbox;
  readonly book = new SecretBook();
  readonly #open: AsyncDisposable[] = [];

  private constructor(mailbox: TestMailbox) {
    this.mailbox = mailbox;
  }

  static async at(server: MailServer): Promise<Waiter> {
    return Waiter.of(await server.open());
  }

  static of(mailbox: TestMailbox): Waiter {
    return new Waiter(mailbox);
  }

  settings(changes: Partial<MailboxSettings> = {}): MailboxSettings {
    const short = { safetyPollMs: 50, deadlineMs: 20_000 };
    return { ...this.mailbox.account, senderDomain: 'cloud.example', username: USER, ...short, ...changes };
  }

  async armed(changes: Partial<MailboxSettings> = {}): Promise<CodeWait> {
    const wait = await mailboxCodes(this.settings(changes), { book: this.book }).arm();
    this.#open.push(wait);
    return wait;
  }

  /** A bad network in front of the mailbox: give its port to `armed`. */
  async badNetwork(): Promise<FaultProxy> {
    const proxy = await startFaultProxy(this.mailbox.account.port);
    this.#open.push({ [Symbol.asyncDispose]: () => proxy.close() });
    return proxy;
  }

  async send({ code = '', user = USER, from = CLOUD, date = new Date(), folder = 'INBOX', text }: Sent): Promise<void> {
    const words = text ?? `Somebody signs in.\n\nUsername: ${user}\n\nVerification Code: ${code}\n`;
    const { user: to } = this.mailbox.account;
    await this.mailbox.deliver({ from, to, subject: 'Verify your identity', text: words, date, folder });
  }

  /** Has the code been read? */
  hasSeen(code: string): boolean {
    return this.book.redact(code) !== code;
  }

  /** How the wait gives up after the mails were sent, in words. */
  async givesUp(changes: Partial<MailboxSettings>, mails: () => unknown): Promise<unknown> {
    const wait = await this.armed({ deadlineMs: 1_000, ...changes });
    await mails();
    return await wait.next().then(
      () => new Error('A code was taken'),
      (reason: unknown) => reason,
    );
  }

  async close(): Promise<void> {
    for (const each of this.#open.splice(0).reverse()) await each[Symbol.asyncDispose]();
    await this.mailbox.close();
  }
}

export async function nextCode(wait: CodeWait, signal?: AbortSignal): Promise<string> {
  return (await wait.next(signal)).code.reveal();
}
