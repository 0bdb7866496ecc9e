import { execFile } from 'node:child_process';
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
}): Answerer {
  const [program = '', ...args] = options.command.trim().split(/\s+/);
  return {
    name: `program ${program}`,
    kinds: ['e-mailed code', 'authenticator code'],
    preflight: async () => undefined,
    ready: async () => ({
      answer: async ({ kind }, signal) => {
        const env = { ...options.environment, SETUPWRIGHT_CHALLENGE: kind, SALESFORCE_USERNAME: options.username };
        const printed = await outputOf(program, args, env, signal);
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
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, signal, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 }, (error, out) => {
      if (!error) return resolve(out);
      if (signal.aborted)
        return reject(
          new Trouble('interrupted', 'The wait for a code was interrupted.', 'Start again when you are ready.'),
        );
      const why = error.killed
        ? 'took too long'
        : typeof error.code === 'number'
          ? `ended with ${error.code}`
          : `cannot be started (${error.code ?? 'no reason'})`;
      reject(new Trouble('person', `The program ${program} ${why}.`, 'Check SALESFORCE_CODE_COMMAND.'));
    });
  });
}
