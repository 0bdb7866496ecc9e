import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { endedLeaking } from '../../src/cli/leaks.ts';
import { speechOf } from '../../src/cli/speech.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { command } from '../support/practice.ts';

const MUTATE = join(import.meta.dirname, '..', 'support', 'mutate.mjs');
const DIST = join(import.meta.dirname, '..', '..', 'dist', 'src');
const PASSWORD = 'k2Xw7TqLm4Rz8Bn5';
const HEX = Buffer.from(PASSWORD).toString('hex');

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-ends-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** A run that ends at its sink, before it has a folder or a browser. */
function endsEarly(mutants: readonly object[]) {
  const settings = {
    SALESFORCE_URL: 'https://acme.my.salesforce.com',
    SALESFORCE_USERNAME: 'admin@acme.example',
    SALESFORCE_PASSWORD: PASSWORD,
    SETUPWRIGHT_SINK: 'command:false',
    MUTANTS: JSON.stringify(mutants),
  };
  const args = ['run', 'external-client-app', '--yes', '--no-input', '--set', 'contactEmail=ops@acme.example'];
  return command(args, folder, settings, { preload: [MUTATE] });
}

test('case 61: a run that ends before it has a folder is looked through, and ends with 5 where something leaked', async () => {
  const mutant = {
    file: 'evidence/writer/screen.js',
    find: 'const said = withoutCommands(book.redact(still(text)));',
    replace: `const said = withoutCommands(book.redact(still(text))) + (text.startsWith('Checking') ? '${HEX}\\n' : '');`,
  };
  const { code, out, err } = await endsEarly([mutant]);
  // It is told of, and was not shown.
  expect(out).toBe('(withheld: it held a secret)\n');
  expect(err).toMatch(/The sink's program false ended with 1 at "check"/);
  expect(err).toContain('setupwright:   what was said on the terminal: the Salesforce password (hex)\n');
  expect(err).toMatch(/setupwright: Change what leaked where others may have seen it/);
  expect(err).not.toContain('folder');
  expect(code).toBe(5);
  expect(await readdir(folder)).toEqual([]);
});

test('a run that ends before it has a folder and leaks nothing has its own exit code and its own line', async () => {
  const { code, err } = await endsEarly([]);
  expect([code, err.split('\n').length]).toEqual([4, 2]);
  expect(err).toMatch(/^setupwright: The sink's program false ended with 1 at "check"/);
});

test('case 61: why such a run ended is looked through too, and what its browser has left', async () => {
  const said: string[] = [];
  const write = (text: string) => said.push(text);
  const speech = speechOf({ write }, { write });
  speech.book.keep('password', PASSWORD);
  const why = new Trouble('preflight', 'Something was wrong.', '');
  expect(await endedLeaking(why, { speech, scratch: folder }, speech.err)).toBeUndefined();
  expect(said).toEqual([]);
  await writeFile(join(folder, 'log'), PASSWORD);
  expect(await endedLeaking(why, { speech, scratch: folder }, speech.err)).toBe(5);
  expect(said.join('')).toMatch(
    /^setupwright: Something was wrong\.\nsetupwright: A secret may have leaked[^\n]+\nsetupwright: {3}the browser's own files\/log: the password/,
  );
  await rm(folder, { recursive: true });
  expect(await endedLeaking(why, { speech, scratch: folder }, speech.err)).toBeUndefined();
  expect(said.at(-1)).toMatch(/could not be looked through: E_SYSTEM: the system said ENOENT/);
});

/** A process of ours that says something and crashes. */
function crashes(says: string): Promise<{ code: number; err: string }> {
  const source = `
    const { ownSpeech } = await import('${DIST}/cli/speech.js');
    const { lookAtCrashes } = await import('${DIST}/cli/leaks.js');
    const speech = ownSpeech();
    for (const name of ['uncaughtException', 'unhandledRejection']) process.on(name, () => process.exit(1));
    lookAtCrashes(speech);
    speech.book.keep('password', '${PASSWORD}');
    speech.err.write('${says}\\n');
    setTimeout(() => { throw new Error('${PASSWORD}'); });`;
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', source], (_, __, err) =>
      resolve({ code: child.exitCode ?? 0, err }),
    );
  });
}

test('case 8: a crash after a leak ends with 5 and tells of it, and none without one', async () => {
  const leaked = await crashes(`it is ${Buffer.from(`:${PASSWORD}`).toString('base64')}`);
  expect(leaked.err).toMatch(/what was said on the terminal: the password \(Base64\)/);
  expect(leaked.err).not.toContain(PASSWORD);
  expect(leaked.code).toBe(5);
  expect(await crashes('nothing')).toEqual({ code: 1, err: 'nothing\n' });
});
