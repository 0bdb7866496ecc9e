import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPractice } from '../../src/cli/practice.ts';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import type { PracticeMail, PracticeOrg, PracticeOrgOptions } from '../../src/practice-org/index.ts';
import type { PracticeMailbox } from '../../src/practice-org/mailbox/index.ts';

/** The built command line. */
export const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How to run a command. */
export interface How {
  /** Settings to replace; undefined leaves one out. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** Sends an interrupt as soon as the output holds this. */
  readonly interruptAt?: string;
  /** Modules that Node loads before the program. */
  readonly preload?: readonly string[];
  /** Hears the output as it comes. */
  readonly hears?: (out: string) => void;
  /** Happens once, as soon as the output holds this. */
  readonly meanwhile?: { readonly at: string; readonly happens: () => void };
}

/** A practice org and its mailbox, a folder to work in, and the command line against them. */
export interface Practice {
  readonly org: PracticeOrg;
  readonly mailbox: PracticeMailbox;
  readonly folder: string;
  /** The settings that reach them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Runs the built command line in the folder. */
  setupwright(args: readonly string[], how?: How): Promise<Ended>;
  /** `run external-client-app` with the inputs of the tests and more arguments. */
  run(more?: readonly string[], how?: How): Promise<Ended>;
  /** The record of the run in a folder. */
  record(out: string): Promise<RunRecord>;
  /** The credentials in the sink. */
  credentials(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts a practice org of its own for a test. `onTheWay` may change the mails that it sends. */
export async function practice(
  options: Omit<Partial<PracticeOrgOptions>, 'deliver' | 'onReset' | 'settings'> = {},
  onTheWay: (mail: PracticeMail) => PracticeMail = (mail) => mail,
): Promise<Practice> {
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-test-'));
  const { org, mailbox, settings, close } = await startPractice({
    ...options,
    sink: 'file:credentials.json',
    onTheWay,
  });
  const setupwright: Practice['setupwright'] = (args, { settings: change, ...how } = {}) =>
    command(args, folder, { ...settings, ...change }, how);
  return {
    org,
    mailbox,
    folder,
    settings,
    setupwright,
    run: (more = [], how = {}) =>
      setupwright(
        [
          'run',
          'external-client-app',
          '--set',
          'contactEmail=ops@acme.example',
          '--set',
          'appName=Document AI',
          ...(more.includes('--plan') ? [] : ['--yes']),
          ...more,
        ],
        how,
      ),
    record: async (out) => JSON.parse(await readFile(join(folder, out, 'run.json'), 'utf8')) as RunRecord,
    credentials: async () => JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8')),
    close: async () => {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the built command line with nothing of our environment but what finds programs and browsers. */
export function command(
  args: readonly string[],
  cwd: string,
  settings: How['settings'] = {},
  { interruptAt, meanwhile, hears, preload = [] }: Omit<How, 'settings'> = {},
): Promise<Ended> {
  const { PATH, HOME, SETUPWRIGHT_BROWSER, PLAYWRIGHT_BROWSERS_PATH } = process.env;
  const env = { PATH, HOME, SETUPWRIGHT_BROWSER, PLAYWRIGHT_BROWSERS_PATH, ...settings };
  // Without the dashes Node itself takes --env-file, wherever it stands (nodejs/node#54232).
  const child = spawn(process.execPath, [...preload.flatMap((file) => ['--import', file]), '--', MAIN, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    const due = [
      ...(interruptAt === undefined ? [] : [{ at: interruptAt, happens: () => void child.kill('SIGINT') }]),
      ...(meanwhile ? [meanwhile] : []),
    ];
    child.stdout.on('data', (data) => {
      out += data;
      hears?.(String(data));
      while (due[0] && out.includes(due[0].at)) due.shift()?.happens();
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
