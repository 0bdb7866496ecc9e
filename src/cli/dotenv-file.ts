import { existsSync, readFileSync, statSync } from 'node:fs';
import { parse } from 'dotenv';
import { Trouble } from '../runbook/trouble.ts';

const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;

/**
 * Reads a file of settings. Lines that dotenv would drop or cut in silence are refused with their number, never their
 * text: an unquoted value with a `#` loses its end (a password often has one), and of two lines the last would win.
 * @param asked true where the user named the file; a default file may be missing
 */
export function readDotenv(path: string, asked: boolean): { values: Record<string, string>; warning?: string } {
  if (!existsSync(path)) {
    if (!asked) return { values: {} };
    throw new Trouble('usage', `The settings file ${path} does not exist.`, 'Give its path with --env-file.');
  }
  const text = read(path);
  const values: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const refuse = (what: string, remedy: string) =>
      new Trouble('usage', `${path}, line ${index + 1}: ${what}.`, remedy);
    const [, name, value = ''] = LINE.exec(line) ?? [];
    if (!name) throw refuse('not a setting', 'Write NAME=value, on one line.');
    if (Object.hasOwn(values, name)) throw refuse(`${name} is set twice`, 'Keep one of them.');
    if (/^['"`]/.test(value)) {
      if (!/^(?:'[^']*'|"(?:[^"\\]|\\n)*"|`[^`]*`)\s*(#.*)?$/.test(value)) {
        throw refuse(
          `the quotes of ${name} do not close on its line, or hold a backslash`,
          'Quote the value in single quotes.',
        );
      }
    } else if (value.includes('#')) {
      throw refuse(`${name} holds a # outside quotes`, 'Quote the value in single quotes, or leave the comment out.');
    }
    // Line by line: dotenv would let a value reach into the next lines.
    values[name] = parse(line)[name] ?? '';
  }
  const readable = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  return {
    values,
    ...(readable ? { warning: `${path} can be read by others on this machine; chmod 600 ${path} mends it.` } : {}),
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Trouble('usage', `The settings file ${path} cannot be read.`, 'Check its rights.', error);
  }
}
