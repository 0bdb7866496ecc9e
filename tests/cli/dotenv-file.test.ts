import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readDotenv } from '../../src/cli/dotenv-file.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-dotenv-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(text: string, mode = 0o600): Promise<string> {
  const path = join(folder, '.env');
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

async function values(text: string): Promise<Record<string, string>> {
  return readDotenv(await file(text), true).values;
}

async function refusal(text: string): Promise<Trouble> {
  const path = await file(text);
  try {
    readDotenv(path, true);
  } catch (error) {
    if (error instanceof Trouble) return error;
    throw error;
  }
  throw new Error('The file was taken');
}

const taken: ReadonlyArray<readonly [what: string, text: string, values: Record<string, string>]> = [
  ['plain values', 'A=one\nB=two words\n', { A: 'one', B: 'two words' }],
  ['blank lines and comments', '# about it\n\n   # more\nA=1\n', { A: '1' }],
  ['export and blanks around the sign', '  export A = one  \n', { A: 'one' }],
  ['an empty value', 'A=\nB=2', { A: '', B: '2' }],
  ['a # in single quotes', "A='pass#word'", { A: 'pass#word' }],
  ['a # in double quotes and a comment behind', 'A="pass#word" # mine', { A: 'pass#word' }],
  ['a # in backticks', 'A=`pass#word`', { A: 'pass#word' }],
  ['a backslash in single quotes', String.raw`A='C:\new\'`, { A: String.raw`C:\new\ `.trim() }],
  ['a dollar, an equals sign and other quotes', `A='$HOME "x" = y'`, { A: '$HOME "x" = y' }],
  ['an apostrophe inside a plain value', "A=it's fine", { A: "it's fine" }],
  ['a line break written in double quotes', String.raw`A="one\ntwo"`, { A: 'one\ntwo' }],
  ['lines that end as on Windows', 'A=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['a byte order mark', '\uFEFFA=1\n', { A: '1' }],
  ['letters of other scripts', 'A=пароль-密码', { A: 'пароль-密码' }],
];

for (const [what, text, expected] of taken) {
  test(`${what}: taken as written`, async () => {
    expect(await values(text)).toEqual(expected);
  });
}

test('a backslash at the end of a quoted value does not reach into the next lines', async () => {
  expect(await values("A='secret\\'\n# the admins'\nB=2\n")).toEqual({ A: 'secret\\', B: '2' });
});

const refused: ReadonlyArray<readonly [what: string, text: string, line: number, why: RegExp]> = [
  ['an unquoted #', 'A=1\n\nB=hunter2#99', 3, /B holds a # outside quotes/],
  ['an unquoted comment', 'B=hunter2 # mine', 1, /B holds a # outside quotes/],
  ['a setting given twice', 'A=hunter2\n# between\nA=hunter3', 3, /A is set twice/],
  ['a line without a sign', 'A=1\nhunter2', 2, /not a setting/],
  ['a colon for a sign', 'A: hunter2', 1, /not a setting/],
  ['a name that begins with a digit', '1A=hunter2', 1, /not a setting/],
  ['single quotes that stay open', "A='hunter2\nB=1", 1, /the quotes of A do not close/],
  ['double quotes that close on a later line', 'A="hunter2\nmore"', 1, /the quotes of A do not close/],
  ['words behind the quotes', "A='hunter2' more", 1, /the quotes of A do not close/],
  ['a backslash in double quotes', String.raw`A="hun\ter2"`, 1, /the quotes of A .* hold a backslash/],
  ['an escaped quote', String.raw`A="hun\"ter2"`, 1, /the quotes of A .* hold a backslash/],
  ['old line breaks', 'A=hunter2\rB=2', 1, /not a setting/],
];

for (const [what, text, line, why] of refused) {
  test(`${what}: refused with the line's number, without its text`, async () => {
    const { kind, message } = await refusal(text);
    expect(kind).toBe('usage');
    expect(message).toContain(`.env, line ${line}: `);
    expect(message).toMatch(why);
    expect(message).not.toMatch(/hun|ter2|\n/);
  });
}

test('a file that was not asked for may be missing', () => {
  expect(readDotenv(join(folder, '.env'), false)).toEqual({ values: {} });
});

test('a file that was asked for may not be missing', () => {
  const path = join(folder, 'prod.env');
  expect(() => readDotenv(path, true)).toThrow(`The settings file ${path} does not exist.`);
});

test('a folder in place of the file cannot be read', () => {
  expect(() => readDotenv(folder, true)).toThrow(/cannot be read/);
});

for (const [mode, warned] of [
  [0o600, false],
  [0o400, false],
  [0o640, true],
  [0o604, true],
] as const) {
  test(`a file of mode 0${mode.toString(8)} is taken ${warned ? 'with a warning' : 'in silence'}`, async () => {
    test.skip(process.platform === 'win32', 'Windows has no such modes');
    const { values, warning } = readDotenv(await file('A=1', mode), true);
    expect(values).toEqual({ A: '1' });
    expect(warning !== undefined).toBe(warned);
    if (warned) expect(warning).toContain('chmod 600');
  });
}
