import type { Secret } from '../../runbook/secret.ts';

/**
 * Gives an access token, asked for at each connection. One that the mail server refused is handed back, so that another
 * is given.
 */
export type AccessToken = (refused?: Secret) => Promise<Secret>;

/** What the mail server is shown: a password, or an access token (XOAUTH2, OAUTHBEARER). */
export type MailboxAuth = { readonly password: Secret } | { readonly accessToken: AccessToken };

/** What becomes of a mail whose code was taken. Moved and deleted ones are marked as seen first. */
export type AfterUse = 'seen' | 'nothing' | 'delete' | { readonly move: string };

/** Where the mailbox is, and which mail to take from it. */
export interface MailboxSettings {
  readonly host: string;
  readonly port: number;
  /** `none` sends the password in clear: for the loopback interface only, which the reader of the settings checks. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string;
  readonly auth: MailboxAuth;
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
  /** How long to wait for the answer to a command that needs no work: 4 s by default. */
  readonly answerMs?: number;
  /** The only certificate authority to trust, as PEM; those of Node where left out. */
  readonly ca?: string;
  /** `seen` by default. What the server refuses to do never ends a wait. */
  readonly afterUse?: AfterUse;
}
