import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Trouble } from '../runbook/trouble.ts';
import type { Screen } from './paint.ts';

/** Where a person types. */
export type Keyboard = NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };

/** A question to a person; ends with the signal. @throws Trouble where nobody can answer any more */
export type Ask = (question: string, signal: AbortSignal) => Promise<string>;

/**
 * Asks on a terminal without showing what is typed, which may be a code.
 * @returns undefined where there is no terminal to ask on
 */
export function askHidden(keyboard: Keyboard, screen: Screen): Ask | undefined {
  return askOn(keyboard, screen, () => undefined);
}

/** Asks on a terminal and shows what is typed. @returns undefined where there is no terminal to ask on */
export function askShown(keyboard: Keyboard, screen: Screen): Ask | undefined {
  return askOn(keyboard, screen, (typed) => screen.write(typed));
}

function askOn(keyboard: Keyboard, screen: Screen, echo: (typed: string) => unknown): Ask | undefined {
  if (keyboard.isTTY !== true || screen.isTTY !== true) return undefined;
  return (question, signal) =>
    new Promise((resolve, reject) => {
      const output = new Writable({
        write: (typed, _encoding, done) => {
          echo(String(typed));
          done();
        },
      });
      const hangUp = () => end(() => reject(new Trouble('person', 'The terminal was closed.', '')));
      const answer = (line: string) => end(() => resolve(line));
      // Told first: at the end a line that was half typed would be taken for an answer.
      keyboard.on('end', hangUp);
      const lines = createInterface({ input: keyboard, output, terminal: true });
      const end = (settle: () => void) => {
        signal.removeEventListener('abort', interrupt);
        // Its own listeners stay: they take it off the keyboard.
        lines.off('close', hangUp);
        lines.off('line', answer);
        keyboard.off('end', hangUp);
        lines.close();
        screen.write('\n');
        settle();
      };
      const interrupt = () =>
        end(() => reject(new Trouble('interrupted', 'The question was taken back.', 'Nothing has to be answered.')));
      lines.once('line', answer);
      lines.once('close', hangUp);
      // A terminal that goes away while it is read says so by an error.
      lines.once('error', hangUp);
      // A terminal that is read key by key does not turn Ctrl-C into a signal by itself.
      lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      signal.addEventListener('abort', interrupt);
      // What progress has begun to write stands in this line.
      screen.write(`\r\u001b[2K${question}`);
      if (signal.aborted) interrupt();
      // One that has ended already does not end again.
      else if (!keyboard.readable) hangUp();
    });
}
