import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { dovecotConfig } from './dovecot-config.ts';
import { freePorts } from './free-ports.ts';
import { deliverByLmtp } from './lmtp.ts';

const PROGRAM = '/usr/sbin/dovecot';
const PARTS = [PROGRAM, '/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp'];
const STARTS_WITHIN_MS = 10_000;
const STARTS = 3;

/** A private Dovecot on the loopback interface. Any user name has a mailbox of its own. */
export interface Dovecot {
  readonly host: '127.0.0.1';
  /** Clear text, with STARTTLS. */
  readonly port: number;
  readonly tlsPort: number;
  /** The certificate authority of the server, as PEM. */
  readonly ca: string;
  /** Of every user. */
  readonly password: string;
  /** A user whom nobody has used yet. */
  newUser(): string;
  /** Delivers into INBOX as a mail server does, or puts the mail into another folder. */
  deliver(user: string, source: Buffer, folder?: string): Promise<void>;
  /** Does something in a user's mailbox, as another client of it. */
  as<T>(user: string, work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** Forgets the numbers of a user's INBOX, which gets new ones. Nobody may have it open. */
  renumber(user: string): void;
  /** Ends it, and takes away everything that it wrote. */
  stop(): Promise<void>;
}

/** Why there can be no Dovecot here, or nothing where it can be started. */
export function dovecotMissing(): string | undefined {
  if (!PARTS.every((part) => existsSync(part))) return 'Dovecot is not installed (Debian: dovecot-imapd dovecot-lmtpd)';
  // 2.4 reads another kind of configuration.
  const version = execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' }).split(' ')[0] ?? '';
  return version.startsWith('2.3.') ? undefined : `Dovecot ${version} is installed, and the tests know 2.3`;
}

/** Starts one as an unprivileged user. @param options.connectionsPerUser more are refused; 100 by default */
export async function startDovecot(options: { connectionsPerUser?: number } = {}): Promise<Dovecot> {
  const person = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'dovecot-'));
  const { key, cert } = makeCertificate(folder);
  const mails = join(folder, 'mail');
  for (const name of [mails, join(folder, 'state'), join(folder, 'run')]) mkdirSync(name);
  for (const name of ['', 'mail', 'state', 'run', 'key.pem', 'cert.pem'])
    chownSync(join(folder, name), person.uid, person.gid);
  const password = randomUUID();
  try {
    for (let start = 1; ; start++) {
      const [port = 0, tlsPort = 0, lmtpPort = 0] = await freePorts(3);
      const { connectionsPerUser = 100 } = options;
      const file = join(folder, 'dovecot.conf');
      const config = { folder, person, key, cert, password, port, tlsPort, lmtpPort, connectionsPerUser };
      writeFileSync(file, dovecotConfig(config));
      const child = spawn(PROGRAM, ['-F', '-c', file], { uid: person.uid, gid: person.gid, stdio: 'ignore' });
      if (await answers(child, port)) {
        return running(child, { folder, port, tlsPort, lmtpPort, ca: readFileSync(cert, 'utf8'), password });
      }
      await end(child);
      // Somebody else may have taken a port meanwhile.
      if (start === STARTS) throw new Error(`Dovecot does not start: ${logIn(folder)}`);
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function running(
  child: ChildProcess,
  made: { folder: string; port: number; tlsPort: number; lmtpPort: number; ca: string; password: string },
): Dovecot {
  const { folder, port, tlsPort, lmtpPort, ca, password } = made;
  // Whoever starts it may be ended without a chance to stop it.
  const lastResort = (): void => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', lastResort);
  const as: Dovecot['as'] = async (user, work) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: password },
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };
  return {
    host: '127.0.0.1',
    port,
    tlsPort,
    ca,
    password,
    newUser: () => `robot-${randomUUID()}@corp.example`,
    async deliver(user, source, into = 'INBOX') {
      if (into === 'INBOX') await deliverByLmtp(lmtpPort, user, source);
      else await as(user, (client) => client.append(into, source));
    },
    as,
    renumber(user) {
      const inbox = join(folder, 'mail', user.split('@')[0] ?? '', 'Maildir');
      for (const file of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache'])
        rmSync(join(inbox, file), { force: true });
    },
    async stop() {
      process.off('exit', lastResort);
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function logIn(folder: string): string {
  const file = join(folder, 'log');
  return existsSync(file) ? readFileSync(file, 'utf8') : 'it wrote no log';
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/** Dovecot wants to be root or nobody special; a test that is root steps down. */
function unprivileged(): { uid: number; gid: number; user: string; group: string } {
  const me = userInfo();
  const name = me.uid === 0 ? 'nobody' : me.username;
  const id = (which: string): string => execFileSync('id', [which, name], { encoding: 'utf8' }).trim();
  return { uid: Number(id('-u')), gid: Number(id('-g')), user: name, group: id('-gn') };
}

function makeCertificate(folder: string): { key: string; cert: string } {
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const about = ['-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...about], { stdio: 'ignore' });
  return { key, cert };
}

/** Does it greet before it ends? */
async function answers(child: ChildProcess, port: number): Promise<boolean> {
  const until = performance.now() + STARTS_WITHIN_MS;
  while (child.exitCode === null && performance.now() < until) {
    if (await greets(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const tell = (greeted: boolean): void => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', () => tell(true));
    socket.once('error', () => tell(false));
    socket.once('close', () => tell(false));
  });
}
