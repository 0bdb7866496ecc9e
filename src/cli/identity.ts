import type { BrowserContext } from 'playwright';
import type { Answerer } from '../identity/answerer.ts';
import { authenticatorApp, authenticatorCode } from '../identity/authenticator-code.ts';
import { codeCommand } from '../identity/code-command.ts';
import { mailboxCodes } from '../identity/mailbox/index.ts';
import { mailedCode } from '../identity/mailed-code.ts';
import { passkeyInFile } from '../identity/passkey/answerer.ts';
import { passkeyEnrolment } from '../identity/passkey/enrolment.ts';
import { PasskeyFile } from '../identity/passkey/file.ts';
import { person } from '../identity/person.ts';
import { Prover } from '../identity/prover.ts';
import { describe } from '../machine/owner.ts';
import { takeTurn } from '../machine/turn.ts';
import { askHidden } from '../operator/terminal.ts';
import type { SecretBook } from '../runbook/secret.ts';
import type { Target } from '../runbook/target.ts';
import type { OrgClock } from '../salesforce/org-clock.ts';
import { mailboxOf } from './mailbox.ts';
import { malformed, withoutSecrets } from './secret-setting.ts';
import { ANSWERERS, type AnswererName, type Settings } from './settings.ts';
import type { Speech } from './speech.ts';

/** Longer than a code is waited for, so that one run after another gets its turn. */
const PATIENCE_FOR_TURN_MS = 10 * 60_000;

export interface IdentityOptions {
  readonly settings: Settings;
  readonly target: Pick<Target, 'url' | 'username'>;
  readonly book: SecretBook;
  readonly browser: () => BrowserContext;
  readonly clock: OrgClock;
  readonly headed: boolean;
  /** Whether a person may be asked at all. */
  readonly input: boolean;
  readonly speech: Speech;
  readonly say: (line: string) => void;
  /** Whether a passkey is to be enrolled. */
  readonly enrols: boolean;
}

/** Those who can prove the identity of the user of the settings, in their order. @throws Trouble of kind `usage` */
export function identityOf(options: IdentityOptions): Prover {
  const { settings, target, clock, say } = options;
  const asked = settings.SETUPWRIGHT_ANSWERERS;
  const answerers = [...new Set(asked ?? ANSWERERS)].flatMap((name) => {
    const answerer = MAKERS[name].make(options);
    if (answerer === undefined && asked && name !== 'person') {
      throw malformed('SETUPWRIGHT_ANSWERERS', `it names ${name}, but ${MAKERS[name].needs} is not set`);
    }
    return answerer ?? [];
  });
  const enrolment = options.enrols ? [passkeyEnrolment(() => options.browser().credentials)] : [];
  return new Prover({
    answerers: [...enrolment, ...answerers],
    clockOffset: () => clock.ask(),
    takeTurn: (signal) =>
      takeTurn(`identity of ${target.username.toLowerCase()} at ${new URL(target.url).host}`, {
        what: 'proving the identity of a user',
        patienceMs: PATIENCE_FOR_TURN_MS,
        signal,
        waiting: (owner) => say(`Waiting for another run to prove the identity of this user: ${describe(owner)}.`),
      }),
  });
}

interface Maker {
  /** What has to be set for it. */
  readonly needs: string;
  make(options: IdentityOptions): Answerer | undefined;
}

const MAKERS: Readonly<Record<AnswererName, Maker>> = {
  mailbox: {
    needs: 'IMAP_HOST',
    make: ({ settings, target, book }) => {
      const mailbox = mailboxOf(settings, target.username, book);
      return mailbox && mailedCode(mailboxCodes(mailbox, { book }));
    },
  },
  totp: {
    needs: 'SALESFORCE_TOTP_SECRET',
    make: ({ settings: { SALESFORCE_TOTP_SECRET: secret }, book, clock }) =>
      secret &&
      authenticatorCode({
        totp: authenticatorApp(secret.reveal()),
        book,
        now: () => Date.now() + (clock.ahead ?? 0),
      }),
  },
  passkey: {
    needs: 'SALESFORCE_PASSKEY_FILE',
    make: ({
      settings: { SALESFORCE_PASSKEY_FILE: path, SETUPWRIGHT_PASSPHRASE: passphrase },
      target,
      book,
      browser,
    }) =>
      path === undefined
        ? undefined
        : passkeyInFile({
            file: new PasskeyFile(path, passphrase, book),
            target,
            browser,
          }),
  },
  command: {
    needs: 'SALESFORCE_CODE_COMMAND',
    make: ({ settings: { SALESFORCE_CODE_COMMAND: command }, target, book }) =>
      command === undefined
        ? undefined
        : codeCommand({ command, username: target.username, environment: withoutSecrets(process.env), book }),
  },
  person: {
    needs: 'a terminal or --headed',
    make: ({ settings, enrols, headed, input, speech, say, book }) => {
      // The virtual authenticator stands in the place of whatever the person has.
      const ownPasskeys = settings.SALESFORCE_PASSKEY_FILE === undefined && !enrols;
      const ask = input ? askHidden(process.stdin, speech.err) : undefined;
      return input && (headed || ask) ? person({ headed, say, ask, book, ownPasskeys }) : undefined;
    },
  },
};
