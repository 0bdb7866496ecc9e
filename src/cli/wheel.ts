import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchedBrowser } from '../browser/launch.ts';
import type { Reader } from '../engine/events.ts';
import type { Operator } from '../engine/operator.ts';
import type { RunFolder } from '../evidence/run-folder.ts';
import { Board } from '../operator/console/board.ts';
import { startConsole } from '../operator/console/server.ts';
import { controlFileWheel } from '../operator/control-file.ts';
import { headOf, terminalWheel } from '../operator/keys.ts';
import type { LiveLine } from '../operator/live-line.ts';
import { brushFor } from '../operator/paint.ts';
import { showInPage } from '../operator/show.ts';
import { askShown } from '../operator/terminal.ts';
import { type Approve, type Question, Wheel } from '../operator/wheel.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Speech } from './speech.ts';

/** How a person wants to steer a run. */
export interface Steering {
  readonly approve: Approve;
  /** Who approved of the step that an earlier run had waited at, and of all before it. */
  readonly approved?: { readonly upTo: number; readonly words: string } | undefined;
  readonly stepByStep: boolean;
  /** Whether the address of the console is said, for a browser of the person's own. */
  readonly console: boolean;
  readonly controlFile?: string | undefined;
}

/** Refuses to wait for what nobody can say, before anything else is done. @throws Trouble of kind `usage` */
export function refuseUnsteered({ stepByStep, console, controlFile }: Steering, who: Who): void {
  const { input, headed, hasTerminal } = who;
  if (!stepByStep || (input && (headed || hasTerminal || console || controlFile !== undefined))) return;
  throw new Trouble(
    'usage',
    '--step waits for a person before each step, and nobody can answer.',
    'Use a terminal, or give --headed, --console or --control.',
  );
}

/** By which ways a person can be reached. */
interface Who {
  readonly input: boolean;
  readonly headed: boolean;
  readonly hasTerminal: boolean;
}

/** What a wheel is made of. */
interface Parts {
  readonly steering: Steering;
  readonly headed: boolean;
  /** Whether a person may be asked. */
  readonly input: boolean;
  readonly speech: Speech;
  readonly line: LiveLine;
  readonly say: (line: string) => void;
  readonly browser: LaunchedBrowser;
  readonly folder: RunFolder;
  readonly signal: AbortSignal;
}

/** A wheel with all its ways to the person. */
interface Manned {
  readonly operator: Operator;
  readonly readers: readonly Reader[];
  /** Whether a person works in the org's pages at this moment. */
  isTakenOver(): boolean;
  /** Waits, once the run is over, until the person has looked at how it ended. */
  seenToTheEnd(): Promise<void>;
  end(): Promise<void>;
}

/** Gives a run its wheel: on the terminal, in the console and by a control file, whichever of them there are. */
export async function wheelOf(parts: Parts): Promise<Manned> {
  const { steering, headed, input, speech, line, say, browser, folder, signal } = parts;
  const { err, book } = speech;
  const ask = input ? askShown(process.stdin, err) : undefined;
  const hasConsole = input && (headed || steering.console);
  const byFile = input && steering.controlFile !== undefined;
  const wheel = new Wheel({
    isAnswered: ask !== undefined || hasConsole || byFile,
    approve: steering.approve,
    approved: steering.approved,
    stepByStep: steering.stepByStep,
    signal,
    show: showInPage,
  });
  const ends: (() => unknown)[] = [];
  const readers: Reader[] = [];
  let closed: () => Promise<void> = async () => undefined;

  if (hasConsole) {
    const board = new Board((data) => book.redactIn(data));
    readers.push(board);
    const server = await startConsole({
      board,
      wheel,
      picture: (file) => readFile(join(folder.path, 'screenshots', file)),
      clean: (data) => book.redactIn(data),
    });
    ends.push(() => server.close());
    if (steering.console) say(`Console      ${server.address()}  (good for once)`);
    if (headed) {
      let window = await browser.openWindow(server.address());
      let asked: Question | undefined;
      // Where the person has closed it, it comes back with the next question.
      ends.push(
        wheel.watch(({ question }) => {
          const isNew = question !== undefined && question !== asked;
          asked = question;
          if (!isNew || !window.isClosed()) return;
          void browser.openWindow(server.address()).then(
            (opened) => {
              window = opened;
            },
            () => undefined,
          );
        }),
      );
      closed = () => untilTrue(() => window.isClosed() || signal.aborted);
    }
  }
  if (steering.controlFile !== undefined && byFile) {
    ends.push(await controlFileWheel(wheel, steering.controlFile, (text) => err.write(`setupwright: ${text}\n`)));
  }
  if (ask) {
    const brush = brushFor(err, (text) => book.redact(text));
    const end = terminalWheel(wheel, {
      keyboard: process.stdin,
      brush,
      erase: line.erase,
      ask,
      isOnlyWay: !hasConsole && !byFile,
    });
    if (end) {
      say('Keys: [p]ause, [t]ake over, stop ([q]uit)');
      ends.push(end);
    }
  }
  if (!ask) {
    // Who reads along learns what the console or the control file is to answer.
    let told: number | undefined;
    ends.push(
      wheel.watch(({ question }) => {
        if (!question || question.id === told) return;
        told = question.id;
        for (const [text] of headOf(question)) say(`Waiting: ${text}`);
        say(`Waiting: answer ${question.answers.join(', ')}`);
      }),
    );
  }
  return {
    operator: wheel,
    readers,
    isTakenOver: () => wheel.standing.question?.occasion === 'taken over',
    seenToTheEnd: async () => {
      if (!hasConsole || !headed || !ask || signal.aborted) return;
      say('The console stays until you close its window, or press Ctrl-C.');
      await closed();
    },
    end: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
}

const LOOK_AGAIN = 200;

function untilTrue(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!isSo()) return;
      clearInterval(timer);
      resolve();
    }, LOOK_AGAIN);
  });
}
