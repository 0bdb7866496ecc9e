import type { Challenge, ChallengeKind } from '../runbook/identity.ts';
import { Trouble } from '../runbook/trouble.ts';

const BY_A_PERSON = 'or run in a terminal or with --headed and answer it yourself';

/** What each kind asks for, and what helps where nobody answers. */
const KINDS: Readonly<Record<ChallengeKind, { readonly asks: string; readonly remedy: string }>> = {
  'e-mailed code': {
    asks: 'a code that it sends by e-mail',
    remedy: `Set IMAP_HOST and the other settings of the mailbox, or SALESFORCE_CODE_COMMAND, ${BY_A_PERSON}.`,
  },
  'authenticator code': {
    asks: 'a code of an authenticator app',
    remedy: `Set SALESFORCE_TOTP_SECRET, or SALESFORCE_CODE_COMMAND, ${BY_A_PERSON}.`,
  },
  passkey: {
    asks: 'a passkey or a security key',
    remedy:
      'Run with --headed and use yours, or enrol one for a user of its own with "setupwright passkey enrol" and set SALESFORCE_PASSKEY_FILE.',
  },
  'passkey enrolment': {
    asks: 'a passkey to be created ("Create a Passkey")',
    remedy:
      'setupwright enrols none unasked: run "setupwright passkey enrol", or sign in by hand and create yours, or have the user exempted.',
  },
  push: {
    asks: 'an approval in Salesforce Authenticator',
    remedy:
      'Run in a terminal or with --headed and approve it on the phone, or give the user a method that a program can answer.',
  },
  locked: {
    asks: 'no answer any more: the user is locked after too many wrong ones',
    remedy: 'Nothing more was tried. Wait, or have another admin look at the user, and run again.',
  },
  unknown: {
    asks: 'something that setupwright does not know',
    remedy: 'Run with --headed and answer it yourself, or sign in once by hand to see what it is.',
  },
};

/** That a challenge has no answer, with what was tried and what to do. */
export function nobodyLeft({ kind, page }: Challenge, failures: readonly string[]): Trouble {
  const { asks, remedy } = KINDS[kind];
  const tried =
    failures.length > 0 ? `No answer was accepted: ${failures.join(' ')}` : 'Nobody is there who could answer.';
  return new Trouble(
    'person',
    `To prove the identity, the org asks for ${asks} (${page}). ${kind === 'locked' ? '' : tried}`,
    remedy,
  );
}
