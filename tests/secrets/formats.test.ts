import { expect, test } from '@playwright/test';
import { parse } from 'dotenv';
import { endings, formatOf, type PlainCredentials, plain } from '../../src/secrets/formats.ts';
import { credentials, KEY, SECRET } from './support.ts';

const FILES = ['credentials.env', 'credentials.json', 'acme.postman_environment.json'] as const;

const sound: PlainCredentials = plain(credentials());

function roundTrip(file: string, wanted: PlainCredentials): PlainCredentials | undefined {
  const format = formatOf(file);
  return format?.read(format.write(wanted));
}

const names: ReadonlyArray<readonly [what: string, app: string]> = [
  ['a plain name', 'Document AI'],
  ['single quotes', "Grace's app"],
  ['double quotes', 'the "new" app'],
  ['both quotes', `Grace's "new" app`],
  ['a # after a blank', 'App #1 # really'],
  ['dollars', '$HOME $$ $(id) {HOME}'],
  ['backslashes', String.raw`C:\new\readme\ `.trim()],
  ['backticks', 'the `app`'],
  ['an equals sign', 'a=b=c'],
  ['blanks at both ends', '  app  '],
  ['other scripts', 'Zürich 東京 🚀 שלום'],
  ['text that reads like JSON', '{"a": [1]}'],
  ['a percent sign and a plus', '100%+20'],
];
for (const file of FILES) {
  for (const [what, app] of names) {
    test(`${file} gives back an app whose name has ${what}`, () => {
      const wanted = { ...sound, app };
      expect(roundTrip(file, wanted)).toEqual(wanted);
    });
  }
}

test('credentials.env gives back a name with an apostrophe and a backslash before an n', () => {
  const wanted = { ...sound, app: String.raw`it's C:\new` };
  expect(roundTrip('credentials.env', wanted)).toEqual(wanted);
});

for (const [what, app] of [
  ['all three quotes', `it's "a" \`name\``],
  ['a line break', 'one\ntwo'],
] as const) {
  test(`what dotenv cannot hold, ${what}, is refused and not written otherwise`, () => {
    expect(() => formatOf('credentials.env')?.write({ ...sound, app })).toThrow('A value cannot be written as dotenv');
  });
}

test('a dotenv file has the names that programs read, in lines of their own', () => {
  expect(parse(formatOf('credentials.env')?.write(sound) ?? '')).toEqual({
    SALESFORCE_ORG_ID: sound.org,
    SALESFORCE_APP: sound.app,
    SALESFORCE_TOKEN_URL: sound.tokenUrl,
    SALESFORCE_CONSUMER_KEY: KEY,
    SALESFORCE_CONSUMER_SECRET: SECRET,
  });
});

test('a JSON file is one object of five texts', () => {
  expect(JSON.parse(formatOf('credentials.json')?.write(sound) ?? '')).toEqual({
    org: sound.org,
    app: sound.app,
    tokenUrl: sound.tokenUrl,
    consumerKey: KEY,
    consumerSecret: SECRET,
  });
});

test('a Postman environment marks the key and the secret as secret, and nothing else', () => {
  const written = JSON.parse(formatOf('x.postman_environment.json')?.write(sound) ?? '') as {
    name: string;
    _postman_variable_scope: string;
    values: { key: string; value: string; type: string; enabled: boolean }[];
  };
  expect(written).toMatchObject({ name: `Document AI (${sound.org})`, _postman_variable_scope: 'environment' });
  expect(written.values.every(({ enabled }) => enabled)).toBe(true);
  const secret = written.values.filter(({ type }) => type === 'secret').map(({ key }) => key);
  expect(secret).toEqual(['consumerKey', 'consumerSecret']);
});

for (const [file, ending] of [
  ['a/b/credentials.env', '.env'],
  ['.env', '.env'],
  ['credentials.json', '.json'],
  ['acme.postman_environment.json', '.postman_environment.json'],
] as const) {
  test(`${file} is written as ${ending}`, () => {
    expect(formatOf(file)?.ending).toBe(ending);
    expect(endings).toContain(ending);
  });
}

for (const file of ['credentials', 'credentials.txt', 'credentials.json.bak', 'credentials.env.local', 'json']) {
  test(`${file} has no format`, () => {
    expect(formatOf(file)).toBeUndefined();
  });
}

const something: ReadonlyArray<readonly [file: string, what: string, text: string]> = [
  ['x.json', 'nothing', ''],
  ['x.json', 'half a file', '{"org":"00D'],
  ['x.json', 'a list', '[]'],
  ['x.json', 'an empty secret', JSON.stringify({ ...sound, consumerSecret: '' })],
  ['x.json', 'no token address', JSON.stringify({ ...sound, tokenUrl: 'acme' })],
  ['x.json', 'a number for a key', JSON.stringify({ ...sound, consumerKey: 7 })],
  ['x.env', 'other settings', 'PORT=3000\n'],
  ['x.env', 'nothing', ''],
  ['x.postman_environment.json', 'plain JSON credentials', JSON.stringify(sound)],
  ['x.postman_environment.json', 'an environment of something else', '{"values":[{"key":"url","value":"x"}]}'],
];
for (const [file, what, text] of something) {
  test(`${file} with ${what} holds no credentials`, () => {
    expect(() => formatOf(file)?.read(text)).toThrow();
  });
}
