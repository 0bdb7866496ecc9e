import type { PracticeUser } from './people.ts';
import type { Activity } from './state.ts';

export interface PracticeMail {
  from: string;
  to: string;
  subject: string;
  text: string;
  date: Date;
  /** The folder it arrives in; the inbox where left out. */
  folder?: string;
  /** Its Message-ID, without brackets. */
  id?: string;
}

interface Wording {
  readonly subject: string;
  readonly opening: string;
  readonly facts: readonly string[];
  readonly closing: string;
}

/** Facts 7: the mail of a login is known [C]; the mail of a reveal is a guess [I] after the phrase on its page. */
const wordings: Readonly<Record<Activity, Wording>> = {
  Login: {
    subject: 'Verify your identity in Salesforce',
    opening: "You recently logged in to Salesforce from a browser or app that we don't recognize.",
    facts: ['Browser: Chrome', 'Operating System: Linux'],
    closing:
      "If you didn't recently log in to Salesforce, or you don't recognize this browser or operating system, contact your Salesforce administrator.",
  },
  ExternalClientApp: {
    subject: 'Verify your identity in Salesforce',
    opening: 'You recently attempted to access an external client app in Salesforce.',
    facts: ['Browser: Chrome', 'Operating System: Linux'],
    closing: "If you didn't recently attempt this, contact your Salesforce administrator.",
  },
};

interface Verification {
  readonly user: PracticeUser;
  readonly activity: Activity;
  readonly code: string;
  readonly date: Date;
  /** Whether the org is a sandbox, which its mails say first: facts 7 [C]. */
  readonly sandbox: boolean;
}

/** The text mail that carries a verification code. */
export function verificationMail({ user, activity, code, date, sandbox }: Verification): PracticeMail {
  const { opening, facts, closing } = wordings[activity];
  const subject = `${sandbox ? 'Sandbox: ' : ''}${wordings[activity].subject}`;
  const text = [
    opening,
    '',
    ...facts,
    `Username: ${user.username}`,
    '',
    "To ensure your account's security, we need to verify your identity. Enter the following code where prompted by Salesforce.",
    '',
    `Verification Code: ${code}`,
    '',
    closing,
    '',
  ].join('\n');
  return { from: 'noreply@salesforce.com', to: user.email, subject, text, date };
}
