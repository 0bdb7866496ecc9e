import type { MailReference } from '../runbook/identity.ts';
import type { Secret } from '../runbook/secret.ts';

/** A code that proves identity, and the mail that it was read from. */
export interface ReceivedCode {
  readonly code: Secret;
  readonly mail: MailReference;
}

/** Waits for codes that arrive after it was armed. */
export interface CodeWait extends AsyncDisposable {
  /**
   * The next code that is meant for this user and was not there when the wait was armed.
   * @throws Trouble of kind `person` when none came in time; it says what was seen and why it was refused.
   */
  next(signal?: AbortSignal): Promise<ReceivedCode>;
}

/** Where e-mailed codes come from. */
export interface CodeSource {
  readonly name: string;
  /** Proves that codes could be read, without waiting for one. @throws Trouble of kind `preflight` */
  preflight(): Promise<void>;
  /**
   * Notes what is there already. Call it before the click that has the code sent.
   * @param notBefore a mail that was written earlier belongs to an earlier request; a minute ago where left out
   * @param signal gives the arming up at once
   */
  arm(notBefore?: Date, signal?: AbortSignal): Promise<CodeWait>;
}
