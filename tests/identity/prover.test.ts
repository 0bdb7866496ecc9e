import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Answerer, Ready } from '../../src/identity/answerer.ts';
import type { CodeSource } from '../../src/identity/codes.ts';
import { mailedCode } from '../../src/identity/mailed-code.ts';
import { Prover } from '../../src/identity/prover.ts';
import type { Answer, Attempt, Challenge, ChallengeKind } from '../../src/runbook/identity.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

const book = new SecretBook();
const mailed: Challenge = { kind: 'e-mailed code', occasion: 'sign-in', page: 'https://acme.example/verify' };
const forever = new AbortController().signal;

type Part = Partial<Omit<Answerer, 'ready'>> & { readonly codes?: readonly string[]; readonly fails?: unknown };

/** Stands before the short codes of these tests. */
const LIKE_A_CODE = '4815';

/** An answerer with these codes, and what happens to it told in a log. */
function one(name: string, log: string[], { codes = [], fails, ...more }: Part = {}): Answerer {
  return {
    name,
    kinds: ['e-mailed code'],
    preflight: async () => void log.push(`${name} is proved`),
    ...more,
    ready: async (): Promise<Ready> => {
      log.push(`${name} is ready`);
      const left = [...codes];
      return {
        answer: async (): Promise<Answer> => {
          log.push(`${name} is asked`);
          if (fails !== undefined) throw fails;
          const code = left.shift();
          if (code === undefined) throw new Trouble('person', `${name} has no more.`, '');
          return { code: book.keep('code', `${LIKE_A_CODE}${code}`) };
        },
        [Symbol.asyncDispose]: async () => void log.push(`${name} is ended`),
      };
    },
  };
}

function prover(log: string[], ...answerers: readonly Answerer[]): Prover {
  return new Prover({
    answerers,
    clockOffset: async () => 0,
    takeTurn: async () => {
      log.push('turn taken');
      return { [Symbol.asyncDispose]: async () => void log.push('turn given back') };
    },
  });
}

/** Rejects every answer, to see all that are given. */
async function allOf(answers: AsyncIterable<Attempt>): Promise<{ given: string[]; failure: unknown }> {
  const given: string[] = [];
  try {
    for await (const { by, code } of answers) given.push(`${by} ${code?.reveal().replace(LIKE_A_CODE, '')}`);
  } catch (failure) {
    return { given, failure };
  }
  return { given, failure: undefined };
}

async function rejecting(answerers: readonly Answerer[], challenge = mailed) {
  const expectation = await prover([], ...answerers).expect(forever);
  return allOf(expectation.answers(challenge, forever));
}

test('answerers are asked in their order, and only those that can', async () => {
  const log: string[] = [];
  const answerers = [one('a', log), one('b', log, { kinds: ['push'], codes: ['1'] }), one('c', log, { codes: ['2'] })];
  const identity = prover(log, ...answerers);
  expect(identity.answerers).toEqual(['a', 'b', 'c']);
  const expectation = await identity.expect(forever);
  expect(log).toEqual(['turn taken', 'a is ready', 'b is ready', 'c is ready']);
  log.length = 0;
  for await (const attempt of expectation.answers(mailed, forever)) {
    expect(attempt).toMatchObject({ by: 'c' });
    break;
  }
  await expectation[Symbol.asyncDispose]();
  expect(log).toEqual(['a is asked', 'c is asked', 'c is ended', 'b is ended', 'a is ended', 'turn given back']);
});

test('programs answer twice at most, whichever they are and whatever the page asks for meanwhile', async () => {
  const log: string[] = [];
  const expectation = await prover(
    log,
    one('a', log, { codes: ['1', '2', '3', '4'] }),
    one('b', log, { codes: ['5'] }),
  ).expect(forever);
  expect((await allOf(expectation.answers(mailed, forever))).given).toEqual(['a 1', 'a 2']);
  expect((await allOf(expectation.answers({ ...mailed }, forever))).given).toEqual([]);
  expect((await rejecting([one('a', [], { codes: ['1'] }), one('b', [], { codes: ['2', '3'] })])).given).toEqual([
    'a 1',
    'b 2',
  ]);
});

test('a rejected code is never given again, whoever has it', async () => {
  const { given, failure } = await rejecting([
    one('a', [], { codes: ['1', '1', '2'] }),
    one('b', [], { codes: ['1'] }),
  ]);
  expect(given).toEqual(['a 1']);
  expect(failure).toMatchObject({ message: expect.stringContaining('b: the rejected code again.') });
});

test('a person may try more often, and mistype the same way twice', async () => {
  const person = one('you', [], { isPerson: true, codes: ['7', '7', '8', '9'] });
  const { given } = await rejecting([one('a', [], { codes: ['1', '2', '3'] }), person]);
  expect(given).toEqual(['a 1', 'a 2', 'you 7', 'you 8', 'you 9']);
});

const remedies: ReadonlyArray<readonly [ChallengeKind, says: RegExp]> = [
  ['e-mailed code', /Nobody is there.*Set IMAP_HOST.*SALESFORCE_CODE_COMMAND.*--headed/],
  ['authenticator code', /Nobody is there.*Set SALESFORCE_TOTP_SECRET.*SALESFORCE_CODE_COMMAND/],
  ['passkey', /Nobody is there.*"setupwright passkey enrol".*SALESFORCE_PASSKEY_FILE/],
  ['passkey enrolment', /Nobody is there.*enrols none unasked: run "setupwright passkey enrol"/],
  ['push', /Nobody is there.*--headed and approve it on the phone/],
  ['locked', /the user is locked.*Nothing more was tried/],
  ['unknown', /Nobody is there.*--headed/],
];
for (const [kind, says] of remedies) {
  test(`nobody for "${kind}": exactly that is told, with the remedy, in one line`, async () => {
    const { given, failure } = await rejecting([], { ...mailed, kind });
    expect(given).toEqual([]);
    expect(failure).toMatchObject({ kind: 'person', message: expect.stringMatching(says) });
    expect(String(failure)).not.toContain('\n');
  });
}

test('what everyone said stands in the end, without a code', async () => {
  const { failure } = await rejecting([one('a', [], { codes: ['481516'] }), one('b', [])]);
  expect(failure).toMatchObject({
    kind: 'person',
    message: expect.stringMatching(/a: the answer was not accepted\. a has no more\. b has no more\. Set IMAP_HOST/),
  });
  expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('481516');
});

for (const [what, error] of [
  ['a bug', new TypeError('x is not a function')],
  ['a page that is lost', new Trouble('step', 'The page is gone.', '')],
] as const) {
  test(`${what} is not taken for somebody who has no answer`, async () => {
    const log: string[] = [];
    const { failure } = await rejecting([one('a', log, { fails: error }), one('b', log, { codes: ['1'] })]);
    expect(failure).toBe(error);
    expect(log).not.toContain('b is asked');
  });
}

test('once the page goes on, nobody else is asked', async () => {
  const log: string[] = [];
  const goes = new AbortController();
  const leaving = one('a', log, { fails: new Trouble('person', 'too late', '') });
  const expectation = await prover(log, leaving, one('b', log, { codes: ['1'] })).expect(forever);
  goes.abort();
  expect((await allOf(expectation.answers(mailed, goes.signal))).failure).toMatchObject({ message: 'too late' });
  expect(log).not.toContain('b is asked');
});

test('answers that are given up in the middle leave everything to the end of the expectation', async () => {
  const log: string[] = [];
  const expectation = await prover(log, one('a', log, { codes: ['1', '2'] })).expect(forever);
  for await (const _ of expectation.answers(mailed, forever)) break;
  expect(log.filter((line) => line === 'a is asked')).toHaveLength(1);
  await Promise.all([expectation[Symbol.asyncDispose](), expectation[Symbol.asyncDispose]()]);
  await expectation[Symbol.asyncDispose]();
  expect(log.slice(-2)).toEqual(['a is ended', 'turn given back']);
  expect(log.filter((line) => line.includes('given back'))).toHaveLength(1);
});

test('whoever ends it twice waits twice until the turn is given back', async () => {
  const log: string[] = [];
  const expectation = await prover(log, one('a', log)).expect(forever);
  void expectation[Symbol.asyncDispose]();
  await expectation[Symbol.asyncDispose]();
  expect(log.at(-1)).toBe('turn given back');
});

test('what is expected anew ends what was expected before, first', async () => {
  const log: string[] = [];
  const identity = prover(log, one('a', log));
  const first = await identity.expect(forever);
  await identity.expect(forever);
  const once = ['turn taken', 'a is ready', 'a is ended', 'turn given back', 'turn taken', 'a is ready'];
  expect(log).toEqual(once);
  await first[Symbol.asyncDispose]();
  expect(log).toEqual(once);
});

test.describe('the turn is given back', () => {
  const error = new Trouble('preflight', 'The mailbox is down.', '');
  const endsBadly: Answerer = {
    ...one('bad', []),
    ready: async () => ({
      answer: async () => ({ press: true }),
      [Symbol.asyncDispose]: () => Promise.reject(new Error('the end of bad')),
    }),
  };

  test('where one does not get ready, whose words are told', async () => {
    const log: string[] = [];
    const broken = { ...one('c', log), ready: () => Promise.reject(error) };
    await expect(prover(log, one('a', log), endsBadly, broken).expect(forever)).rejects.toBe(error);
    expect(log).toEqual(['turn taken', 'a is ready', 'a is ended', 'turn given back']);
  });

  test('where one does not end, and the others end', async () => {
    const log: string[] = [];
    const identity = prover(log, one('a', log), endsBadly, one('c', log));
    const expectation = await identity.expect(forever);
    await expect(expectation[Symbol.asyncDispose]()).rejects.toThrow('the end of bad');
    expect(log.slice(-3)).toEqual(['c is ended', 'a is ended', 'turn given back']);
  });

  test('and taken again after an end that failed', async () => {
    const log: string[] = [];
    const identity = prover(log, endsBadly);
    await identity.expect(forever);
    await expect(identity.expect(forever)).rejects.toThrow('the end of bad');
    await identity.expect(forever);
    expect(log).toEqual(['turn taken', 'turn given back', 'turn taken']);
  });
});

test('without the turn nobody gets ready', async () => {
  const log: string[] = [];
  const locked = new Trouble('locked', 'Another run has it.', '');
  const identity = new Prover({
    answerers: [one('a', log)],
    clockOffset: async () => 0,
    takeTurn: () => Promise.reject(locked),
  });
  await expect(identity.expect(forever)).rejects.toBe(locked);
  expect(log).toEqual([]);
});

test('everyone is proved beforehand, and the first who cannot is told', async () => {
  const log: string[] = [];
  const error = new Trouble('preflight', 'No.', '');
  const identity = prover(log, one('a', log), one('b', log, { preflight: () => Promise.reject(error) }), one('c', log));
  await expect(identity.preflight()).rejects.toBe(error);
  expect(log).toEqual(['a is proved']);
});

test('another mail is sent for where the same challenge asks again, not where the next one begins', async () => {
  const since: (Date | undefined)[] = [];
  let uid = 0;
  const codes: CodeSource = {
    name: 'mailbox',
    preflight: async () => undefined,
    arm: async (notBefore) => {
      since.push(notBefore);
      return {
        next: async () => {
          uid += 1;
          return { code: book.keep('code', `48151${uid}`), mail: { folder: 'INBOX', uid, written: '' } };
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
  let sent = 0;
  const challenge = () => ({
    ...mailed,
    sendAgain: async () => {
      sent += 1;
    },
  });
  const before = Date.now();
  const expectation = await prover([], mailedCode(codes)).expect(forever);
  expect(since).toHaveLength(1);
  expect(before - (since[0]?.getTime() ?? 0)).toBeLessThanOrEqual(10_000);
  const first = expectation.answers(challenge(), forever)[Symbol.asyncIterator]();
  await first.next();
  await first.next();
  expect(sent).toBe(1);
  await first.return?.();
  await expectation.answers(challenge(), forever)[Symbol.asyncIterator]().next();
  expect(sent).toBe(1);
});

for (const [clockOffset, earlier] of [
  [undefined, 60_000],
  [0, 10_000],
  [-3_600_000, 3_610_000],
] as const) {
  test(`where the org's clock is ahead by ${clockOffset} ms, mails count from ${earlier} ms ago`, async () => {
    const told: Date[] = [];
    const listener = one('a', []);
    const ready: typeof listener.ready = (since, signal) => {
      told.push(since);
      return listener.ready(since, signal);
    };
    const takeTurn = async () => ({ [Symbol.asyncDispose]: async () => undefined });
    const before = Date.now();
    await new Prover({ answerers: [{ ...listener, ready }], clockOffset: async () => clockOffset, takeTurn }).expect(
      forever,
    );
    const ago = before - (told[0]?.getTime() ?? 0);
    expect(ago).toBeLessThanOrEqual(earlier);
    expect(ago).toBeGreaterThan(earlier - 5_000);
  });
}

test('answers that were not accepted count in the next expectation too, until one is accepted', async () => {
  const identity = prover([], one('a', [], { codes: ['1', '2', '3', '4'] }));
  const first = await identity.expect(forever);
  expect((await allOf(first.answers(mailed, forever))).given).toHaveLength(2);
  const second = await identity.expect(forever);
  const refused = await allOf(second.answers(mailed, forever));
  expect(refused.given).toEqual([]);
  expect(String(refused.failure)).toContain('the answer was not accepted');
  second.accepted();
  expect((await allOf(second.answers({ ...mailed }, forever))).given).toHaveLength(2);
});

test('where it is not known what came of an answer, programs are asked no more, and a person is', async () => {
  const expectation = await prover(
    [],
    one('a', [], { codes: ['1', '2'] }),
    one('b', [], { codes: ['3'], isPerson: true }),
  ).expect(forever);
  const given: string[] = [];
  for await (const { by } of expectation.answers(mailed, forever)) {
    given.push(by);
    if (given.length === 1) expectation.onlyPeople();
    else break;
  }
  expect(given).toEqual(['a', 'b']);
});

test('nobody is asked for another answer once the page has gone', async () => {
  const log: string[] = [];
  const gone = new AbortController();
  const expectation = await prover([], one('a', log, { codes: ['1', '2'] })).expect(forever);
  const answers = expectation.answers(mailed, gone.signal)[Symbol.asyncIterator]();
  await answers.next();
  gone.abort();
  await expect(answers.next()).rejects.toMatchObject({ kind: 'interrupted' });
  expect(log.filter((line) => line.includes('asked'))).toHaveLength(1);
});
