import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Trouble } from '../runbook/trouble.ts';
import type { Screen } from './paint.ts';

/** The way to a person that this is, in words. */
export const THE_TERMINAL = 'the terminal';

/** Where a person types. */
export type Keyboard = NodeJS.ReadableStream & {
  readonly isTTY?: boolean | undefined;
  setRawMode?(raw: boolean): unknown;
};

/** Who reads a keyboard key by key, to be held off while a question has it. */
const readers = new WeakMap<Keyboard, { hold(): void; goOn(): void }>();

const CTRL_C = '\u0003';
const CTRL_Z = '\u001a';
const ESC = '\u001b';
/** What arrows and the like send: letters that nobody has typed. */
const SEQUENCES = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]?|O.?|.)?`, 'gs');

/**
 * Reads a keyboard key by key, but for the time in which a question of {@link askShown} or {@link askHidden} has it.
 * @param hangUp told once where the keyboard has gone
 * @returns what ends it; undefined where there is no terminal
 */
export function readKeys(
  keyboard: Keyboard,
  press: (key: string) => void,
  hangUp: () => void,
): (() => void) | undefined {
  if (keyboard.isTTY !== true) return undefined;
  let isOver = false;
  const onData = (data: Buffer | string) => {
    for (const key of String(data).replace(SEQUENCES, '')) {
      // A terminal that is read key by key does not turn these into signals by itself.
      if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
      else if (key === CTRL_Z) suspend();
      else press(key);
    }
  };
  const suspend = () => {
    hold();
    process.once('SIGCONT', goOn);
    process.kill(process.pid, 'SIGSTOP');
  };
  const hold = () => {
    keyboard.off('data', onData);
    keyboard.setRawMode?.(false);
    keyboard.pause();
  };
  const goOn = () => {
    // A question may be open for longer than this is read.
    if (isOver) return;
    keyboard.setRawMode?.(true);
    keyboard.on('data', onData);
    keyboard.resume();
  };
  keyboard.once('end', hangUp);
  keyboard.once('error', hangUp);
  readers.set(keyboard, { hold, goOn });
  goOn();
  return () => {
    isOver = true;
    readers.delete(keyboard);
    keyboard.off('end', hangUp);
    // Its listener for errors stays: a terminal that goes away ends nothing any more.
    hold();
  };
}

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
      const reader = readers.get(keyboard);
      reader?.hold();
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
        reader?.goOn();
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
