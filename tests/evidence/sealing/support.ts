import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sealFolder } from '../../../src/evidence/seal/seal.ts';
import { signerFrom } from '../../../src/evidence/seal/signer.ts';

export const WHO = 'ci@acme.example';
export const NAMESPACE = 'runbook-evidence@v1';

/** Why tests that need these programs are skipped; undefined where all are here. */
export function missing(...programs: readonly string[]): string | undefined {
  const absent = programs.find((name) => spawnSync(name, [], { stdio: 'ignore', input: '' }).error !== undefined);
  return absent && `${absent} is not here`;
}

/** A folder of its own, for as long as a test takes. */
export async function folder(): Promise<AsyncDisposable & { path: string; at(name: string): string }> {
  const path = await mkdtemp(join(tmpdir(), 'setupwright-seal-'));
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A new key pair by ssh-keygen; the line of its public half. */
export async function sshKey(path: string, type = 'ed25519', options: readonly string[] = []): Promise<string> {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'a comment', '-f', path, ...options]);
  return (await readFile(`${path}.pub`, 'utf8')).trim();
}

/** What a run leaves, not sealed yet. */
export async function unsealed(path: string, id = 'one'): Promise<void> {
  await mkdir(join(path, 'screenshots'), { recursive: true });
  const files = { 'run.json': `{"id":"${id}"}`, 'journal.jsonl': '{}\n', 'report.html': '<p>', 'junit.xml': '<a/>' };
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  await writeFile(join(path, 'screenshots/01-step-01-after.png'), `first of ${id}`);
  await writeFile(join(path, 'screenshots/02-step-02-after.png'), `second of ${id}`);
}

/** A run's folder, sealed; signed where a key is named. */
export async function sealed(path: string, key?: string, timeStampUrl?: string, id = 'one') {
  await unsealed(path, id);
  return await seal(path, key, timeStampUrl);
}

/** The same with a stamp, of which its record tells as a run's does. */
export async function stamped(path: string, key: string, timeStampUrl: string, id = 'one') {
  await unsealed(path, id);
  const timeStamp = { askedOf: new URL(timeStampUrl).host };
  await writeFile(join(path, 'run.json'), JSON.stringify({ run: { id }, timeStamp }, null, 2));
  return await seal(path, key, timeStampUrl);
}

export async function seal(path: string, key?: string, timeStampUrl?: string) {
  const signer = key === undefined ? undefined : await signerFrom(key);
  return await sealFolder(path, {
    signer,
    timeStampUrl,
    pausesMs: [],
    write: (name, content) => writeFile(join(path, name), content),
  });
}

/** What the real ssh-keygen is asked to judge a signature by. */
interface Question {
  /** Paths of the allowed signers file and of the signature. */
  readonly allowed: string;
  readonly signature: string;
  readonly who?: string;
  readonly namespace?: string;
  readonly options?: readonly string[];
}

/** Whether the real ssh-keygen finds this signature good. */
export function sshKeygenTakes(message: Buffer | string, question: Question): boolean {
  const { allowed, signature, who = WHO, namespace = NAMESPACE, options = [] } = question;
  const args = ['-Y', 'verify', ...options, '-f', allowed, '-I', who, '-n', namespace, '-s', signature];
  return spawnSync('ssh-keygen', args, { input: message }).status === 0;
}

/** A time stamp authority of openssl, with its root certificate in `ca.pem`. */
export async function authority(path: string): Promise<{ reply(query: Buffer): Promise<Buffer> }> {
  await mkdir(path);
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: path });
  const subject = ['-nodes', '-days', '3650', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  await openssl('req', '-x509', ...subject, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Root of tests');
  const extensions = 'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n';
  for (const [name, text] of [
    ['tsa', extensions],
    ['web', 'extendedKeyUsage=serverAuth\n'],
  ] as const) {
    await writeFile(join(path, `${name}.ext`), text);
    const request = ['-nodes', '-newkey', 'rsa:2048', '-keyout', `${name}.key`, '-out', `${name}.csr`];
    await openssl('req', ...request, '-subj', `/CN=Time of tests`);
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-extfile', `${name}.ext`];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`);
  }
  await writeFile(
    join(path, 'tsa.cnf'),
    `[tsa]\ndefault_tsa=one\n[one]\nserial=${path}/serial\nsigner_cert=${path}/tsa.pem\nsigner_key=${path}/tsa.key
certs=${path}/tsa.pem\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\ness_cert_id_alg=sha256\n`,
  );
  return {
    reply: async (query) => {
      await writeFile(join(path, 'query'), query);
      await openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query', '-out', 'answer');
      return await readFile(join(path, 'answer'));
    },
  };
}

/** An HTTP server on loopback, for as long as a test takes. */
export async function server(answer: RequestListener): Promise<AsyncDisposable & { url: string }> {
  const listening = createServer(answer);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/tsr`,
    [Symbol.asyncDispose]: async () => {
      listening.closeAllConnections();
      await new Promise((resolve) => listening.close(resolve));
    },
  };
}

/** An HTTP server that hands each request to an authority. */
export function tsaServer(reply: (query: Buffer) => Promise<Buffer>) {
  return server(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    response.setHeader('Content-Type', 'application/timestamp-reply').end(await reply(Buffer.concat(parts)));
  });
}
