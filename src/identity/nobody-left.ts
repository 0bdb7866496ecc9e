import { ASKED_FOR } from '../runbook/challenge-words.ts';
import type { Challenge, ChallengeKind } from '../runbook/identity.ts';
import { Trouble } from '../runbook/trouble.ts';

const BY_A_PERSON = 'or run in a terminal or with --headed, and without --no-input, and answer it yourself';

/** What helps where nobody answers. */
const REMEDIES: Readonly<Record<ChallengeKind, string>> = {
  'e-mailed code': `Set IMAP_HOST and the other settings of the mailbox, or SALESFORCE_CODE_COMMAND, ${BY_A_PERSON}.`,
  'authenticator code': `Set SALESFORCE_TOTP_SECRET, or SALESFORCE_CODE_COMMAND, ${BY_A_PERSON}.`,
  passkey:
    'Run with --headed and use yours, or enrol one for a user of its own with "setupwright passkey enrol" and set SALESFORCE_PASSKEY_FILE.',
  'passkey enrolment':
    'setupwright enrols none unasked: run "setupwright passkey enrol", or sign in by hand and create yours, or have the user exempted.',
  push: 'Run in a terminal or with --headed and approve it on the phone, or give the user a method that a program can answer.',
  locked: 'Nothing more was tried. Wait, or have another admin look at the user, and run again.',
  unknown: 'Run with --headed and answer it yourself, or sign in once by hand to see what it is.',
};

/** That a challenge has no answer, with what was tried and what to do. */
export function nobodyLeft({ kind, page }: Challenge, failures: readonly string[]): Trouble {
  const tried =
    failures.length > 0 ? `No answer was accepted: ${failures.join(' ')}` : 'Nobody is there who could answer.';
  return new Trouble(
    'person',
    `To prove the identity, the org asks for ${ASKED_FOR[kind]} (${page}). ${kind === 'locked' ? '' : tried}`,
    REMEDIES[kind],
  );
}
