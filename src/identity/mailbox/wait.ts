import type { Secret, SecretBook } from '../../runbook/secret.ts';
import { Trouble } from '../../runbook/trouble.ts';
import type { CodeWait, ReceivedCode } from '../codes.ts';
import type { Arrival } from './folder.ts';
import { judge, mailParser } from './judge.ts';
import type { MailboxSettings } from './settings.ts';
import { Sightings } from './sightings.ts';
import { type Onlooker, Watch } from './watch.ts';

/** How far the clocks of the sender and of this machine may differ. */
const CLOCK_TOLERANCE_MS = 60_000;

interface Candidate {
  readonly mail: Arrival;
  readonly code: Secret;
  readonly written: Date;
  readonly messageId: string | undefined;
}

interface Asking {
  resolve(code: ReceivedCode): void;
  reject(reason: Trouble): void;
}

/** Waits for the mails with codes that come after it was armed. */
export class MailWait implements CodeWait, Onlooker {
  readonly #settings: MailboxSettings;
  readonly #book: SecretBook;
  readonly #sightings = new Sightings();
  readonly #taken = new Set<string>();
  #notBefore: Date;
  #candidates: Candidate[] = [];
  /** While mails are being read, the next one may hold another code. */
  #reading = false;
  #asking: Asking | undefined;
  #ended: Trouble | undefined;
  #watch: Watch | undefined;

  private constructor(settings: MailboxSettings, book: SecretBook, notBefore: Date) {
    this.#settings = settings;
    this.#book = book;
    this.#notBefore = notBefore;
  }

  /** @param signal gives the arming up at once, whatever the server does; it means nothing for the wait itself */
  static async arm(
    settings: MailboxSettings,
    book: SecretBook,
    notBefore = new Date(Date.now() - CLOCK_TOLERANCE_MS),
    signal?: AbortSignal,
  ): Promise<MailWait> {
    const wait = new MailWait(settings, book, notBefore);
    wait.#watch = await Watch.start(settings, wait, signal);
    return wait;
  }

  /** @inheritdoc */
  async next(signal?: AbortSignal): Promise<ReceivedCode> {
    if (this.#asking) throw new Error('A code is being waited for already');
    if (this.#ended) throw this.#ended;
    if (signal?.aborted) throw interrupted();
    // While the mail is on its way; where it cannot be loaded, reading the mail says so.
    mailParser().catch(() => undefined);
    const { promise, resolve, reject } = withResolvers<ReceivedCode>();
    this.#asking = { resolve, reject };
    const giveUp = (reason: Trouble): void => {
      this.#asking = undefined;
      reject(reason);
    };
    const interrupt = (): void => giveUp(interrupted());
    // AbortSignal.timeout and AbortSignal.any can hang for ever on Node 20 (mail facts 1.4).
    const timer = setTimeout(() => {
      // The connection may have broken while mails were read; better the code that came than none.
      this.#answer();
      if (this.#asking) giveUp(this.#tooLate());
    }, this.#deadlineMs);
    signal?.addEventListener('abort', interrupt);
    if (!this.#reading) this.#answer();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(new Trouble('interrupted', 'The wait for a code was ended.', 'Arm a new one.'));
    await this.#watch?.close();
  }

  async arrived(mail: Arrival): Promise<void> {
    this.#reading = true;
    const { senderDomain, username, authservId } = this.#settings;
    const expected = { senderDomain, username, authservId, notBefore: this.#notBefore };
    const judgement = await judge(mail.source, mail.size, expected);
    if ('refused' in judgement) return this.#sightings.refused(mail, judgement.refused);
    const { code, written, messageId } = judgement;
    if (messageId !== undefined && this.#taken.has(messageId)) return;
    this.#candidates.push({ mail, code: this.#book.keep('verification code', code), written, messageId });
  }

  looked(): void {
    this.#reading = false;
    this.#answer();
  }

  /**
   * Answers who asks, if there is one code to answer with. What came until then is compared; a code that was handed out
   * cannot be taken back, so that another one that comes later is for who asks next.
   */
  #answer(): void {
    const newest = this.#candidates.at(-1);
    const asking = this.#asking;
    if (!asking || !newest) return;
    const candidates = this.#candidates;
    this.#candidates = [];
    if (new Set(candidates.map(({ code }) => code.reveal())).size > 1) {
      for (const { mail } of candidates)
        this.#sightings.refused(mail, 'came together with a mail that holds another code');
      return;
    }
    const { mail, code, written } = newest;
    for (const { messageId } of candidates) if (messageId !== undefined) this.#taken.add(messageId);
    // A date in the future must not shut out the mails that follow.
    this.#notBefore = new Date(Math.max(this.#notBefore.getTime(), Math.min(written.getTime(), Date.now())));
    this.#watch?.used(mail);
    this.#asking = undefined;
    asking.resolve({ code, mail: { folder: mail.folder, uid: mail.uid, written: written.toISOString() } });
  }

  broke(trouble: Trouble): void {
    this.#sightings.broke(trouble);
  }

  noticed(what: string): void {
    this.#sightings.noticed(what);
  }

  refused({ message }: Trouble): void {
    this.#end(new Trouble('person', `The wait for a code ended: ${message}`, 'Then start again.'));
  }

  get #deadlineMs(): number {
    return this.#settings.deadlineMs ?? 180_000;
  }

  #end(reason: Trouble): void {
    this.#ended ??= reason;
    this.#asking?.reject(this.#ended);
    this.#asking = undefined;
  }

  #tooLate(): Trouble {
    const { username, user, host } = this.#settings;
    const seconds = Math.round(this.#deadlineMs / 100) / 10;
    return new Trouble(
      'person',
      `No code for ${username} came to the mailbox ${user} at ${host} within ${seconds} s. ${this.#sightings.inWords()}`,
      'Check that codes for this user are sent to this mailbox, not to a phone or an authenticator, and IMAP_SENDER_DOMAIN; or prove the identity by hand.',
    );
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void; reject(reason: Trouble): void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Trouble) => void = () => undefined;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}

function interrupted(): Trouble {
  return new Trouble('interrupted', 'The wait for a code was interrupted.', 'Start again when you are ready.');
}
