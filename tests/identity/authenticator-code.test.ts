import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { authenticatorApp, authenticatorCode } from '../../src/identity/authenticator-code.ts';
import type { Challenge } from '../../src/runbook/identity.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

/** The key of the tables in RFC 6238, for each algorithm of the length that it wants. */
const KEYS = { SHA1: 20, SHA256: 32, SHA512: 64 };
const keyOf = (bytes: number) => Secret.fromUTF8('1234567890'.repeat(7).slice(0, bytes)).base32;
const KEY = keyOf(20);
const challenge: Challenge = { kind: 'authenticator code', occasion: 'sign-in', page: 'https://acme.example/verify' };
const forever = new AbortController().signal;

for (const [algorithm, at, code] of [
  ['SHA1', 59, '94287082'],
  ['SHA256', 1_111_111_109, '68084774'],
  ['SHA512', 20_000_000_000, '47863826'],
] as const) {
  test(`an address with ${algorithm} gives the codes of RFC 6238`, () => {
    const app = authenticatorApp(
      `otpauth://totp/Acme:ada?secret=${keyOf(KEYS[algorithm])}&digits=8&period=30&algorithm=${algorithm}`,
    );
    expect(app.generate({ timestamp: at * 1000 })).toBe(code);
  });
}

for (const [what, secret] of [
  ['lower case', KEY.toLowerCase()],
  ['groups of four', KEY.replace(/(.{4})/g, '$1 ')],
  ['hyphens', KEY.replace(/(.{4})/g, '$1-')],
  ['padding', `${KEY}======`],
  ['line breaks around it', `\n ${KEY}\r\n`],
  ['an address', `otpauth://totp/Acme:ada%40acme.example?secret=${KEY}&issuer=Acme`],
  ['an address with blanks around it', ` otpauth://totp/Acme:ada?secret=${KEY.toLowerCase()}\n`],
  ['an address in capitals', `OTPAUTH://TOTP/Acme?secret=${KEY}&algorithm=SHA1&digits=6&period=30`],
] as const) {
  test(`a secret with ${what} is the same`, () => {
    const { secret: key, digits, period, algorithm } = authenticatorApp(secret);
    expect({ key: key.base32, digits, period, algorithm }).toEqual({
      key: KEY,
      digits: 6,
      period: 30,
      algorithm: 'SHA1',
    });
  });
}

for (const [what, secret, says] of [
  ['no Base32', 'correct horse 0189', /neither Base32/],
  ['something in the middle', 'JBSWY3DP=EHPK3PXP', /neither Base32/],
  ['nothing but padding', '========', /too short/],
  ['nothing but hyphens', '- - - - -', /too short/],
  ['a part of one', 'JBSWY3DPEHPK', /too short/],
  ['a counter in place of the time', `otpauth://hotp/A?secret=${KEY}&counter=1`, /neither Base32/],
  ['an address without a secret', 'otpauth://totp/Acme:ada?issuer=Acme', /neither Base32/],
  ['an address with a short secret', 'otpauth://totp/Acme?secret=JBSWY3DP', /too short/],
  ['an address with letters for the period', `otpauth://totp/A?secret=${KEY}&period=abc`, /neither Base32/],
  ['an algorithm that is none', `otpauth://totp/A?secret=${KEY}&algorithm=ROT13`, /neither Base32/],
  ['codes of two seconds', `otpauth://totp/A?secret=${KEY}&period=2`, /change within/],
  ['codes of twenty digits', `otpauth://totp/A?secret=${KEY}&digits=20`, /digits/],
] as const) {
  test(`${what} is refused in one line, without the secret`, () => {
    let error: unknown;
    try {
      authenticatorApp(secret);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'Trouble', kind: 'usage', message: expect.stringMatching(says) });
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(error instanceof Error && error.message).toMatch(/^SALESFORCE_TOTP_SECRET is not usable: .* \.env\.example/);
    expect(String(error)).not.toContain('\n');
    for (const part of secret.split(/[^A-Z0-9]+/).filter(({ length }) => length > 5)) expect(shown).not.toContain(part);
  });
}

/** A clock that shows this time now, and goes on. */
function clockAt(at: number): () => number {
  const begun = performance.now();
  return () => at + performance.now() - begun;
}

async function codeAt(now: () => number) {
  const totp = authenticatorApp(KEY);
  const ready = await authenticatorCode({ totp, book: new SecretBook(), now }).ready(
    new Date(),
    new AbortController().signal,
  );
  const { code } = await ready.answer(challenge, forever);
  const at = (time: number) => totp.generate({ timestamp: time });
  return { code: code?.reveal(), at };
}

const STEP = 30_000;
const EDGE = 1_800_000_000_000;

test('a code is of the step of the org, as its clock stands', async () => {
  for (const time of [EDGE + 1_000, EDGE + 15_000, EDGE + STEP - 4_000]) {
    const { code, at } = await codeAt(() => time);
    expect(code).toBe(at(time));
  }
});

test('right before the edge of a step the next one is waited for', async () => {
  const { code, at } = await codeAt(clockAt(EDGE - 100));
  expect(code).toBe(at(EDGE + 1_000));
});

test('right after the edge it is not sure yet that the org has passed it', async () => {
  const read: number[] = [];
  const clock = clockAt(EDGE + 800);
  const { code, at } = await codeAt(() => {
    read.push(clock());
    return read.at(-1) ?? 0;
  });
  expect(code).toBe(at(EDGE + 1_000));
  expect(read.at(-1)).toBeGreaterThanOrEqual(EDGE + 1_000);
});

test('a step is used once, by all challenges of a process', async () => {
  const totp = authenticatorApp(`otpauth://totp/A?secret=${KEY}&period=10`);
  // What is asked for twice within a step comes from the next one.
  const times = [EDGE + 5_000, EDGE + 9_900, EDGE + 11_100];
  const now = () => times.shift() ?? EDGE + 11_100;
  const answerer = authenticatorCode({ totp, book: new SecretBook(), now });
  const first = await (await answerer.ready(new Date(), new AbortController().signal)).answer(challenge, forever);
  const second = await (await answerer.ready(new Date(), new AbortController().signal)).answer(
    { ...challenge },
    forever,
  );
  expect(first.code?.reveal()).toBe(totp.generate({ timestamp: EDGE }));
  expect(second.code?.reveal()).toBe(totp.generate({ timestamp: EDGE + 10_000 }));
});

test('the wait for a step ends with the signal, as an interruption, and leaves nothing behind', async () => {
  const goes = new AbortController();
  const now = () => EDGE + STEP - 1;
  const answerer = authenticatorCode({ totp: authenticatorApp(KEY), book: new SecretBook(), now });
  const ready = await answerer.ready(new Date(), new AbortController().signal);
  const waiting = ready.answer(challenge, goes.signal);
  goes.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'Trouble', kind: 'interrupted' });
  expect(getEventListeners(goes.signal, 'abort')).toEqual([]);
  await expect(ready.answer(challenge, AbortSignal.abort())).rejects.toBeInstanceOf(Trouble);
});

test('a code is kept out of what is written, and so is the secret', async () => {
  const book = new SecretBook();
  const totp = new TOTP({ secret: Secret.fromBase32(KEY) });
  const answerer = authenticatorCode({ totp, book, now: () => EDGE + 5_000 });
  const ready = await answerer.ready(new Date(), new AbortController().signal);
  const { code } = await ready.answer(challenge, forever);
  expect(book.redact(`typed ${code?.reveal()}`)).toBe('typed [SECRET authenticator code]');
  expect(inspect([answerer, ready, code], { depth: 9, showHidden: true })).not.toMatch(
    new RegExp(`${KEY}|${code?.reveal()}`),
  );
});
