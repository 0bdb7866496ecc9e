import {
  type PracticeMail,
  type PracticeOrg,
  type PracticeOrgOptions,
  startPracticeOrg,
} from '../practice-org/index.ts';
import { type PracticeMailbox, startMailbox } from '../practice-org/mailbox/index.ts';

/** A practice org and the mailbox that gets its mails. */
export interface PracticePlace {
  readonly org: PracticeOrg;
  readonly mailbox: PracticeMailbox;
  /** The settings that reach them, by name. */
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface PlaceOptions extends Omit<PracticeOrgOptions, 'deliver' | 'onReset' | 'settings'> {
  /** 0, the default, takes any free port. */
  readonly mailPort?: number;
  readonly sink: string;
  /** May change a mail on its way. */
  readonly onTheWay?: (mail: PracticeMail) => PracticeMail;
}

/** Where credentials of a practice org go: each org has a file of its own, because a sink holds those of one app. */
export function practiceSink({ domain, sandbox }: Pick<PracticeOrgOptions, 'domain' | 'sandbox'>): string {
  const which = [domain, sandbox ? 'sandbox' : undefined].filter((part) => part !== undefined);
  return `file:credentials/${['practice-org', ...which].join('-')}.json`;
}

/** Starts a practice org and its mailbox on this machine, by one clock. */
export async function startPractice({
  mailPort = 0,
  sink,
  onTheWay,
  ...options
}: PlaceOptions): Promise<PracticePlace> {
  let now = () => options.at ?? new Date();
  const mailbox = await startMailbox({
    user: 'admin@practice.example',
    password: 'practice mailbox',
    port: mailPort,
    now: () => now(),
  });
  try {
    const org = await startPracticeOrg({
      ...options,
      deliver: (mail) => mailbox.deliver(onTheWay ? onTheWay(mail) : mail),
      onReset: () => mailbox.reset(),
      settings: (org) => settingsLines(settingsOf(org, mailbox, sink)),
    });
    now = () => org.now();
    const close = async () => {
      await org.close();
      await mailbox.close();
    };
    return { org, mailbox, settings: settingsOf(org, mailbox, sink), close };
  } catch (error) {
    await mailbox.close();
    throw error;
  }
}

function settingsOf(org: PracticeOrg, mailbox: PracticeMailbox, sink: string): Record<string, string> {
  return {
    SALESFORCE_URL: org.url,
    SALESFORCE_USERNAME: org.admin.username,
    SALESFORCE_PASSWORD: org.admin.password,
    SETUPWRIGHT_ALLOW_ORIGINS: `${org.url},${org.setupUrl}`,
    IMAP_HOST: mailbox.host,
    IMAP_PORT: String(mailbox.port),
    IMAP_SECURITY: 'none',
    IMAP_USER: mailbox.user,
    IMAP_PASSWORD: mailbox.password,
    ...(org.methods().totp ? { SALESFORCE_TOTP_SECRET: org.methods().totp?.secret ?? '' } : {}),
    SETUPWRIGHT_SINK: sink,
  };
}

/** Settings as a settings file wants them: plain, or in single quotes. */
export function settingsLines(settings: Readonly<Record<string, string>>): string {
  const quoted = (value: string) => (/^[\w.:/@,-]*$/.test(value) ? value : `'${value}'`);
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}
