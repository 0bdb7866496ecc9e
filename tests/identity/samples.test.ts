import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { judge } from '../../src/identity/mailbox/judge.ts';

const SAMPLES = new URL('samples/', import.meta.url);
const expected: Record<string, { code: string } | { refused: string }> = JSON.parse(
  readFileSync(new URL('expected.json', SAMPLES), 'utf8'),
);

/** The mails are our own: example domains, invented codes, worded by us. */
const EXPECTED = {
  senderDomain: 'cloud.example',
  username: 'admin@corp.example',
  authservId: 'mx.corp.example',
  notBefore: new Date('2026-11-23T09:00:00Z'),
};

for (const file of readdirSync(SAMPLES).filter((name) => name.endsWith('.eml'))) {
  const name = file.slice(0, -'.eml'.length);
  test(`sample ${name}`, async () => {
    const source = readFileSync(new URL(file, SAMPLES));
    expect(await judge(source, source.length, EXPECTED)).toMatchObject(expected[name] ?? { missing: name });
  });
}

test('every expectation has its sample', () => {
  const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.eml'));
  expect(names.map((name) => name.slice(0, -'.eml'.length)).sort()).toEqual(Object.keys(expected).sort());
});
