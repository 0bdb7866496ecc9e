import { type ExecFileException, execFile } from 'node:child_process';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Answerer } from './answerer.ts';

/** It may have to wait for a code itself. */
const PATIENCE_MS = 180_000;
const CODE = /^\d{5,8}$/;

/**
 * Answers with what a program prints: one code and nothing else. It is started without a shell, with the kind of the
 * challenge in SETUPWRIGHT_CHALLENGE and the user in SALESFORCE_USERNAME.
 * @param options.command a program and its arguments, parted by spaces
 * @param options.environment what the program may see besides
 */
export function codeCommand(options: {
  readonly command: string;
  readonly username: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly book: SecretBook;
  /** How long the program may take, in milliseconds: three minutes by default. */
  readonly patienceMs?: number;
}): Answerer {
  const [program = '', ...args] = options.command.trim().split(/\s+/);
  return {
    name: `program ${program}`,
    kinds: ['e-mailed code', 'authenticator code'],
    preflight: async () => undefined,
    ready: async () => ({
      answer: async ({ kind }, signal) => {
        const env = { ...options.environment, SETUPWRIGHT_CHALLENGE: kind, SALESFORCE_USERNAME: options.username };
        const printed = await outputOf(program, args, env, signal, options.patienceMs ?? PATIENCE_MS);
        const code = printed.trim();
        if (CODE.test(code)) return { code: options.book.keep('code of a program', code) };
        throw new Trouble(
          'person',
          `The program ${program} printed no code.`,
          'It must print five to eight digits and nothing else.',
        );
      },
      [Symbol.asyncDispose]: async () => undefined,
    }),
  };
}

/** What a program prints. What it says of its failure is not told: it may be a code. */
function outputOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  patienceMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(interrupted());
    // A program may ignore every signal but this one, which execFile itself does not send when it is aborted.
    const killSignal = 'SIGKILL';
    const limits = { timeout: patienceMs, maxBuffer: 64 * 1024, killSignal } as const;
    const child = execFile(program, args, { env, ...limits }, (error, out) => {
      signal.removeEventListener('abort', end);
      if (!error) return resolve(out);
      reject(new Trouble('person', `The program ${program} ${whatBecame(error)}.`, 'Check SALESFORCE_CODE_COMMAND.'));
    });
    const end = () => {
      reject(interrupted());
      child.kill(killSignal);
      // Those whom the program has started may hold them open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    signal.addEventListener('abort', end);
    // Nobody types anything for it: one that reads must not wait.
    child.stdin?.end();
  });
}

function whatBecame({ killed, signal, code }: ExecFileException): string {
  if (killed) return 'took too long';
  if (signal) return `was ended by ${signal}`;
  if (typeof code === 'number') return `ended with ${code}`;
  return code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
    ? 'printed too much'
    : `cannot be started (${code ?? 'no reason'})`;
}

function interrupted(): Trouble {
  return new Trouble('interrupted', 'The wait for a code was interrupted.', 'Start again when you are ready.');
}
