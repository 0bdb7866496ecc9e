import type { Answerer } from '../../src/identity/answerer.ts';
import { type MailboxSettings, mailboxCodes } from '../../src/identity/mailbox/index.ts';
import { mailedCode } from '../../src/identity/mailed-code.ts';
import { Prover } from '../../src/identity/prover.ts';
import type { PracticeMailbox } from '../../src/practice-org/mailbox/index.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

/** Proves identities by these answerers, without a turn to wait for and by this machine's clock. */
export function prover(...answerers: readonly Answerer[]): Prover {
  return new Prover({
    answerers,
    clockOffset: async () => 0,
    takeTurn: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
  });
}

/** The practice mailbox as an answerer, for this user. */
export function byMail(
  mailbox: PracticeMailbox,
  username: string,
  change: Partial<MailboxSettings> = {},
  book = new SecretBook(),
): Answerer {
  const { host, port, user, password } = mailbox;
  const auth = { password: book.keep('mailbox password', password) };
  const settings = { host, port, security: 'none', user, auth, senderDomain: 'salesforce.com', username } as const;
  return mailedCode(mailboxCodes({ ...settings, ...change }, { book }));
}

/** Gives these codes to challenges that ask for an e-mailed one, one after the other. */
export function giving(...codes: readonly string[]): Answerer & { ended: number } {
  const book = new SecretBook();
  const answerer: Answerer & { ended: number } = {
    name: 'a test',
    kinds: ['e-mailed code', 'authenticator code'],
    ended: 0,
    preflight: async () => undefined,
    ready: async () => {
      const left = [...codes];
      return {
        answer: async () => {
          const code = left.shift();
          if (code === undefined) throw new Trouble('person', 'The test has no code.', '');
          return { code: book.keep('code', code) };
        },
        [Symbol.asyncDispose]: async () => {
          answerer.ended += 1;
        },
      };
    },
  };
  return answerer;
}
