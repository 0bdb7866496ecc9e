import { ImapFlow } from 'imapflow';
import type { MailboxSettings } from './settings.ts';

/** A server that says nothing for so long has gone. Waiting for mail does not count: the safety poll ends it sooner. */
const SILENCE_MS = 30_000;

/** A client that is not connected yet. It serves one connection only (mail facts 1.1). */
export function newClient(settings: MailboxSettings): ImapFlow {
  const { host, port, security, user, password } = settings;
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    // Left undefined, imapflow would go on in clear text where the server offers no STARTTLS.
    doSTARTTLS: security === 'starttls',
    auth: { user, pass: password.reveal() },
    connectionTimeout: settings.connectMs ?? 15_000,
    greetingTimeout: settings.greetingMs ?? 10_000,
    socketTimeout: Math.max(SILENCE_MS, 2 * (settings.safetyPollMs ?? 0)),
    disableAutoIdle: true,
    logger: false,
  });
  // Without a listener an error ends the process; the command that runs fails as well, and that is what is looked at.
  client.on('error', () => undefined);
  return client;
}

/** Does the work, or breaks the connection when it takes longer, so that the work fails. */
export async function within<T>(ms: number, client: ImapFlow, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => client.close(), ms);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Says good bye, but not for long: a dead connection never answers (mail facts 1.2). */
export async function hangUp(client: ImapFlow, ms: number): Promise<void> {
  await within(
    ms,
    client,
    client.logout().catch(() => undefined),
  );
  client.close();
}
