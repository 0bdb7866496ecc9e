import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchedBrowser } from '../browser/launch.ts';
import type { Reader } from '../engine/events.ts';
import type { Operator } from '../engine/operator.ts';
import type { RunFolder } from '../evidence/run-folder.ts';
import { controlFileWheel } from '../operator/control-file.ts';
import { headOf, terminalWheel } from '../operator/keys.ts';
import type { LiveLine } from '../operator/live-line.ts';
import { brushFor } from '../operator/paint.ts';
import { showInPage } from '../operator/show.ts';
import { askShown } from '../operator/terminal.ts';
import { type Approve, Wheel } from '../operator/wheel.ts';
import { oneLine, Trouble } from '../runbook/trouble.ts';
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
export function refuseUnsteered({ stepByStep, console, controlFile, approve }: Steering, who: Who): void {
  const { input, headed, hasTerminal, isUndo } = who;
  if (!input && (console || controlFile !== undefined)) {
    throw new Trouble(
      'usage',
      '--console and --control ask a person, and --no-input asks none.',
      'Leave one of them out.',
    );
  }
  const isAnswered = input && (headed || hasTerminal || console || controlFile !== undefined);
  if (isAnswered) return;
  if (isUndo && approve !== 'never') {
    throw new Trouble(
      'usage',
      'An undo cannot be resumed, so an approval that nobody can give would end it for good.',
      'Use a terminal, or give --headed, --console or --control.',
    );
  }
  if (!stepByStep) return;
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
  /** Set where the run takes back another. */
  readonly isUndo: boolean;
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
  /** Ended in reverse order, when the run ends. */
  readonly cleanUps: (() => Promise<void>)[];
}

/** A wheel with all its ways to the person. */
interface Manned {
  readonly operator: Operator;
  readonly readers: readonly Reader[];
  /** Whether the run stands still, and a person may work in the org's pages at this moment. */
  isInHands(): boolean;
  /** Waits, once the run is over, until the person has looked at how it ended. */
  seenToTheEnd(): Promise<void>;
}

/** Gives a run its wheel: on the terminal, in the console and by a control file, whichever of them there are. */
export async function wheelOf(parts: Parts): Promise<Manned> {
  const { steering, headed, input, speech, line, say, browser, folder, signal, cleanUps } = parts;
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
  // What is begun is ended, also where something after it cannot be begun.
  const ends = { push: (end: () => unknown) => void cleanUps.push(async () => void (await end())) };
  const readers: Reader[] = [];
  let closed: () => Promise<void> = async () => undefined;

  if (hasConsole) {
    const [{ Board }, { startConsole }] = await Promise.all([
      import('../operator/console/board.ts'),
      import('../operator/console/server.ts'),
    ]);
    const board = new Board((data) => book.redactIn(data));
    readers.push(board);
    const server = await startConsole({
      board,
      wheel,
      picture: (file) => readFile(join(folder.path, 'screenshots', file)),
      clean: (data) => book.redactIn(data),
    });
    ends.push(() => server.close());
    const sayAddress = () => say(`Console      ${server.address()}  (works once)`);
    if (steering.console) sayAddress();
    const window = headed ? await consoleWindow(browser, () => server.address()) : undefined;
    if (window) closed = () => untilTrue(() => window.isClosed() || signal.aborted);
    // Where the person has closed it while they are asked, it comes back, or a new address is said.
    let told: number | undefined;
    const look = () => {
      const { question } = wheel.standing;
      if (!question || server.isOpen) return;
      if (window?.isClosed()) void window.open();
      if (steering.console && told !== question.id) {
        told = question.id;
        sayAddress();
      }
    };
    const timer = setInterval(look, LOOK_AGAIN_FOR_CONSOLE).unref();
    ends.push(() => clearInterval(timer));
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
        for (const [text] of headOf(question)) say(`Waiting: ${oneLine(text)}`);
        say(`Waiting: answer ${question.answers.join(', ')}`);
      }),
    );
  }
  return {
    operator: wheel,
    readers,
    isInHands: () => wheel.standing.question !== undefined,
    seenToTheEnd: async () => {
      if (!hasConsole || !headed || !ask || signal.aborted) return;
      say('The console stays until you close its window, or press Ctrl-C.');
      await closed();
    },
  };
}

const LOOK_AGAIN = 200;
/** A window that is being opened has no page of the console yet. */
const LOOK_AGAIN_FOR_CONSOLE = 3_000;

/** The window of the console: it opens, and again where it was closed. One that cannot be opened is no reason to stop. */
async function consoleWindow(browser: LaunchedBrowser, address: () => string) {
  let window: Awaited<ReturnType<LaunchedBrowser['openWindow']>> | undefined;
  const open = async () => {
    window = await browser.openWindow(address()).catch(() => undefined);
  };
  await open();
  return { open, isClosed: () => window?.isClosed() !== false };
}

function untilTrue(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!isSo()) return;
      clearInterval(timer);
      resolve();
    }, LOOK_AGAIN);
  });
}
