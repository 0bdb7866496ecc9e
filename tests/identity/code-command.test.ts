import { getEventListeners, once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { codeCommand } from '../../src/identity/code-command.ts';
import type { Challenge, ChallengeKind } from '../../src/runbook/identity.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

test.skip(process.platform === 'win32', 'the programs of these tests are scripts of a Unix shell');

const CODE = '481516';
const forever = new AbortController().signal;

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-code-command-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program of its own for a test. */
async function program(script: string): Promise<string> {
  const path = join(folder, crypto.randomUUID());
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o700);
  return path;
}

/** All that an error holds, but for the numbers in the path of the program and in the places of its stack. */
function shown(error: unknown, path: string): string {
  return inspect(error, { depth: 9, showHidden: true }).replaceAll(path, '').replace(/:\d+/g, '');
}

interface Asked {
  readonly kind?: ChallengeKind;
  readonly signal?: AbortSignal;
  readonly environment?: Record<string, string>;
  readonly patienceMs?: number;
  readonly book?: SecretBook;
}

async function asked(command: string, { kind = 'e-mailed code', signal = forever, ...more }: Asked = {}) {
  const { environment = { PATH: process.env['PATH'] ?? '' }, book = new SecretBook(), patienceMs } = more;
  const answerer = codeCommand({
    command,
    username: 'ada@acme.example',
    environment,
    book,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  await using ready = await answerer.ready(new Date(), new AbortController().signal);
  const challenge: Challenge = { kind, occasion: 'sign-in', page: 'https://acme.example/verify' };
  const { code } = await ready.answer(challenge, signal);
  return code;
}

test('it is asked for codes of both kinds, and for nothing else', () => {
  const { name, kinds } = codeCommand({
    command: ' op  read x ',
    username: '',
    environment: {},
    book: new SecretBook(),
  });
  expect(name).toBe('program op');
  expect(kinds).toEqual(['e-mailed code', 'authenticator code']);
});

for (const [what, prints] of [
  ['without a line break', `printf ${CODE}`],
  ['with a line break', `echo ${CODE}`],
  ['with the line break of Windows', `printf '${CODE}\\r\\n'`],
  ['beside words on its error output', `echo "code 999999 follows" >&2; echo ${CODE}`],
] as const) {
  test(`a code ${what} is taken, and kept out of what is written`, async () => {
    const book = new SecretBook();
    expect((await asked(await program(prints), { book }))?.reveal()).toBe(CODE);
    expect(book.redact(CODE)).toBe('[SECRET code of a program]');
  });
}

for (const [what, prints] of [
  ['nothing', ''],
  ['two codes', `echo ${CODE}; echo 234299`],
  ['a code in a sentence', `echo "Your code is ${CODE}"`],
  ['four digits', 'echo 4815'],
  ['nine digits', 'echo 481516234'],
  ['digits apart', 'echo "481 516"'],
  ['Arabic digits', 'echo ٤٨١٥١٦'],
  ['letters among digits', 'echo 48l5l6'],
] as const) {
  test(`a program that prints ${what} has no code, and its words are not told`, async () => {
    const path = await program(prints);
    const refused = await asked(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      kind: 'person',
      message: `The program ${path} printed no code. It must print five to eight digits and nothing else.`,
    });
    expect(shown(refused, path)).not.toMatch(/4815|48l5|481 516|٤٨|Your code/);
  });
}

for (const [what, script, says] of [
  ['fails', `echo ${CODE}; echo "secret words" >&2; exit 3`, 'ended with 3'],
  ['crashes', `echo ${CODE}; kill -SEGV $$`, 'was ended by SIGSEGV'],
  ['prints without end', `while :; do echo ${CODE}; done`, 'printed too much'],
] as const) {
  test(`a program that ${what} is told as such, without a word of its own`, async () => {
    const path = await program(script);
    const refused = await asked(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      kind: 'person',
      message: `The program ${path} ${says}. Check SALESFORCE_CODE_COMMAND.`,
    });
    expect(shown(refused, path)).not.toMatch(/481516|secret words/);
  });
}

test('a program that is not there is named', async () => {
  await expect(asked('no-such-program-of-ours 1')).rejects.toMatchObject({
    kind: 'person',
    message: 'The program no-such-program-of-ours cannot be started (ENOENT). Check SALESFORCE_CODE_COMMAND.',
  });
});

test('there is no shell: what one would understand reaches the program as it is', async () => {
  const kept = join(folder, 'arguments');
  const path = await program(`printf '%s\\n' "$@" > ${kept}; echo ${CODE}`);
  await asked(`  ${path} $HOME  * ; touch ${folder}/never "a b"`);
  expect((await readFile(kept, 'utf8')).split('\n')).toEqual([
    ...['$HOME', '*', ';', 'touch', `${folder}/never`, '"a', 'b"', ''],
  ]);
});

test('it sees who and what is asked for, and of the environment what it is given', async () => {
  const kept = join(folder, 'environment');
  const path = await program(`/usr/bin/env > ${kept}; echo ${CODE}`);
  await asked(path, {
    kind: 'authenticator code',
    environment: { LANG: 'C', SALESFORCE_USERNAME: 'of the environment' },
  });
  const seen = (await readFile(kept, 'utf8')).trim().split('\n');
  const ours = seen.filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line)).sort();
  expect(ours).toEqual(['LANG=C', 'SALESFORCE_USERNAME=ada@acme.example', 'SETUPWRIGHT_CHALLENGE=authenticator code']);
});

test('a program that reads what is typed is told that nobody types', async () => {
  expect((await asked(await program(`cat; echo ${CODE}`)))?.reveal()).toBe(CODE);
});

test('one that is not to be asked any more is not started', async () => {
  const kept = join(folder, 'started');
  const path = await program(`: > ${kept}; echo ${CODE}`);
  const signal = AbortSignal.abort();
  await expect(asked(path, { signal })).rejects.toMatchObject({ name: 'Trouble', kind: 'interrupted' });
  // The one that is asked next would find what the first had left.
  expect((await asked(await program(`test ! -e ${kept} && echo ${CODE}`)))?.reveal()).toBe(CODE);
});

test.describe('a program that does not listen to signals', () => {
  /** Hears from a program that it has begun, and by the end of the connection that it is no more. */
  let server: Server;
  let port = 0;
  test.beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  test.afterAll(() => void server.close());

  const stubborn = () =>
    `${process.execPath} -e ${[
      "process.on('SIGTERM',()=>{})",
      `require('net').connect(${port},'127.0.0.1').on('close',()=>process.exit())`,
      'setInterval(()=>{},1e6)',
    ].join(';')}`;

  test('is ended at once with the challenge', async () => {
    const begun = once(server, 'connection');
    const goes = new AbortController();
    const waiting = asked(stubborn(), { signal: goes.signal }).catch((error: unknown) => error);
    const [socket] = (await begun) as [Socket];
    const ended = once(socket.on('error', () => undefined).resume(), 'close');
    goes.abort();
    expect(await waiting).toMatchObject({ name: 'Trouble', kind: 'interrupted' });
    await ended;
    await expect.poll(() => getEventListeners(goes.signal, 'abort')).toEqual([]);
  });

  test('is ended when the patience is over', async () => {
    const begun = once(server, 'connection');
    const waiting = asked(stubborn(), { patienceMs: 1_500 }).catch((error: unknown) => error);
    const [socket] = (await begun) as [Socket];
    const ended = once(socket.on('error', () => undefined).resume(), 'close');
    expect(await waiting).toMatchObject({ kind: 'person', message: expect.stringContaining('took too long') });
    await ended;
  });
});

test('a challenge that was answered leaves no listener behind', async () => {
  const goes = new AbortController();
  const path = await program(`echo ${CODE}`);
  for (let n = 0; n < 3; n += 1) await asked(path, { signal: goes.signal });
  expect(getEventListeners(goes.signal, 'abort')).toEqual([]);
});
