import type { ImapFlow } from 'imapflow';
import { isRefusedForGood } from './connection-trouble.ts';
import type { MailboxSettings } from './settings.ts';

/** A server that says nothing for so long has gone. Waiting for mail does not count: the safety poll ends it sooner. */
const SILENCE_MS = 30_000;

/** What is shown besides the user's name. */
type Proof = { readonly pass: string } | { readonly accessToken: string };

/**
 * A connection that is signed in. A token may have been withdrawn before its time, so where one is refused another is
 * asked for and shown, once (mail facts 5).
 *
 * @param made gets each client before it connects, to listen to it and to be able to close it; what it throws ends the attempt
 * @throws whatever made it fail; `connectionTrouble` puts it in words
 */
export async function connect(
  settings: MailboxSettings,
  made: (client: ImapFlow) => void = () => undefined,
): Promise<ImapFlow> {
  const { auth } = settings;
  if ('password' in auth) return signedIn(settings, { pass: auth.password.reveal() }, made);
  const token = await auth.accessToken();
  try {
    return await signedIn(settings, { accessToken: token.reveal() }, made);
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    const another = await auth.accessToken(token);
    if (another.reveal() === token.reveal()) throw error;
    return signedIn(settings, { accessToken: another.reveal() }, made);
  }
}

async function signedIn(settings: MailboxSettings, proof: Proof, made: (client: ImapFlow) => void): Promise<ImapFlow> {
  const client = await newClient(settings, proof);
  try {
    made(client);
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

/** A client that is not connected yet. It serves one connection only (mail facts 1.1). */
async function newClient(settings: MailboxSettings, proof: Proof): Promise<ImapFlow> {
  const { ImapFlow } = await import('imapflow');
  const { host, port, security, user } = settings;
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    // Left undefined, imapflow would go on in clear text where the server offers no STARTTLS.
    doSTARTTLS: security === 'starttls',
    auth: { user, ...proof },
    connectionTimeout: settings.connectMs ?? 15_000,
    greetingTimeout: settings.greetingMs ?? 10_000,
    socketTimeout: Math.max(SILENCE_MS, 2 * (settings.safetyPollMs ?? 0)),
    ...(settings.ca === undefined ? {} : { tls: { ca: settings.ca } }),
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
