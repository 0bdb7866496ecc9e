import { expect, test } from '@playwright/test';
import type { Ahead, Where } from '../../src/engine/operator.ts';
import type { StepOutline } from '../../src/engine/record.ts';
import { type Said, Wheel, type WheelOptions } from '../../src/operator/wheel.ts';

const outline = (n: number): StepOutline => ({
  n,
  section: 'Create the app',
  items: [n],
  says: `Do ${n}`,
  verb: 'set',
  what: 'Contact Email',
});

function ahead(n: number, { commits = false, holds = false } = {}): Ahead {
  const look = async () => ({ holds, wanted: 'ops@acme.example', found: '(empty)' });
  return { step: outline(n), commits, look, where: () => undefined };
}

const trouble = { section: 'Create the app', step: outline(1), error: 'It broke.', where: () => undefined };

function wheel(more: Partial<WheelOptions> = {}): Wheel {
  return new Wheel({ isAnswered: true, approve: 'never', signal: new AbortController().signal, ...more });
}

const say = (at: Wheel, answer: Said['answer'], more: Partial<Said> = {}) => at.say({ answer, by: 'a test', ...more });

/** Whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<false>((resolve) => setTimeout(resolve, 20, false))]);
}

test('nobody is asked where nobody wants to be', async () => {
  const at = wheel();
  expect(await at.before(ahead(1))).toBe('go on');
  expect(at.answers()).toEqual([]);
});

test('a pause is asked for while the run goes on, and holds it before its next step', async () => {
  const at = wheel();
  expect(say(at, 'pause')).toBeUndefined();
  expect(at.standing.due).toBe('pause');
  const waits = at.before(ahead(7));
  await expect
    .poll(() => at.standing.question)
    .toMatchObject({
      occasion: 'paused',
      step: { n: 7 },
      seen: { wanted: 'ops@acme.example', found: '(empty)' },
    });
  expect(await isSettled(waits)).toBe(false);
  expect(say(at, 'go on')).toBeUndefined();
  expect(await waits).toBe('go on');
  expect(at.answers().map(({ answer, by, to, step }) => ({ answer, by, to, step }))).toEqual([
    { answer: 'pause', by: 'a test', to: 'while the run went on', step: undefined },
    { answer: 'go on', by: 'a test', to: 'paused before step 7, Do 7', step: 7 },
  ]);
  expect(at.answers()).toEqual([]);
  expect(await at.before(ahead(8))).toBe('go on');
});

test('step by step it asks before each step, until something else is said', async () => {
  const at = wheel({ stepByStep: true });
  for (const n of [1, 2]) {
    const waits = at.before(ahead(n));
    await expect.poll(() => at.standing.question?.step?.n).toBe(n);
    say(at, 'one step');
    expect(await waits).toBe('go on');
  }
  const waits = at.before(ahead(3));
  await expect.poll(() => at.standing.question?.step?.n).toBe(3);
  expect(say(at, 'run until')).toBe('Say the number of the step to run until.');
  say(at, 'run until', { until: 6 });
  expect(await waits).toBe('go on');
  for (const n of [4, 5]) expect(await at.before(ahead(n))).toBe('go on');
  expect(await isSettled(at.before(ahead(6)))).toBe(false);
});

test('the first answer counts; one that comes after it is told that there is no question', async () => {
  const at = wheel();
  const waits = at.inTrouble(trouble);
  expect(say(at, 'try again', { by: 'the console' })).toBeUndefined();
  expect(await waits).toEqual({ way: 'try again' });
  expect(say(at, 'try again', { by: 'the terminal' })).toMatch(/^"try again" is no answer now; there are: pause, /);
  expect(at.answers().map(({ by }) => by)).toEqual(['the console']);
});

test('an answer to an earlier question is none to the one that is asked now', async () => {
  const at = wheel({ stepByStep: true });
  const first = at.before(ahead(1));
  await expect.poll(() => at.standing.question?.id).toBe(1);
  expect(say(at, 'one step', { question: 1 })).toBeUndefined();
  await first;
  const second = at.before(ahead(2));
  await expect.poll(() => at.standing.question?.id).toBe(2);
  expect(say(at, 'one step', { question: 1 })).toBe('That was answered already; look at what is asked now.');
  expect(await isSettled(second)).toBe(false);
});

test('a step is left out for a reason only', async () => {
  const at = wheel();
  const waits = at.inTrouble(trouble);
  for (const why of [undefined, ' ']) expect(say(at, 'skip', { why })).toContain('for a reason only');
  expect(await isSettled(waits)).toBe(false);
  say(at, 'skip', { why: ' not in this edition ' });
  expect(await waits).toMatchObject({ way: 'skip' });
  expect(at.answers()).toMatchObject([{ answer: 'skip', why: 'not in this edition' }]);
});

for (const [where, begin] of [
  ['before a step', (at: Wheel) => at.before(ahead(1))],
  ['in trouble', async (at: Wheel) => (await at.inTrouble(trouble)).way],
] as const) {
  test(`who takes over ${where} has the wheel until it is handed back, and nothing else is an answer meanwhile`, async () => {
    const at = wheel({ stepByStep: true });
    const waits = begin(at);
    await expect.poll(() => at.standing.question).toBeDefined();
    say(at, 'take over');
    await expect.poll(() => at.standing.question?.occasion).toBe('taken over');
    expect(say(at, 'go on')).toContain('is no answer now');
    expect(await isSettled(waits)).toBe(false);
    say(at, 'hand back');
    expect(await waits).toBe('again');
    expect(at.answers().map(({ answer }) => answer)).toEqual(['take over', 'hand back']);
  });
}

test('a take-over that was asked for while the run went on begins before the next step', async () => {
  const at = wheel();
  say(at, 'take over');
  const waits = at.before(ahead(2));
  await expect.poll(() => at.standing.question?.occasion).toBe('taken over');
  say(at, 'stop');
  expect(await waits).toBe('stop');
});

test('stopping while the run goes on stops it before the next step', async () => {
  const at = wheel();
  say(at, 'stop');
  expect(await at.before(ahead(2))).toBe('stop');
});

test('a signal takes a question back', async () => {
  const stop = new AbortController();
  const at = wheel({ stepByStep: true, signal: stop.signal });
  const waits = at.before(ahead(1));
  await expect.poll(() => at.standing.question).toBeDefined();
  stop.abort();
  expect(await waits).toBe('stop');
  expect(at.standing.question).toBeUndefined();
});

test('how long the run stood still is told, and nothing was counted meanwhile', async () => {
  const at = wheel({ stepByStep: true });
  const waits = at.before(ahead(1));
  await expect.poll(() => at.standing.question).toBeDefined();
  await new Promise((resolve) => setTimeout(resolve, 60));
  say(at, 'go on');
  await waits;
  const [answer] = at.answers();
  expect(answer?.waitedMs).toBeGreaterThanOrEqual(55);
});

test.describe('an approval', () => {
  test('is asked for before what commits, not before what is so already', async () => {
    const at = wheel({ approve: 'commits' });
    expect(await at.before(ahead(1))).toBe('go on');
    expect(await at.before(ahead(2, { commits: true, holds: true }))).toBe('go on');
    const waits = at.before(ahead(3, { commits: true }));
    await expect.poll(() => at.standing.question?.occasion).toBe('approval');
    expect(say(at, 'go on')).toContain('is no answer now');
    say(at, 'approve', { why: 'ticket 12' });
    expect(await waits).toBe('go on');
    expect(at.answers()).toMatchObject([{ answer: 'approve', why: 'ticket 12', step: 3 }]);
  });

  test('is asked for before each step where each is to be approved', async () => {
    const at = wheel({ approve: 'each' });
    const waits = at.before(ahead(1));
    await expect.poll(() => at.standing.question?.occasion).toBe('approval');
    say(at, 'stop');
    expect(await waits).toBe('stop');
  });

  test('that nobody can give ends the run, with what to do', async () => {
    const at = wheel({ approve: 'commits', isAnswered: false });
    await expect(at.before(ahead(14, { commits: true }))).rejects.toThrow(
      'Step 14, Do 14, needs an approval, and nobody is there to give it. Have it approved and go on with "setupwright resume FOLDER --approved-by WHO".',
    );
  });

  test('that was given beforehand counts up to its step, and is in the record in its words', async () => {
    const at = wheel({ approve: 'commits', isAnswered: false, approved: { upTo: 14, words: 'Jane, ticket 12' } });
    expect(await at.before(ahead(14, { commits: true }))).toBe('go on');
    expect(at.answers()).toMatchObject([
      { answer: 'approve', by: 'the command line', why: 'Jane, ticket 12', step: 14 },
    ]);
    await expect(at.before(ahead(15, { commits: true }))).rejects.toThrow('Step 15');
  });
});

test('an approval of one step is in the record also where no other step needs one', async () => {
  const at = wheel({ isAnswered: false, approved: { upTo: 14, words: 'Jane, ticket 12' } });
  expect(await at.before(ahead(13))).toBe('go on');
  expect(await at.before(ahead(14, { commits: true }))).toBe('go on');
  expect(await at.before(ahead(37, { commits: true }))).toBe('go on');
  expect(at.answers()).toMatchObject([
    { answer: 'approve', why: 'Jane, ticket 12', step: 14 },
    { answer: 'approve', why: 'Jane, ticket 12', step: 37 },
  ]);
});

test('a stop lets a step be finished that hands over what is shown', async () => {
  const at = wheel();
  say(at, 'stop');
  expect(await at.before({ ...ahead(42), finishes: true })).toBe('go on');
  expect(await at.before(ahead(43))).toBe('stop');
});

test('an approval where a pause was due, too, is the pause', async () => {
  const at = wheel({ approve: 'commits' });
  say(at, 'run until', { until: 3 });
  const waits = at.before(ahead(3, { commits: true }));
  await expect.poll(() => at.standing.question?.occasion).toBe('approval');
  say(at, 'approve');
  await waits;
  expect(await at.before(ahead(4))).toBe('go on');
});

test('where nobody can answer, trouble ends the run', async () => {
  expect(await wheel({ isAnswered: false }).inTrouble(trouble)).toEqual({ way: 'stop' });
});

test('what is asked about is shown in the page, and what was drawn there is gone when the run goes on', async () => {
  const drawn: string[] = [];
  const page = { name: 'a page' } as unknown as Where['page'];
  const show = async () => {
    drawn.push('shown');
    return async () => void drawn.push('gone');
  };
  const at = wheel({ show });
  expect(await at.show()).toBe('There is nothing to show now.');
  const waits = at.inTrouble({ section: 'Create the app', error: 'It broke.', where: () => ({ page }) });
  expect(await at.show()).toBeUndefined();
  expect(drawn).toEqual(['shown']);
  say(at, 'stop');
  await waits;
  expect(drawn).toEqual(['shown', 'gone']);
});

test('a watcher is told of every change, until it looks away', async () => {
  const at = wheel({ stepByStep: true });
  const seen: (string | undefined)[] = [];
  const lookAway = at.watch(({ question }) => seen.push(question?.occasion));
  const waits = at.before(ahead(1));
  await expect.poll(() => seen.at(-1)).toBe('paused');
  lookAway();
  say(at, 'go on');
  await waits;
  expect(seen.at(-1)).toBe('paused');
});
