import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import type { Ahead, InTrouble } from '../../src/engine/operator.ts';
import type { StepOutline } from '../../src/engine/record.ts';
import { terminalWheel } from '../../src/operator/keys.ts';
import { brushFor } from '../../src/operator/paint.ts';
import { askHidden, askShown } from '../../src/operator/terminal.ts';
import { Wheel, type WheelOptions } from '../../src/operator/wheel.ts';
import { Keyboard } from './keyboard.ts';

const forever = new AbortController().signal;
/** After so long a key counts for a question that has just been shown, in milliseconds. */
const RIPE = 340;

/** By then a key that is pressed again is no longer one that was held down: milliseconds. */
const HELD_ENDS = 750;

const outline = (n: number): StepOutline => ({
  ...{ n, section: 'Create the app', items: [n], says: `Do ${n}` },
  ...{ verb: 'set', what: 'Contact Email' },
});
const ahead = (n: number): Ahead => ({
  ...{ step: outline(n), commits: true, where: () => undefined },
  look: async () => ({ holds: false, wanted: 'ops@acme.example', found: '(empty)' }),
});
const trouble: InTrouble = { section: 'Create the app', step: outline(3), error: 'no answer.', where: () => undefined };

/** A run's wheel with a terminal at it. */
function terminal(more: Partial<WheelOptions> = {}, how: { readonly isOnlyWay?: boolean } = {}) {
  const keyboard = new Keyboard();
  let shown = '';
  let erased = 0;
  const write = (text: string) => {
    shown += text;
  };
  const erase = () => {
    erased += 1;
  };
  const screen = { isTTY: true, columns: 100, write };
  const wheel = new Wheel({ isAnswered: true, approve: 'never', signal: forever, ...more });
  const [ask, hidden] = [askShown(keyboard, screen), askHidden(keyboard, screen)];
  if (!ask || !hidden) throw new Error('There is no terminal');
  const brush = brushFor(screen, (text) => text.replaceAll('s3cret', '[SECRET]'), { NO_COLOR: '1' });
  const end = terminalWheel(wheel, { keyboard, brush, erase, ask, ...how });
  if (!end) throw new Error('There are no keys');
  return {
    ...{ keyboard, wheel, hidden, end, erased: () => erased, shown: () => shown },
    sees: (text: string) => expect.poll(() => shown).toContain(text),
    /** Presses a key once it counts. */
    press: async (key: string) => {
      await pause(RIPE);
      keyboard.write(key);
    },
    given: () => wheel.answers().map(({ answer, by, why }) => ({ answer, by, ...(why === undefined ? {} : { why }) })),
  };
}

/** Whether a promise is settled by now. */
const isSettled = (promise: Promise<unknown>) => Promise.race([promise.then(() => true), pause(30, false)]);

test('what is no terminal gives no keys, and is left alone', () => {
  const keyboard = new PassThrough();
  const wheel = new Wheel({ isAnswered: true, approve: 'never', signal: forever });
  const brush = brushFor({ write: () => undefined }, (text) => text, {});
  expect(terminalWheel(wheel, { keyboard, brush, erase: () => undefined, ask: async () => '' })).toBeUndefined();
  expect(keyboard.eventNames()).toEqual(new PassThrough().eventNames());
});

test.describe('while the run goes on', () => {
  for (const [key, due, told] of [
    ['p', 'pause', 'Pausing before the next step.'],
    ['P', 'pause', 'Pausing before the next step.'],
    ['s', 'pause', 'Pausing before the next step.'],
    ['t', 'take over', 'You get the wheel after this step; wait for it.'],
    ['q', 'stop', ''],
  ] as const) {
    test(`"${key}": ${due}`, async () => {
      const { keyboard, wheel, sees, given } = terminal();
      keyboard.write(key);
      await expect.poll(() => wheel.standing.due).toBe(due);
      await sees(told);
      expect(given()).toEqual([{ answer: due, by: 'the terminal' }]);
    });
  }

  test('other keys, and what arrows and the like send, are nothing', async () => {
    const { keyboard, wheel, given } = terminal();
    // F1, F2 and F4 end in P, Q and S; Alt-p sends p after Escape.
    for (const keys of ['a', 'g', 'x', '\r', ' ', '\u001bOP', '\u001bOQ', '\u001b[1;2S', '\u001bp', '\u001b']) {
      keyboard.write(keys);
      await pause(5);
    }
    expect([wheel.standing.due, given()]).toEqual([undefined, []]);
    keyboard.write('\u001b[Ap');
    await expect.poll(() => wheel.standing.due).toBe('pause');
  });

  test('a key that is held down says it once', async () => {
    const { keyboard, shown, given } = terminal();
    for (let n = 0; n < 8; n += 1) {
      keyboard.write('p');
      await pause(20);
    }
    expect(given()).toHaveLength(1);
    expect(shown().match(/Pausing/g)).toHaveLength(1);
  });
});

test.describe('before a step', () => {
  test('it is said what is asked, of which step, what will be changed, and by which keys', async () => {
    const { wheel, sees, shown, erased } = terminal({ stepByStep: true });
    void wheel.before(ahead(7));
    await sees('sho[w] me');
    expect(shown().split('\n').slice(0, 3)).toEqual([
      '         Paused before step 7, Do 7.',
      '         Contact Email: (empty) -> ops@acme.example',
      '         [g]o on · one [s]tep · run [u]ntil a step · [t]ake over · stop ([q]uit) · sho[w] me',
    ]);
    expect(erased()).toBeGreaterThan(0);
  });

  test('"g" goes on, and pauses no more', async () => {
    const { wheel, press, given } = terminal({ stepByStep: true });
    const first = wheel.before(ahead(1));
    await press('g');
    expect(await first).toBe('go on');
    expect(await wheel.before(ahead(2))).toBe('go on');
    expect(given()).toEqual([{ answer: 'go on', by: 'the terminal' }]);
  });

  test('"s" does one step, and pauses before the next', async () => {
    const { wheel, press } = terminal({ stepByStep: true });
    const first = wheel.before(ahead(1));
    await press('s');
    expect(await first).toBe('go on');
    const second = wheel.before(ahead(2));
    expect(await isSettled(second)).toBe(false);
    await press('s');
    expect(await second).toBe('go on');
  });

  test('"u" and a number run until that step', async () => {
    const { wheel, keyboard, press, sees, given } = terminal({ stepByStep: true });
    const first = wheel.before(ahead(1));
    await press('u');
    await sees('Until which step? ');
    keyboard.write('3\r');
    expect(await first).toBe('go on');
    expect(await wheel.before(ahead(2))).toBe('go on');
    expect(await isSettled(wheel.before(ahead(3)))).toBe(false);
    expect(given()).toEqual([{ answer: 'run until', by: 'the terminal' }]);
  });

  test('"u" and what is no number is no answer, and the question stays', async () => {
    const { wheel, keyboard, press, sees } = terminal({ stepByStep: true });
    const first = wheel.before(ahead(1));
    await press('u');
    await sees('Until which step? ');
    keyboard.write('soon\r');
    await sees('Say the number of the step to run until.');
    expect(await isSettled(first)).toBe(false);
    await press('g');
    expect(await first).toBe('go on');
  });

  test('"a" approves, in either size', async () => {
    for (const key of ['a', 'A']) {
      const { wheel, press, sees, given } = terminal({ approve: 'each' });
      const first = wheel.before(ahead(1));
      await sees('May step 1, Do 1, be carried out?');
      await press(key);
      expect(await first).toBe('go on');
      expect(given()).toEqual([{ answer: 'approve', by: 'the terminal' }]);
    }
  });

  test('"t" takes over, and "b" hands back', async () => {
    const { wheel, keyboard, press, sees, shown, given } = terminal({ stepByStep: true });
    const first = wheel.before(ahead(1));
    await press('t');
    await sees('The wheel is yours: work in the org');
    await sees('hand [b]ack · stop ([q]uit)\n');
    expect(shown().match(/sho\[w\] me/g)).toHaveLength(1);
    await press('b');
    await sees('What did you do, and why? ');
    keyboard.write('closed the tour\r');
    expect(await first).toBe('again');
    expect(given()).toEqual([
      { answer: 'take over', by: 'the terminal' },
      { answer: 'hand back', by: 'the terminal', why: 'closed the tour' },
    ]);
  });

  test('"q" stops', async () => {
    const { wheel, press } = terminal({ stepByStep: true });
    const first = wheel.before(ahead(1));
    await press('q');
    expect(await first).toBe('stop');
  });
});

test.describe('in trouble', () => {
  for (const [key, way] of [
    ['r', 'try again'],
    ['q', 'stop'],
  ] as const) {
    test(`"${key}": ${way}`, async () => {
      const { wheel, press, sees, given } = terminal();
      const first = wheel.inTrouble(trouble);
      await sees('Step 3, Do 3, has failed: no answer.');
      await press(key);
      expect(await first).toEqual({ way });
      expect(given()).toEqual([{ answer: way, by: 'the terminal' }]);
    });
  }

  test('"h" says that it was done by hand, with or without words', async () => {
    for (const words of ['typed it', '']) {
      const { wheel, keyboard, press, sees, given } = terminal();
      const first = wheel.inTrouble(trouble);
      await press('h');
      await sees('What did you do, and why? ');
      keyboard.write(`${words}\r`);
      expect(await first).toEqual({ way: 'done by hand' });
      expect(given()).toEqual([{ answer: 'done by hand', by: 'the terminal', ...(words ? { why: words } : {}) }]);
    }
  });

  test('"k" and a reason leave the step out', async () => {
    const { wheel, keyboard, press, sees, given } = terminal();
    const first = wheel.inTrouble(trouble);
    await press('k');
    await sees('Why is it left out? ');
    // None of these keys is an answer of its own.
    keyboard.write('quit, has it by hand\r');
    expect(await first).toEqual({ way: 'skip', why: 'quit, has it by hand' });
    expect(given()).toEqual([{ answer: 'skip', by: 'the terminal', why: 'quit, has it by hand' }]);
  });

  test('"k" without a reason leaves nothing out', async () => {
    const { wheel, keyboard, press, sees } = terminal();
    const first = wheel.inTrouble(trouble);
    await press('k');
    await sees('Why is it left out? ');
    keyboard.write('  \r');
    await sees('A step is left out for a reason only: say why.');
    expect(await isSettled(first)).toBe(false);
  });

  test('"w" shows where, and is no answer; where there is nothing to show, that is said', async () => {
    const shownAt: unknown[] = [];
    const page = { of: 'the org' };
    const show = async (where: unknown) => {
      shownAt.push(where);
      return async () => undefined;
    };
    const { wheel, press, sees } = terminal({ show });
    const first = wheel.inTrouble({ ...trouble, where: () => ({ page }) as never });
    await press('W');
    await expect.poll(() => shownAt).toEqual([{ page }]);
    expect(await isSettled(first)).toBe(false);
    await press('r');
    await first;
    void wheel.inTrouble(trouble);
    await press('w');
    await sees('There is nothing to show now.');
  });

  test('what a page says cannot steer the terminal, and holds no secret', async () => {
    const { wheel, sees, shown } = terminal();
    void wheel.inTrouble({ ...trouble, error: 'a\u001b[2Jb\u202ec s3cret' });
    await sees('has failed: a[2Jbc [SECRET]');
    expect(shown()).not.toMatch(/[^\P{Cc}\n]|s3cret/u);
  });
});

test.describe('a new question', () => {
  test('is not answered by a key that was pressed for what went before', async () => {
    const { wheel, keyboard, press, given } = terminal({ approve: 'each' });
    const first = wheel.before(ahead(1));
    await expect.poll(() => wheel.standing.question).toBeDefined();
    for (const key of ['a', 'q', 't']) keyboard.write(key);
    expect(await isSettled(first)).toBe(false);
    expect(given()).toEqual([]);
    await pause(HELD_ENDS);
    await press('a');
    expect(await first).toBe('go on');
  });

  for (const [what, delay] of [
    ['that comes again at once', 30],
    ['that takes its time to come again', 500],
  ] as const) {
    test(`is not approved of by a key that is still held down: one ${what}`, async () => {
      const { wheel, keyboard, press } = terminal({ approve: 'each' });
      const first = wheel.before(ahead(1));
      await press('a');
      expect(await first).toBe('go on');
      const second = wheel.before(ahead(2));
      await pause(delay);
      for (let n = 0; n < 14; n += 1) {
        keyboard.write('a');
        await pause(30);
      }
      expect(await isSettled(second)).toBe(false);
      await pause(HELD_ENDS);
      keyboard.write('a');
      expect(await second).toBe('go on');
    });
  }

  test('is not answered by what arrows send', async () => {
    const { wheel, keyboard, press } = terminal({ approve: 'each' });
    const first = wheel.before(ahead(1));
    // Up ends in A, and F2 in Q.
    await press('\u001b[A');
    for (const keys of ['\u001bOA', '\u001b[1;5A', '\u001bOQ', '\u001ba']) keyboard.write(keys);
    expect(await isSettled(first)).toBe(false);
  });
});

test.describe('an answer by another way', () => {
  test('takes the question back: its keys are those of a run that goes on', async () => {
    const { wheel, keyboard, press } = terminal({ stepByStep: true });
    const first = wheel.before(ahead(1));
    await pause(RIPE);
    wheel.say({ answer: 'go on', by: 'the console' });
    expect(await first).toBe('go on');
    keyboard.write('g');
    await press('p');
    await expect.poll(() => wheel.standing.due).toBe('pause');
  });

  for (const [what, key, question, answer] of [
    ['why a step is left out', 'k', 'Why is it left out? ', 'try again'],
    ['until which step to run', 'u', 'Until which step? ', 'go on'],
  ] as const) {
    test(`takes back a line that is being typed: ${what}`, async () => {
      const { wheel, keyboard, press, sees, shown, given } = terminal({ stepByStep: true });
      const first = key === 'k' ? wheel.inTrouble(trouble) : wheel.before(ahead(1));
      await press(key);
      await sees(question);
      keyboard.write('half a rea');
      await sees('half a rea');
      expect(wheel.say({ answer, by: 'the console' })).toBeUndefined();
      await first;
      expect(shown()).toMatch(/half a rea\n$/);
      expect(keyboard.isRaw).toBe(true);
      // What was half typed is no answer, and keys are keys again.
      keyboard.write('p');
      await expect.poll(() => wheel.standing.due).toBe('pause');
      expect(given()).toEqual([
        { answer, by: 'the console' },
        { answer: 'pause', by: 'the terminal' },
      ]);
    });
  }
});

test.describe('the keyboard', () => {
  const isFree = (keyboard: Keyboard) => [keyboard.isRaw, keyboard.isPaused(), keyboard.listenerCount('data')];

  test('is given back at the end, also while something is typed', async () => {
    const idle = terminal();
    expect(isFree(idle.keyboard)).toEqual([true, false, 1]);
    idle.end();
    expect(isFree(idle.keyboard)).toEqual([false, true, 0]);

    const typing = terminal();
    void typing.wheel.inTrouble(trouble);
    await typing.press('k');
    await typing.sees('Why is it left out? ');
    typing.end();
    expect(isFree(typing.keyboard).slice(0, 2)).toEqual([false, true]);
    expect(typing.wheel.standing.question).toBeDefined();
  });

  test('belongs to a hidden question while that is open: none of its letters is an answer', async () => {
    const { keyboard, wheel, hidden, shown } = terminal();
    const code = hidden('Code: ', forever);
    keyboard.write('pqt\r');
    expect(await code).toBe('pqt');
    expect([wheel.standing.due, wheel.answers()]).toEqual([undefined, []]);
    expect(shown()).not.toContain('pqt');
    expect(keyboard.isRaw).toBe(true);
    keyboard.write('p');
    await expect.poll(() => wheel.standing.due).toBe('pause');
  });

  test('stays given back where a hidden question is open for longer', async () => {
    const { keyboard, hidden, end } = terminal();
    const goes = new AbortController();
    const code = hidden('Code: ', goes.signal).catch(() => undefined);
    end();
    goes.abort();
    await code;
    expect([keyboard.isRaw, keyboard.isPaused()]).toEqual([false, true]);
  });

  test('that goes away is told of once, and only where something is asked', async () => {
    const asked = terminal();
    void asked.wheel.inTrouble(trouble);
    await asked.sees('has failed');
    asked.keyboard.end();
    await asked.sees('The terminal was closed.');
    const idle = terminal();
    const gone = new Promise((resolve) => idle.keyboard.once('close', resolve));
    idle.keyboard.destroy(new Error('read EIO'));
    await gone;
    expect(idle.shown()).toBe('');
  });

  test('that goes away ends the run before its next step, where there is no other way to the person', async () => {
    const { wheel, keyboard } = terminal({}, { isOnlyWay: true });
    const waits = wheel.inTrouble(trouble);
    keyboard.end();
    expect(await waits).toEqual({ way: 'stop' });
    expect(await wheel.inTrouble(trouble)).toEqual({ way: 'stop' });
    expect(wheel.answers().map(({ answer, why }) => [answer, why])).toEqual([
      ['stop', 'the terminal was closed'],
      ['stop', 'the terminal was closed'],
    ]);
  });

  test('sends Ctrl-C as the signal that it always is', async () => {
    const { keyboard, wheel } = terminal();
    const before = process.listeners('SIGINT');
    process.removeAllListeners('SIGINT');
    try {
      const came = once(process, 'SIGINT');
      keyboard.write('\u0003');
      await came;
      expect(wheel.standing.due).toBeUndefined();
    } finally {
      for (const listener of before) process.on('SIGINT', listener as NodeJS.SignalsListener);
    }
  });
});

/** Asks for an approval on the terminal of its process, and says what came of it. */
async function asksToApprove(parts: {
  Wheel: typeof Wheel;
  terminalWheel: typeof terminalWheel;
  brushFor: typeof brushFor;
  askShown: typeof askShown;
}): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const wheel = new parts.Wheel({ isAnswered: true, approve: 'each', signal: stop.signal });
  const ask = parts.askShown(process.stdin, process.stdout);
  if (!ask) throw new Error('There is no terminal');
  const brush = parts.brushFor(process.stdout, (text) => text);
  const end = parts.terminalWheel(wheel, { keyboard: process.stdin, brush, erase: () => undefined, ask });
  const step = { n: 1, section: 'One', items: [1], says: 'Do 1', verb: 'set', what: 'Email' } as const;
  const look = async () => ({ holds: false, wanted: 'a', found: 'b' });
  const go = await wheel.before({ step, commits: true, look, where: () => undefined });
  const by = wheel.answers().map((answer) => `${answer.answer} by ${answer.by}`);
  end?.();
  process.stdout.write(`raw ${process.stdin.isRaw}, went "${go}", ${by}\n`);
}

test.describe('a real terminal', () => {
  const script = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  test.skip(!script.includes('util-linux'), 'the program "script" of util-linux, which makes a terminal, is not here');

  let folder = '';
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'setupwright-keys-'));
    const source = (name: string) => JSON.stringify(join(import.meta.dirname, '../../src/operator', name));
    const contents = `import { Wheel } from ${source('wheel.ts')};
import { terminalWheel } from ${source('keys.ts')};
import { brushFor } from ${source('paint.ts')};
import { askShown } from ${source('terminal.ts')};
${asksToApprove.toString()}
await asksToApprove({ Wheel, terminalWheel, brushFor, askShown });`;
    const { outputFiles } = await build({
      stdin: { contents, loader: 'ts', resolveDir: folder },
      ...({ bundle: true, platform: 'node', format: 'esm', write: false } as const),
    });
    await writeFile(join(folder, 'asks.mjs'), outputFiles[0]?.contents ?? '');
  });
  test.afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const [what, key, came] of [
    ['is answered with one key', 'a', 'went "go on", approve by the terminal'],
    ['is left by Ctrl-C', '\u0003', 'went "stop", stop by a signal'],
  ] as const) {
    test(`${what}, and is as it was afterwards`, async () => {
      const command = `${process.execPath} ${join(folder, 'asks.mjs')}; stty -a | grep -o '[-]*icanon\\|[-]*echo '`;
      const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
      let shown = '';
      child.stdout.on('data', (data) => {
        const isNew = !shown.includes('sho[w] me');
        shown += data;
        if (isNew && shown.includes('sho[w] me')) setTimeout(() => child.stdin.write(key), RIPE);
      });
      await once(child, 'close');
      expect(shown).toContain(`raw false, ${came}`);
      expect(shown.split(/\r?\n/).map((line) => line.trim())).toEqual(expect.arrayContaining(['icanon', 'echo']));
    });
  }
});
