import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A touch of a security key or an agent's question takes a person a while, in milliseconds. */
const TIMEOUT_MS = 60_000;
/** What the program gets of our environment. */
const PASSED_ON = ['PATH', 'HOME', 'SSH_AUTH_SOCK', 'SystemRoot'] as const;
const LARGEST_SIGNATURE = 64_000;

/**
 * Has `ssh-keygen` sign a message. It gets no terminal, so that it asks nobody.
 * @param key the path of a private key, or of a public one whose private half an agent or a security key has
 * @returns the text of a `.sig` file
 * @throws an error that says how it ended, and nothing that it printed
 */
export async function signBySshKeygen(key: string, namespace: string, message: Buffer): Promise<string> {
  const environment = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  // In a session of its own it has no terminal to ask on.
  const child = spawn('ssh-keygen', ['-Y', 'sign', '-n', namespace, '-f', key], {
    ...{ env: Object.fromEntries(environment), detached: true, windowsHide: true },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  try {
    let signature = '';
    child.stdout.setEncoding('latin1').on('data', (part: string) => {
      if (signature.length < LARGEST_SIGNATURE) signature += part;
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined).end(message);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`ssh-keygen ended with ${code ?? 'a signal'}`);
    return signature;
  } finally {
    clearTimeout(timer);
  }
}
