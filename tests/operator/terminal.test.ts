import { spawn, spawnSync } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import { type Ask, askHidden } from '../../src/operator/terminal.ts';
import { Keyboard } from './keyboard.ts';

const forever = new AbortController().signal;

function terminal() {
  const keyboard = new Keyboard();
  let shown = '';
  const screen = {
    isTTY: true,
    write: (text: string) => {
      shown += text;
    },
  };
  const ask = askHidden(keyboard, screen);
  if (!ask) throw new Error('There is no terminal');
  return { keyboard, ask, shown: () => shown };
}

for (const [what, keyboard, screen] of [
  ['of which nothing can be read', undefined, true],
  ['on which nothing is seen', true, undefined],
  ['that is none', false, false],
] as const) {
  test(`a terminal ${what} is not asked on`, () => {
    const input = Object.assign(new PassThrough(), { isTTY: keyboard });
    expect(askHidden(input, { isTTY: screen, write: () => undefined })).toBeUndefined();
    expect(input.eventNames()).toEqual(new PassThrough().eventNames());
  });
}

test('what is typed is answered with, and not shown', async () => {
  const { keyboard, ask, shown } = terminal();
  const answer = ask('Code: ', forever);
  keyboard.write('4815');
  keyboard.write('99\u007f\u007f16\r');
  expect(await answer).toBe('481516');
  expect(shown()).toBe('\r\u001b[2KCode: \n');
});

test('raw mode is given back, and the keyboard left alone, however a question ends', async () => {
  const ends: readonly ((keyboard: Keyboard, goes: AbortController) => void)[] = [
    (keyboard) => keyboard.write('1\r'),
    (keyboard) => keyboard.write('\u0004'),
    (keyboard) => keyboard.end(),
    (keyboard) => keyboard.destroy(new Error('read EIO')),
    (_, goes) => goes.abort(),
  ];
  for (const end of ends) {
    const { keyboard, ask } = terminal();
    const goes = new AbortController();
    const answer = ask('Code: ', goes.signal).catch((error: unknown) => error);
    expect(keyboard.isRaw).toBe(true);
    end(keyboard, goes);
    await answer;
    expect(keyboard.isRaw).toBe(false);
    expect(keyboard.isPaused()).toBe(true);
    expect(getEventListeners(goes.signal, 'abort')).toEqual([]);
  }
});

test('a question is taken back at once, and what is typed later is for the next one', async () => {
  const { keyboard, ask, shown } = terminal();
  const goes = new AbortController();
  const first = ask('First: ', goes.signal);
  goes.abort();
  await expect(first).rejects.toMatchObject({ name: 'Trouble', kind: 'interrupted' });
  expect(shown()).toBe('\r\u001b[2KFirst: \n');
  keyboard.write('481516\r');
  expect(await ask('Second: ', forever)).toBe('481516');
});

test('a question that was taken back before is not waited for', async () => {
  const { keyboard, ask } = terminal();
  await expect(ask('Code: ', AbortSignal.abort())).rejects.toMatchObject({ name: 'Trouble', kind: 'interrupted' });
  expect(keyboard.isRaw).toBe(false);
});

test('after an answer another reader gets what is typed next', async () => {
  const { keyboard, ask } = terminal();
  const answer = ask('Code: ', forever);
  keyboard.write('1\r');
  await answer;
  const next = once(keyboard, 'data');
  keyboard.resume();
  keyboard.write('later');
  expect(String((await next)[0])).toBe('later');
});

test('many questions leave no more listeners than one', async () => {
  const { keyboard, ask } = terminal();
  const count = () => keyboard.eventNames().reduce((sum, name) => sum + keyboard.listenerCount(name), 0);
  const counts: number[] = [];
  for (let n = 0; n < 12; n += 1) {
    const answer = ask('Code: ', forever);
    keyboard.write('1\r');
    await answer;
    counts.push(count());
  }
  expect(new Set(counts).size).toBe(1);
});

for (const [how, close] of [
  ['by Ctrl-D', (keyboard: Keyboard) => keyboard.write('\u0004')],
  ['by its end', (keyboard: Keyboard) => keyboard.end()],
  [
    'before the line was sent',
    (keyboard: Keyboard) => {
      keyboard.write('4815');
      keyboard.end();
    },
  ],
  ['by an error', (keyboard: Keyboard) => keyboard.destroy(new Error('read EIO'))],
] as const) {
  test(`a terminal that is closed ${how} is told as such`, async () => {
    const { keyboard, ask } = terminal();
    const answer = ask('Code: ', forever);
    close(keyboard);
    await expect(answer).rejects.toMatchObject({ kind: 'person', message: 'The terminal was closed.' });
  });
}

test('a terminal that was closed before is not waited for', async () => {
  const { keyboard, ask } = terminal();
  keyboard.resume().end();
  await once(keyboard, 'end');
  await expect(ask('Code: ', forever)).rejects.toMatchObject({ kind: 'person', message: 'The terminal was closed.' });
});

test('Ctrl-C is the signal that it always is', async () => {
  const { keyboard, ask } = terminal();
  const goes = new AbortController();
  const onSignal = () => goes.abort();
  const before = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT').once('SIGINT', onSignal);
  try {
    const answer = ask('Code: ', goes.signal);
    keyboard.write('12\u0003');
    await expect(answer).rejects.toMatchObject({ name: 'Trouble', kind: 'interrupted' });
  } finally {
    process.removeListener('SIGINT', onSignal);
    for (const listener of before) process.on('SIGINT', listener as NodeJS.SignalsListener);
  }
});

/** Asks twice on the terminal of its process, then hands what is typed next to whoever reads lines in the usual way. */
async function asksTwice(ask: Ask | undefined): Promise<void> {
  const answers: string[] = [];
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  try {
    for (const question of ['First: ', 'Second: ']) answers.push((await ask?.(question, stop.signal)) ?? 'no terminal');
  } catch (error) {
    answers.push(error instanceof Error ? error.message : '');
  }
  process.stdout.write(
    `raw ${process.stdin.isRaw}, answers ${JSON.stringify(answers.map((text) => [...text].reverse().join('')))}\n`,
  );
}

test.describe('a real terminal', () => {
  const script = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  test.skip(!script.includes('util-linux'), 'the program "script" of util-linux, which makes a terminal, is not here');

  let folder = '';
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'setupwright-terminal-'));
    const source = join(import.meta.dirname, '..', '..', 'src', 'operator', 'terminal.ts');
    const contents = `import { askHidden } from ${JSON.stringify(source)};
${asksTwice.toString()}
await asksTwice(askHidden(process.stdin, process.stdout));`;
    const { outputFiles } = await build({
      stdin: { contents, loader: 'ts', resolveDir: folder },
      ...({ bundle: true, platform: 'node', format: 'esm', write: false } as const),
    });
    await writeFile(join(folder, 'asks.mjs'), outputFiles[0]?.contents ?? '');
  });
  test.afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What a terminal shows while the keys are typed, each as soon as its text is shown. */
  async function shownWhile(keys: ReadonlyArray<readonly [at: string, keys: string]>): Promise<string> {
    const command = `${process.execPath} ${join(folder, 'asks.mjs')}; stty -a | grep -o '[-]*icanon\\|[-]*echo '`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
    let shown = '';
    const due = [...keys];
    child.stdout.on('data', (data) => {
      shown += String(data);
      while (due[0] && shown.includes(due[0][0])) child.stdin.write(due.shift()?.[1] ?? '');
    });
    await once(child, 'close');
    return shown;
  }

  test('shows nothing of what is typed, and is as it was afterwards', async () => {
    const shown = await shownWhile([
      ['First: ', '481516\r'],
      ['Second: ', '234242\r'],
    ]);
    expect(shown).toContain('raw false, answers ["615184","242432"]');
    expect(shown).not.toMatch(/481516|234242/);
    expect(shown.split(/\r?\n/).map((line) => line.trim())).toEqual(expect.arrayContaining(['icanon', 'echo']));
  });

  test('takes Ctrl-C as an interruption', async () => {
    const shown = await shownWhile([['First: ', '48\u0003']]);
    expect(shown).toContain(
      `raw false, answers ["${[...'The question was taken back. Nothing has to be answered.'].reverse().join('')}"]`,
    );
    expect(shown.split(/\r?\n/).map((line) => line.trim())).toEqual(expect.arrayContaining(['icanon', 'echo']));
  });

  test('takes Ctrl-D as its end', async () => {
    const shown = await shownWhile([['First: ', '\u0004']]);
    expect(shown).toContain(`raw false, answers ["${[...'The terminal was closed.'].reverse().join('')}"]`);
  });
});
