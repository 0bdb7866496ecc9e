import { format, inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { Secret, SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

const VALUE = 'correct-horse-battery';
const secret = new Secret('SALESFORCE_PASSWORD', VALUE);
const NAMED = '[SECRET SALESFORCE_PASSWORD]';

test.describe('a secret', () => {
  const written: readonly (readonly [way: string, text: string])[] = [
    ['a template', `${secret}`],
    ['joined text', `password: ${[secret].join()}`],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect(secret)],
    ['inspect, deep and with hidden properties', inspect({ a: { secret } }, { depth: 9, showHidden: true })],
    ['inspect without custom words', inspect(secret, { customInspect: false, showHidden: true, depth: 9 })],
    ['format %s', format('%s', secret)],
    ['format %o', format('%o', secret)],
    ['format %O', format('%O', { secret })],
    ['format %j', format('%j', { secret })],
    ['format without a pattern', format(secret)],
    ['an error', inspect(new Error(`cannot use ${secret}`, { cause: secret }))],
    ['a trouble', inspect(new Trouble('usage', `Wrong ${secret}.`, 'Give another.', secret))],
    ['its properties', JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret)])],
    ['a clone', inspect(structuredClone(secret))],
  ];

  for (const [way, text] of written) {
    test(`is not shown by ${way}`, () => {
      expect(text).not.toContain(VALUE);
      expect(text).not.toContain(VALUE.slice(0, 7));
    });
  }

  test('is shown by its name', () => {
    expect([`${secret}`, inspect(secret), JSON.parse(JSON.stringify(secret))]).toEqual([NAMED, NAMED, NAMED]);
  });

  test('is revealed on request', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  test('is never empty', () => {
    expect(() => new Secret('IMAP_PASSWORD', '')).toThrow('The secret IMAP_PASSWORD is empty');
  });
});

test.describe('the book of secrets', () => {
  const book = new SecretBook();
  book.keep('code', 'Q7X2');
  book.keep('long code', 'Q7X2-9Z');
  book.keep('password', 'p@ss & word/+ü');
  book.add(new Secret('pattern', 'a.$&*b'));

  test('gives back the secret that it keeps', () => {
    expect(new SecretBook().keep('code', '123456').reveal()).toBe('123456');
  });

  test('takes every occurrence out of a text', () => {
    expect(book.redact('Q7X2, and again "Q7X2"')).toBe('[SECRET code], and again "[SECRET code]"');
  });

  test('takes the longest first, so that no tail of it stays', () => {
    expect(book.redact('code Q7X2-9Z!')).toBe('code [SECRET long code]!');
  });

  test('knows a secret as it stands in an address', () => {
    const address = `https://a.example/?p=${encodeURIComponent('p@ss & word/+ü')}&x=1`;
    expect(book.redact(address)).toBe('https://a.example/?p=[SECRET password]&x=1');
  });

  test('takes a secret for a text, not for a pattern', () => {
    expect(book.redact('a.$&*b axx$&*b')).toBe('[SECRET pattern] axx$&*b');
  });

  test('takes secrets out of all texts in nested data and leaves the rest', () => {
    const data = { n: 72, on: true, none: null, list: ['Q7X2', { deep: 'is Q7X2-9Z' }], Q7X2: 'a name' };
    expect(book.redactIn(data)).toEqual({
      n: 72,
      on: true,
      none: null,
      list: ['[SECRET code]', { deep: 'is [SECRET long code]' }],
      Q7X2: 'a name',
    });
    expect(data.list[0]).toBe('Q7X2');
  });

  test('takes secrets out of what would be escaped in JSON', () => {
    const quoting = new SecretBook();
    quoting.keep('password', 'say "a\\b"\n now');
    expect(JSON.stringify(quoting.redactIn({ a: 'x say "a\\b"\n now y' }))).toBe('{"a":"x [SECRET password] y"}');
  });

  test('writes a secret in data by its name', () => {
    const data: { password: unknown } = { password: secret };
    expect(new SecretBook().redactIn(data)).toEqual({ password: NAMED });
  });

  test('leaves numbers alone, even those with the digits of a code', () => {
    const codes = new SecretBook();
    codes.keep('code', '123456');
    expect(codes.redactIn({ ms: 123456, said: 'code 123456' })).toEqual({ ms: 123456, said: 'code [SECRET code]' });
  });

  test('leaves no part of secrets that overlap', () => {
    const overlapping = new SecretBook();
    overlapping.keep('one', 'abcdef');
    overlapping.keep('two', 'defghi');
    expect(overlapping.redact('abcdefghi')).not.toMatch(/abc|ghi/);
  });

  test('leaves the names that it has written alone', () => {
    const clumsy = new SecretBook();
    clumsy.keep('password', 'a long password');
    clumsy.keep('user', 'password');
    expect(clumsy.redact('a long password')).toBe('[SECRET password]');
  });

  test('knows a secret as a form or another library encodes it', () => {
    const form = new URLSearchParams({ p: 'p@ss & word/+ü' }).toString();
    expect(book.redact(form)).toBe('p=[SECRET password]');
  });
});

test.describe('a trouble', () => {
  test('is one line of what happened and what to do', () => {
    const trouble = new Trouble('preflight', 'No answer\r\n\tfrom  the org. ', ' Check\nthe network.');
    expect(trouble.message).toBe('No answer from the org. Check the network.');
    expect(String(trouble)).toBe('Trouble: No answer from the org. Check the network.');
    expect(trouble).toMatchObject({ kind: 'preflight', name: 'Trouble' });
  });

  test('keeps its cause, and has none where there is none', () => {
    const cause = new Error('ECONNREFUSED');
    expect(new Trouble('step', 'a', 'b', cause).cause).toBe(cause);
    expect(Object.hasOwn(new Trouble('step', 'a', 'b'), 'cause')).toBe(false);
  });

  test('does not change a secret so that it is not known any more', () => {
    const book = new SecretBook();
    book.keep('password', 'two  blanks inside');
    expect(book.redact(new Trouble('step', 'The page says: two  blanks inside', '').message)).not.toContain('inside');
  });
});
