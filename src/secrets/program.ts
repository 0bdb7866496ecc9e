import { spawn } from 'node:child_process';

/** More than any answer needs, in bytes. */
const MOST_BYTES = 64 * 1024;

/** How a program ended: with what it printed, or with what became of it, in words that go on after its name. */
export type ProgramEnd =
  | { readonly printed: string }
  | { readonly became: string /** Whether it wrote to its error output, which is not kept. */; readonly said: boolean };

/**
 * Starts a program without a shell, gives it an input and waits for its end. Nothing that it says of a failure is kept:
 * it may quote its input. It is started in a process group of its own, so that Ctrl-C does not stop it half-way and
 * so that whom it starts ends with it when it takes too long.
 * @param environment all that it sees of the environment
 * @param patienceMs then it is killed, with its process group
 */
export function runProgram(
  [program = '', ...args]: readonly string[],
  {
    input,
    environment,
    patienceMs,
  }: { input: string; environment: Readonly<Record<string, string | undefined>>; patienceMs: number },
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const hasGroups = process.platform !== 'win32';
    const child = spawn(program, args, {
      env: { ...environment },
      stdio: 'pipe',
      detached: hasGroups,
      windowsHide: true,
    });
    const printed: Buffer[] = [];
    let bytes = 0;
    let said = false;
    const end = (how: string | { printed: string }) => {
      clearTimeout(timer);
      resolve(typeof how === 'string' ? { became: how, said } : how);
    };
    const kill = (became: string) => {
      try {
        if (child.pid !== undefined && hasGroups) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended by itself meanwhile.
      }
      for (const stream of child.stdio) stream?.destroy();
      end(became);
    };
    const timer = setTimeout(() => kill(`took longer than ${patienceMs / 1000} s`), patienceMs);

    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) kill('printed too much');
      else printed.push(chunk);
    });
    child.stderr.on('data', () => {
      said = true;
    });
    // One that ends without reading closes the pipe.
    child.stdin.on('error', () => undefined);
    child.on('error', (error: NodeJS.ErrnoException) => end(`cannot be started (${error.code ?? 'no reason'})`));
    child.on('close', (code, signal) => {
      if (code === 0) end({ printed: Buffer.concat(printed).toString('utf8') });
      else end(signal === null ? `ended with ${code}` : `was ended by ${signal}`);
    });
    child.stdin.end(input);
  });
}
