import { lstat, readFile } from 'node:fs/promises';
import { ANSWERS, type AnswerKind } from '../engine/operator.ts';
import type { Said, Wheel } from './wheel.ts';

const LOOK_AGAIN = 200;
const MOST_BYTES = 100_000;
const BY = 'the control file';

/** What may stand in the file besides the names of the answers. */
const OTHERWISE: Readonly<Record<string, AnswerKind>> = {
  step: 'one step',
  until: 'run until',
  'by hand': 'done by hand',
};

/**
 * Lets a person, or another program, steer a run by appending lines to a file: an answer by its name, and after it a
 * reason or, with `run until`, the number of a step. What stood in it before is left alone.
 * @param tell says why a line does not count
 * @returns what ends it
 */
export async function controlFileWheel(wheel: Wheel, path: string, tell: (line: string) => void): Promise<() => void> {
  const next = await linesOf(path);
  let refused: string | undefined;
  let busy = false;
  const obey = async (line: string) => {
    if (/^show( me)?$/.test(line)) return wheel.show();
    const said = readAnswer(line);
    return said ? wheel.say(said) : `"${line.slice(0, 80)}" is no answer.`;
  };
  const look = async () => {
    const lines = await next();
    if (!Array.isArray(lines)) {
      if (lines.refused !== refused) tell(lines.refused);
      refused = lines.refused;
      return;
    }
    refused = undefined;
    for (const line of lines) {
      const why = await obey(line);
      if (why !== undefined) tell(`The control file: ${why}`);
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look().finally(() => {
      busy = false;
    });
  }, LOOK_AGAIN);
  timer.unref();
  return () => clearInterval(timer);
}

/** An answer as a line tells it, such as `skip the field is not there in this edition`; undefined where it is none. */
export function readAnswer(line: string): Said | undefined {
  const names = [...ANSWERS, ...Object.keys(OTHERWISE)].sort((a, b) => b.length - a.length);
  const name = names.find((each) => line === each || line.startsWith(`${each} `));
  if (name === undefined) return undefined;
  const answer = OTHERWISE[name] ?? (name as AnswerKind);
  const rest = line.slice(name.length).trim();
  if (answer === 'run until') return { answer, by: BY, until: /^\d+$/.test(rest) ? Number(rest) : undefined };
  return { answer, by: BY, ...(rest ? { why: rest } : {}) };
}

/** Reads, each time it is called, the whole lines that have come since; the first time counts what is there by then. */
async function linesOf(path: string): Promise<() => Promise<string[] | { readonly refused: string }>> {
  let read: Buffer = await readFile(path).catch(() => Buffer.alloc(0));
  return async () => {
    const file = await lstat(path).catch(() => undefined);
    if (!file) return [];
    const mine = process.getuid === undefined || file.uid === process.getuid();
    if (!file.isFile() || !mine || (process.platform !== 'win32' && (file.mode & 0o022) !== 0)) {
      return {
        refused: `The control file ${path} could be written by others, so it is not read. Run: chmod 600 ${path}`,
      };
    }
    if (file.size > MOST_BYTES) return { refused: `The control file ${path} is too long. Begin a new one.` };
    try {
      const bytes = await readFile(path);
      // What is there was obeyed already; what does not begin so was written anew.
      const from = bytes.subarray(0, read.length).equals(read) ? read.length : 0;
      const till = bytes.lastIndexOf('\n') + 1;
      // One that was emptied, or cut short, says nothing by that.
      if (read.subarray(0, bytes.length).equals(bytes)) {
        read = bytes;
        return [];
      }
      if (till <= from) return [];
      read = bytes.subarray(0, till);
      return bytes
        .toString('utf8', from, till)
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
    } catch {
      return { refused: `The control file ${path} cannot be read. Check who may read it.` };
    }
  };
}
