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
  book.keep('code', 'Q7X2KM');
  book.keep('long code', 'Q7X2KM-9Z');
  book.keep('password', 'p@ss & word/+ü');
  book.add(new Secret('pattern', 'a.$&*b'));

  test('gives back the secret that it keeps', () => {
    expect(new SecretBook().keep('code', '123456').reveal()).toBe('123456');
  });

  test('takes every occurrence out of a text', () => {
    expect(book.redact('Q7X2KM, and again "Q7X2KM"')).toBe('[SECRET code], and again "[SECRET code]"');
  });

  test('takes the longest first, so that no tail of it stays', () => {
    expect(book.redact('code Q7X2KM-9Z!')).toBe('code [SECRET long code]!');
  });

  test('knows a secret as it stands in an address', () => {
    const address = `https://a.example/?p=${encodeURIComponent('p@ss & word/+ü')}&x=1`;
    expect(book.redact(address)).toBe('https://a.example/?p=[SECRET password]&x=1');
  });

  test('takes a secret for a text, not for a pattern', () => {
    expect(book.redact('a.$&*b axx$&*b')).toBe('[SECRET pattern] axx$&*b');
  });

  test('takes secrets out of all texts in nested data and leaves the rest', () => {
    const data = { n: 72, on: true, none: null, list: ['Q7X2KM', { deep: 'is Q7X2KM-9Z' }], Q7X2KM: 'a name' };
    expect(book.redactIn(data)).toEqual({
      n: 72,
      on: true,
      none: null,
      list: ['[SECRET code]', { deep: 'is [SECRET long code]' }],
      Q7X2KM: 'a name',
    });
    expect(data.list[0]).toBe('Q7X2KM');
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
    clumsy.keep('user', 'passwor');
    expect(clumsy.redact('a long password')).toBe('[SECRET password]');
  });

  test('knows a secret as a form or another library encodes it', () => {
    const form = new URLSearchParams({ p: 'p@ss & word/+ü' }).toString();
    expect(book.redact(form)).toBe('p=[SECRET password]');
  });
});

test.describe('case 21: a value that text cannot be cleaned of', () => {
  const refused: readonly (readonly [what: string, value: string, says: string])[] = [
    ['five characters', 'a1b2c', 'has fewer than 6 characters'],
    ['three digits', '123', 'has fewer than 6 characters'],
    ['a short word', 'admin', 'has fewer than 6 characters'],
    ['an ordinary word', 'Salesforce', 'is an ordinary word'],
    ['a word between blanks', ' password ', 'is an ordinary word'],
  ];
  for (const [what, value, says] of refused) {
    test(`is refused with a remedy and without the value: ${what}`, () => {
      const book = new SecretBook();
      let told: unknown;
      try {
        book.keep('mailbox password', value);
      } catch (error) {
        told = error;
      }
      expect(told).toMatchObject({ kind: 'usage', message: expect.stringContaining(`The mailbox password ${says}`) });
      expect(String(told)).toContain('Choose another one');
      expect(String(told).replace('mailbox password', '')).not.toContain(value.trim());
      expect(book.redact(`the ${value} of a report`)).toBe(`the ${value} of a report`);
    });
  }

  test('is never empty', () => {
    expect(() => new SecretBook().keep('code', '')).toThrow('The secret code is empty');
  });
});

test.describe('case 22: what a pattern or an encoding might take for something else', () => {
  for (const value of [
    'a+(b)*[c]?{2}|^$\\d.',
    '$& $1 $$ $` and more',
    'first line\nsecond line\r\n third',
    'clé-🔑-👩‍👩‍👧-ключ',
    '</script><b>&amp;"quoted"',
    'half a pair \ud83d of letters',
    '%41%42 percent + plus',
  ]) {
    test(`is redacted exactly: ${JSON.stringify(value)}`, () => {
      const book = new SecretBook();
      book.keep('password', value);
      expect(book.redact(`before ${value} after`)).toBe('before [SECRET password] after');
      expect(book.redactIn({ said: [`<${value}>`] })).toEqual({ said: ['<[SECRET password]>'] });
      expect(book.redact(JSON.stringify({ said: value }))).toBe('{"said":"[SECRET password]"}');
    });
  }
});

test.describe('a secret of which only a part is there', () => {
  const book = new SecretBook();
  const value = '3MVG9.k2Xw7TqLm4Rz8Bn5';
  book.keep('consumer key', value);
  book.keep('session', 'https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=00D000000000001!AQ9xK2mZ7w');
  book.allow('00D000000000001');

  test('is redacted where a library cut the text short', () => {
    for (const length of [4, 7, 10, 15]) {
      for (const dots of ['…', '...']) {
        const cut = `resolved to <span>key ${value.slice(0, length)}${dots}</span>`;
        expect(book.redact(cut), cut).toBe(`resolved to <span>key [SECRET consumer key]${dots}</span>`);
      }
    }
    expect(book.redact(`…${value.slice(-11)}</b>`)).toBe('…[SECRET consumer key]</b>');
  });

  test('leaves what a session address has in common with others, and the id of the org', () => {
    const told = 'https://acme.my.salesforce.com/secur/frontdoor.jsp of the org 00D000000000001';
    expect(book.redact(told)).toBe(told);
    expect(book.redact('said sid=00D000000000001!AQ9xK2mZ7w')).not.toContain('K2mZ');
  });
});

test.describe('a one-time code', () => {
  const book = new SecretBook();
  book.keep('code', '730194');

  test('is redacted where it stands for itself', () => {
    for (const text of [
      '730194',
      'code=730194&',
      '"730194"',
      'Your code: 730194.',
      '>730194<',
      'a%20730194',
      '\\n730194',
    ])
      expect.soft(book.redact(text), text).toContain('[SECRET code]');
  });

  test('case 20: is no part of a time, an id, a hash or a fraction', () => {
    for (const text of [
      '2026-11-23T09:00:12.730194Z',
      '20261123T730194Z',
      '00D730194000001',
      'e3b0c730194298fc',
      '0.730194',
      '730194.52 ms',
      'x730194y',
      '17301940',
    ])
      expect.soft(book.redact(text), text).toBe(text);
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

test('case 17: a consumer secret of digits alone, as older ones are, is known by a part of it', () => {
  const book = new SecretBook();
  book.keep('consumer secret', '482910573846201957');
  for (const cut of ['4829105738462019…', '482910573846201', 'x 8291057384 y']) {
    expect(book.redact(cut), cut).toContain('[SECRET consumer secret]');
  }
  expect(book.redact('2026-11-23 09:00:00, 1763888400000 ms')).toBe('2026-11-23 09:00:00, 1763888400000 ms');
});
