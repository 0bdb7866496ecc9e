import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { LeakScan } from '../../../src/evidence/leak-scan/leak-scan.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';
import { base64InAZip, chunk, part, png, webp, withChunk } from './samples.ts';

const PASSWORD = 'T&ü<i>"q\\9 +/%=ß!';
const KEY = '3MVG9.k2Xw7TqLm4Rz8Bn5_AbCdEf';
const CODE = '730194';

const book = new SecretBook();
book.keep('password', PASSWORD);
book.keep('consumer key', KEY);
book.keep('code', CODE);
book.keep('session', '00D000000000001!AQ9xK2mZ7w.pQ4');
book.allow('00D000000000001');

const scan = () => new LeakScan(book);
const secretsIn = (text: string) =>
  scan()
    .inText(text, 'a.json')
    .map(({ secret }) => secret);
const secretsInBytes = (bytes: Buffer) =>
  scan()
    .inBytes(bytes, 'a')
    .map(({ secret }) => secret);

const utf16 = (text: string, swap = false) => {
  const bytes = Buffer.from(text, 'utf16le');
  return swap ? bytes.swap16() : bytes;
};
const entities = (text: string, how: (point: number) => string) =>
  [...text].map((letter) => how(letter.codePointAt(0) ?? 0)).join('');

const packed = (before: string, text: string) => Buffer.concat([Buffer.from(before, 'latin1'), deflateSync(text)]);
const inHtml = (text: string) => entities(text, (point) => `&#${point};`);

test.describe('case 17: a value that does not stand in one piece', () => {
  for (const [what, text] of [
    ['a tag around each letter', [...KEY].map((letter) => `<span class="c">${letter}</span>`).join('')],
    ['a tag and a line for each letter', [...KEY].map((letter) => `<b>\n${letter}\n</b>`).join('\n')],
    ['blanks', [...KEY].join(' ')],
    ['groups of four', KEY.replace(/(.{4})/g, '$1-')],
    ['letters that are not seen', [...KEY].join('\u200b')],
    ['signs that turn text around', [...KEY].join('\u202e')],
    ['signs that turn text around, escaped', [...KEY].join('\\u202e')],
    ['signs that steer a terminal, escaped', [...KEY].join('\\u009b')],
    ['a list of letters', JSON.stringify([...KEY])],
    ['backwards', [...KEY].reverse().join('')],
    ['the beginning', KEY.slice(0, 12)],
    ['the end', `…${KEY.slice(-11)}`],
    ['the middle, in small letters', KEY.slice(5, 18).toLowerCase()],
    ['wide letters', entities(KEY, (point) => String.fromCodePoint(point > 0x20 ? point + 0xfee0 : point))],
  ] as const) {
    test(`is found: ${what}`, () => {
      expect(secretsIn(`before ${text} after`)).toContain('consumer key');
    });
  }
});

test('of two short secrets that differ in their capitals only, each is found', () => {
  const two = new SecretBook();
  two.keep('password', 'Qw3rt!');
  two.keep('mailbox password', 'qW3rt!');
  for (const [text, name] of [
    ['it is Qw3rt!', 'password'],
    ['it is qW3rt!', 'mailbox password'],
    [inHtml('qW3rt!'), 'mailbox password'],
  ] as const) {
    expect(new LeakScan(two).inText(text, 'a.json').map(({ secret }) => secret)).toEqual([name]);
  }
});

test.describe('case 18: a value that is encoded', () => {
  const texts: readonly (readonly [what: string, of: (value: string) => string])[] = [
    ['as it is', (value) => value],
    ['an address', encodeURIComponent],
    ['an address, twice', (value) => encodeURIComponent(encodeURIComponent(value))],
    ['an address, small hex', (value) => encodeURIComponent(value).replace(/%../g, (hex) => hex.toLowerCase())],
    ['a form', (value) => new URLSearchParams({ value }).toString()],
    [
      'every byte in an address',
      (value) => [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    ],
    ['JSON', JSON.stringify],
    ['JSON in JSON', (value) => JSON.stringify(JSON.stringify(value))],
    ['\\u', (value) => [...value].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
    [
      '\\x and \\u{}',
      (value) =>
        entities(value, (point) =>
          point < 256 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`,
        ),
    ],
    [
      'HTML by names',
      (value) =>
        value.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign),
    ],
    ['HTML by numbers', (value) => entities(value, (point) => `&#${point};`)],
    ['HTML by hex numbers', (value) => entities(value, (point) => `&#x${point.toString(16)};`)],
    [
      'HTML in JSON in an address',
      (value) => encodeURIComponent(JSON.stringify(entities(value, (point) => `&#${point};`))),
    ],
    ['Base64', (value) => Buffer.from(value).toString('base64')],
    ['Base64, one letter before', (value) => Buffer.from(`a${value}b`).toString('base64')],
    ['Base64, two letters before', (value) => Buffer.from(`ab${value}`).toString('base64')],
    ['Base64 for addresses', (value) => Buffer.from(`user:${value}`).toString('base64url')],
    ['hex', (value) => Buffer.from(value).toString('hex')],
    ['large hex', (value) => Buffer.from(value).toString('hex').toUpperCase()],
    ['md5', (value) => createHash('md5').update(value).digest('hex')],
    ['sha1', (value) => createHash('sha1').update(value).digest('hex')],
    ['sha256', (value) => createHash('sha256').update(value).digest('hex')],
    ['sha256 in Base64', (value) => createHash('sha256').update(value).digest('base64')],
    ['a gzip in Base64', (value) => gzipSync(`${'padding '.repeat(20)}${value}`).toString('base64')],
    ['a zip in Base64', (value) => base64InAZip(`${'padding '.repeat(20)}${value}`)],
  ];
  for (const [what, of] of texts) {
    test(`is found: ${what}`, () => {
      expect.soft(secretsIn(`{"said":"${of(PASSWORD)}"}`)).toContain('password');
      expect.soft(secretsIn(`<p>${of(KEY)}</p>`)).toContain('consumer key');
    });
  }

  for (const [what, bytes] of [
    ['UTF-16', utf16(`said ${PASSWORD}, ${KEY}`)],
    ['UTF-16, the other way round', utf16(`said ${PASSWORD}, ${KEY}`, true)],
    ['a gzip', gzipSync(`${PASSWORD} ${KEY}`)],
    ['a gzip in a gzip', gzipSync(gzipSync(`${PASSWORD} ${KEY}`))],
    ['bytes that are no text', Buffer.concat([Buffer.from([0xff, 0, 0xfe]), Buffer.from(`${PASSWORD} ${KEY}`)])],
    ['a picture', withChunk(chunk('tEXt', Buffer.from(`Comment\0${PASSWORD} ${KEY}`)))],
    ['a picture’s packed text', withChunk(chunk('zTXt', packed('Comment\0\0', `${PASSWORD} ${KEY}`)))],
    [
      'a picture’s packed text of another kind',
      withChunk(chunk('iTXt', packed('a\0\x01\0en\0b\0', `${PASSWORD} ${KEY}`))),
    ],
    ['a picture’s text of that kind', withChunk(chunk('iTXt', Buffer.from(`a\0\0\0en\0b\0${PASSWORD} ${KEY}`)))],
    ['a picture’s colour profile', withChunk(chunk('iCCP', packed('sRGB\0\0', `${PASSWORD} ${KEY}`)))],
    ['a WebP’s colour profile', webp(part('ICCP', Buffer.from(`${PASSWORD} ${KEY}`)))],
    ['a WebP’s notes', webp(part('EXIF', Buffer.from(`MM\0*\0${PASSWORD} ${KEY}\0`)))],
    ['a WebP’s notes in HTML', webp(part('XMP ', Buffer.from(`x\0\xff${inHtml(PASSWORD)} ${inHtml(KEY)}\0`)))],
    ['a WebP’s notes that are packed', webp(part('XMP ', gzipSync(`${PASSWORD} ${KEY}`)))],
    ['behind the end of a WebP', Buffer.concat([webp(), gzipSync(`${PASSWORD} ${KEY}`)])],
    ['a WebP in a text', Buffer.from(webp(part('XMP ', gzipSync(`${PASSWORD} ${KEY}`))).toString('base64'))],
    ['behind the end of a picture', Buffer.concat([png(), Buffer.from(`${PASSWORD} ${KEY}`)])],
  ] as const) {
    test(`is found in bytes: ${what}`, () => {
      expect.soft(secretsInBytes(bytes)).toContain('consumer key');
      // The umlaut has a byte of its own in UTF-16 and two elsewhere; both are known.
      expect.soft(secretsInBytes(bytes)).toContain('password');
    });
  }
});

test.describe('a one-time code', () => {
  for (const text of [
    '730194',
    'Your code: 730194.',
    '{"code":"730194"}',
    'code=730194&x=1',
    '%37%33%30%31%39%34',
    '&#55;&#51;&#48;&#49;&#57;&#52;',
    '730 194',
    '730-194',
    '7 3 0 1 9 4',
    [...CODE].map((digit) => `<b>${digit}</b>`).join(''),
    Buffer.from('the code 730194').toString('base64'),
    createHash('sha256').update(CODE).digest('hex'),
  ]) {
    test(`is found: ${text.slice(0, 40)}`, () => {
      expect(secretsIn(text)).toContain('code');
    });
  }

  for (const text of [
    '2026-11-23T09:00:12.730194Z',
    '1764147730194',
    '20261123T090000Z-e7301942',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b730194aa',
    '00D730194000001EAA',
    'a width of 0.730194 em, 730194.5 ms',
    '["7301","94"]',
    '491037',
    '73019 4',
  ]) {
    test(`case 20: is no part of a time, an id, a hash or another number: ${text.slice(0, 30)}`, () => {
      expect(secretsIn(text)).toEqual([]);
    });
  }
});

test.describe('a secret made of words of every report', () => {
  const made = (value: string) => {
    const of = new SecretBook();
    of.keep('password', value);
    return (text: string) => new LeakScan(of).inText(text, 'a.json').map(({ secret }) => secret);
  };

  for (const [value, text] of [
    ['Scopes10', '<td>Scopes</td> <td>10 of 28 selected</td>'],
    ['Scopes10', 'the scopes 10 to 12'],
    ['Refresh-Token', 'Perform requests with a refresh token, at any time'],
    ['RefreshToken', '{"what":"Refresh Token Policy"}'],
    ['Consumer-Key1', 'Consumer Key 1 of 2'],
  ] as const) {
    test(`case 21: is not told by the words that a report has anyway: ${value}, ${text}`, () => {
      expect(made(value)(text)).toEqual([]);
    });
  }

  for (const value of ['Scopes10', 'Refresh-Token', 'RefreshToken']) {
    test(`is found all the same as it is and encoded: ${value}`, () => {
      for (const leak of [
        `it is ${value}.`,
        `<b>${value}</b>`,
        encodeURIComponent(encodeURIComponent(value)),
        entities(value, (point) => `&#${point};`),
        Buffer.from(`user:${value}`).toString('base64'),
        Buffer.from(value).toString('hex'),
        createHash('sha256').update(value).digest('hex'),
        [...value].reverse().join(''),
      ]) {
        expect.soft(made(value)(leak), leak).toEqual(['password']);
      }
    });
  }

  test('no other secret becomes harder to find by that', () => {
    for (const value of ['Scopes10x', 'correct-horse-1', 'Refresh-Token-12345', 'Winter-Is-Cold-7']) {
      expect.soft(made(value)([...value].join(' ')), value).toEqual(['password']);
      expect.soft(made(value)(value.toLowerCase()), value).toEqual(['password']);
    }
  });
});

test.describe('case 20: a code that is equal to what a run measured', () => {
  for (const text of [
    '{"ms": 730194}',
    '{"askedMs":730194,"n":1}',
    '{"clockOffsetMs": -730194}',
    '{"mail":{"uid":730194}}',
  ]) {
    test(`is not told by it: ${text}`, () => expect(secretsIn(text)).toEqual([]));
  }
  for (const text of ['{"ms": "730194"}', '{"code": 730194}', '{"ms": 1, "at": 730194}', 'ms: 730194']) {
    test(`is found elsewhere: ${text}`, () => expect(secretsIn(text)).toEqual(['code']));
  }
});

test('what is public is no leak though a secret begins with it', () => {
  expect(secretsIn('org 00D000000000001 at https://acme.my.salesforce.com')).toEqual([]);
  expect(secretsIn('sid 00D000000000001!AQ9xK2')).toEqual(['session']);
});

test('a secret that becomes known later is found in what was clean before', () => {
  const late = new SecretBook();
  const looking = new LeakScan(late);
  const bytes = Buffer.from('{"said":"a-secret-of-later-1"}');
  expect(looking.inBytes(bytes, 'a.json')).toEqual([]);
  late.keep('later', 'a-secret-of-later-1');
  expect(looking.inBytes(bytes, 'a.json')).toEqual([{ file: 'a.json', rule: 'as it is', secret: 'later' }]);
});

test('a leak never tells the value', () => {
  const leaks = scan().inText(`${PASSWORD} ${KEY} ${CODE}`, 'a.json');
  expect(leaks.length).toBeGreaterThan(2);
  for (const text of [PASSWORD, KEY, CODE, KEY.slice(0, 8)]) expect(JSON.stringify(leaks)).not.toContain(text);
});
