import { getEventListeners } from 'node:events';
import { setImmediate as soon } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@playwright/test';
import { type PersonOptions, person } from '../../src/identity/person.ts';
import type { Challenge, ChallengeKind } from '../../src/runbook/identity.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { prover } from '../support/identity.ts';

const forever = new AbortController().signal;
const challenge = (kind: ChallengeKind): Challenge => ({
  kind,
  occasion: 'sign-in',
  page: 'https://acme.example/verify',
});

/** A person with this to type; without it they type nothing, until they are not asked any more. */
function typing(...typed: readonly string[]) {
  const left = [...typed];
  const questions: string[] = [];
  const ask: PersonOptions['ask'] = (question, signal) => {
    questions.push(question);
    const next = left.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((_, reject) => {
      const takeBack = () => reject(new Trouble('interrupted', 'Taken back.', ''));
      signal.addEventListener('abort', takeBack, { once: true });
      if (signal.aborted) takeBack();
    });
  };
  return { ask, questions };
}

async function ready(options: Partial<PersonOptions>) {
  const told: string[] = [];
  const answerer = person({
    headed: false,
    say: (line) => told.push(line),
    ask: undefined,
    book: new SecretBook(),
    ...options,
  });
  return { told, answerer, ...(await answerer.ready(new Date(), new AbortController().signal)) };
}

test('with a window a person can do everything but unlock; on a terminal, what needs no window', () => {
  const kinds = (headed: boolean, ownPasskeys = true) =>
    person({ headed, ownPasskeys, say: () => undefined, ask: undefined, book: new SecretBook() }).kinds;
  expect(kinds(true)).toEqual([
    'e-mailed code',
    'authenticator code',
    'push',
    'unknown',
    'passkey',
    'passkey enrolment',
  ]);
  expect(kinds(false)).toEqual(['e-mailed code', 'authenticator code', 'push']);
  // The window asks for a passkey in a file, and for none of the person's.
  expect(kinds(true, false)).toEqual(['e-mailed code', 'authenticator code', 'push', 'unknown']);
});

test('a code is typed on the terminal, and kept out of what is written', async () => {
  const book = new SecretBook();
  const { ask, questions } = typing(' 481 516\t');
  const { answer, told } = await ready({ ask, book });
  const { code } = await answer(challenge('e-mailed code'), forever);
  expect(code?.reveal()).toBe('481516');
  expect(book.redact('481516')).toBe('[SECRET code of a person]');
  expect(questions).toEqual(['Code (not shown): ']);
  expect(told).toEqual([
    'Waiting for you: the org asks for a code that it sends by e-mail (https://acme.example/verify).',
  ]);
});

test('what is no code is not sent, and asked for again, without a word of it', async () => {
  const { ask, questions } = typing('', '12', '48-15-16', '12345678901', '٤٨١٥١٦', 'x\u001b[2Jy', '481516');
  const { answer, told } = await ready({ ask });
  expect((await answer(challenge('authenticator code'), forever)).code?.reveal()).toBe('481516');
  expect(questions).toHaveLength(7);
  expect(told.slice(1)).toEqual(Array(6).fill('That is no code.'));
});

for (const [kind, headed, says] of [
  ['push', false, 'You can approve it on the phone; the run goes on by itself.'],
  ['push', true, 'You can answer in the browser window or approve it on the phone; the run goes on by itself.'],
  [
    'passkey',
    true,
    'the org asks for a passkey or a security key (https://acme.example/verify). You can answer in the browser window',
  ],
  ['passkey enrolment', true, 'the org asks for a passkey to be created'],
  ['unknown', true, 'the org asks for something that setupwright does not know'],
] as const) {
  test(`${kind} ${headed ? 'with' : 'without'} a window: the person is told what to do, and no code is asked for`, async () => {
    const { ask, questions } = typing('481516');
    const goes = new AbortController();
    const { answer, told } = await ready({ ask, headed });
    const waiting = answer(challenge(kind), goes.signal);
    expect(told.join('\n')).toContain(says);
    goes.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'Trouble', kind: 'interrupted' });
    expect(questions).toEqual([]);
  });
}

for (const [where, options] of [
  ['the terminal', { ask: typing().ask }],
  ['the window', { headed: true }],
  ['both', { headed: true, ask: typing().ask }],
] as const) {
  test(`at ${where} the wait ends at once when the page goes on, and leaves no listener behind`, async () => {
    const goes = new AbortController();
    const { answer } = await ready(options);
    const waiting = answer(challenge('e-mailed code'), goes.signal);
    await soon();
    goes.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'Trouble', kind: 'interrupted' });
    expect(getEventListeners(goes.signal, 'abort')).toEqual([]);
    await expect(answer(challenge('e-mailed code'), AbortSignal.abort())).rejects.toMatchObject({
      kind: 'interrupted',
    });
  });

  test(`at ${where} nobody is waited for for ever`, async () => {
    const goes = new AbortController();
    const { answer } = await ready({ ...options, patienceMs: 5 });
    await expect(answer(challenge('e-mailed code'), goes.signal)).rejects.toMatchObject({
      kind: 'person',
      message: expect.stringContaining('Nobody answered within'),
    });
    expect(getEventListeners(goes.signal, 'abort')).toEqual([]);
  });
}

test('the patience is kept while garbage is collected', async () => {
  // AbortSignal.timeout and AbortSignal.any lose their timer here on Node 20 (mail facts 1.4).
  setFlagsFromString('--expose_gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const { answer } = await ready({ headed: true, patienceMs: 50 });
  const waiting = answer(challenge('push'), forever).catch((error: unknown) => error);
  for (let n = 0; n < 3; n += 1) {
    collectGarbage();
    await soon();
  }
  expect(await waiting).toMatchObject({ kind: 'person' });
});

test('a terminal that is closed ends the wait where there is no other way', async () => {
  const closed = () => Promise.reject(new Trouble('person', 'The terminal was closed.', ''));
  const { answer } = await ready({ ask: closed });
  await expect(answer(challenge('e-mailed code'), forever)).rejects.toMatchObject({
    message: 'The terminal was closed.',
  });
});

test('a terminal that is closed leaves the window, where the person may still answer', async () => {
  const closed = () => Promise.reject(new Trouble('person', 'The terminal was closed.', ''));
  const { answer } = await ready({ ask: closed, headed: true, patienceMs: 20 });
  await expect(answer(challenge('e-mailed code'), forever)).rejects.toMatchObject({
    message: expect.stringContaining('Nobody answered'),
  });
});

test('a bug of the terminal is not taken for a person who is not there', async () => {
  const broken = () => Promise.reject(new TypeError('x is not a function'));
  const { answer } = await ready({ ask: broken, headed: true });
  await expect(answer(challenge('e-mailed code'), forever)).rejects.toThrow(TypeError);
});

test('after a rejected code the person is asked again, also for one that was mistyped the same way', async () => {
  const { ask } = typing('111111', '111111', '222222');
  const { answerer } = await ready({ ask });
  const identity = await prover(answerer).expect(forever);
  const given: string[] = [];
  for await (const { by, code } of identity.answers(challenge('e-mailed code'), forever)) {
    given.push(`${by} ${code?.reveal()}`);
    if (given.length === 2) break;
  }
  expect(given).toEqual(['a person 111111', 'a person 222222']);
});
