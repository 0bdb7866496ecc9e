import { existsSync, readFileSync, statSync } from 'node:fs';
import { jsonText } from '../evidence/visible.ts';
import { OwnedFile } from '../machine/owned-file.ts';
import { Trouble } from '../runbook/trouble.ts';
import { ledgerTable } from './ledger-table.ts';
import { type PracticePlace, practiceSink, settingsLines, startPractice } from './practice.ts';
import { type ConditionFlags, everyCondition, practiceSettings, wholeNumber } from './practice-options.ts';
import type { Speech } from './speech.ts';

export interface PracticeFlags extends ConditionFlags {
  port: string;
  mailPort: string;
  at?: string;
  env?: string;
  ledger?: true;
  reset?: true;
  list?: true;
  json?: true;
}

/** Stands in a settings file that this command wrote, and may therefore write again. */
const MARK =
  '# Written by "setupwright practice" for a practice org on this machine; it is written anew at each start.';

/** Starts a practice org for a person, or asks a running one. @returns the exit code @throws Trouble */
export async function practiceCommand(flags: PracticeFlags, { out }: Speech, signal: AbortSignal): Promise<number> {
  const port = wholeNumber('--port', flags.port, 0, 65_535);
  if (flags.json && !flags.ledger) throw new Trouble('usage', '--json goes with --ledger.', 'Give both, or neither.');
  if (flags.list) out.write(everyCondition());
  else if (flags.ledger) out.write(await ledgerOf(port, flags.json === true));
  else if (flags.reset) {
    await ask(port, '/reset', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    out.write('The practice org is as it was when it started.\n');
  } else await serve(flags, port, out, signal);
  return 0;
}

async function serve(flags: PracticeFlags, port: number, out: Speech['out'], signal: AbortSignal): Promise<void> {
  if (flags.env !== undefined) refuseForeign(flags.env);
  const options = { seed: 'practice', ...practiceSettings(flags), ...(flags.at ? { at: timeOf(flags.at) } : {}) };
  const mailPort = wholeNumber('--mail-port', flags.mailPort, 0, 65_535);
  const place = await startPractice({ ...options, port, mailPort, sink: practiceSink(options) }).catch((error) => {
    throw notStarted(error);
  });
  try {
    const lines = settingsLines(place.settings);
    if (flags.env !== undefined) await writeSettings(flags.env, lines);
    out.write(greeting(place, lines, flags.env));
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await place.close();
  }
}

function greeting({ org }: PracticePlace, lines: string, file: string | undefined): string {
  const { totp } = org.methods();
  return `Practice org    ${org.url}
Control page    ${org.controlUrl}
Username        ${org.admin.username}
Password        ${org.admin.password}
${totp ? `Code app        secret ${totp.secret}\n` : ''}
${file === undefined ? 'Settings for .env:' : `Settings, written to ${file}:`}

${lines}
Its mails and their codes are on the control page. Ctrl-C ends it.
`;
}

async function ledgerOf(port: number, json: boolean): Promise<string> {
  const entries = await (await ask(port, '/ledger')).json();
  return json ? jsonText(entries) : ledgerTable(entries);
}

/** Asks the control address of a running practice org. @throws Trouble where there is none */
async function ask(port: number, path: string, init?: RequestInit): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init).catch(() => undefined);
  if (answer?.ok && answer.headers.has('x-practice-org')) return answer;
  throw new Trouble(
    'preflight',
    `No practice org answers on port ${port}.`,
    'Start one with "setupwright practice", or name the port of a running one with --port.',
  );
}

function timeOf(text: string): Date {
  const time = new Date(text);
  // A day, or a time that says its zone: all else means another time on another machine.
  const isClear = /^\d{4}-\d\d-\d\d(?:T.+(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  if (isClear && !Number.isNaN(time.getTime())) return time;
  throw new Trouble('usage', `--at ${text} is not a time.`, 'Give one such as 2026-11-23T09:00:00Z.');
}

function notStarted(error: unknown): unknown {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    const remedy =
      'Is a practice org running already? Else end what listens there, or choose others with --port and --mail-port (0: any).';
    return new Trouble('preflight', `Port ${port} is taken.`, remedy, error);
  }
  if (code === 'EACCES') {
    return new Trouble('preflight', `Port ${port} may not be used here.`, 'Choose one above 1023.', error);
  }
  return error;
}

/** A settings file of somebody else's is left alone. @throws Trouble */
function refuseForeign(file: string): void {
  if (!existsSync(file) || isOurs(file)) return;
  if (statSync(file).isDirectory()) throw new Trouble('usage', `${file} is a folder.`, 'Name a file with --env.');
  throw new Trouble('usage', `${file} holds settings that are not of a practice org.`, 'Name another file with --env.');
}

function isOurs(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').startsWith(MARK);
  } catch {
    return false;
  }
}

async function writeSettings(file: string, lines: string): Promise<void> {
  try {
    await (await OwnedFile.at(file)).write(`${MARK}\n${lines}`);
  } catch (error) {
    if (error instanceof Trouble && error.kind === 'usage') throw error;
    throw new Trouble('usage', `${file} cannot be written.`, 'Name a file in a folder of your own.', error);
  }
}
