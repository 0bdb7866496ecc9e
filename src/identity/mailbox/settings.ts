import type { Secret } from '../../runbook/secret.ts';

/** Where the mailbox is, and which mail to take from it. */
export interface MailboxSettings {
  readonly host: string;
  readonly port: number;
  /** `none` sends the password in clear: for the loopback interface only, which the reader of the settings checks. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string;
  readonly password: Secret;
  /** The domain that codes come from, exactly. */
  readonly senderDomain: string;
  /** The user who signs in: the mail must name them. */
  readonly username: string;
  /**
   * The id under which the mailbox's provider writes Authentication-Results, such as `mx.google.com`; `none` for one
   * that writes no id (Microsoft 365). Left out, the header is not read.
   */
  readonly authservId?: string;
  /** How long one call waits for a code: 180 s by default. */
  readonly deadlineMs?: number;
  /** How often to look without being told, since a broken connection tells nothing: 5 s by default. */
  readonly safetyPollMs?: number;
  /** How long to wait for a connection: 15 s by default. */
  readonly connectMs?: number;
  /** How long to wait for the server's first word: 10 s by default. */
  readonly greetingMs?: number;
}
