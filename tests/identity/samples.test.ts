import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { judge } from '../../src/identity/mailbox/judge.ts';

const SAMPLES = new URL('samples/', import.meta.url);
type Outcome = { readonly code: string } | { readonly refused: string };
/** Whom a mail is read for, and the trusted id (null: none is known), where they are not the usual ones. */
type Sample = Outcome & { readonly user?: string; readonly authservId?: string | null };
const { samples }: { samples: Record<string, Sample> } = JSON.parse(
  readFileSync(new URL('expected.json', SAMPLES), 'utf8'),
);
const names = readdirSync(SAMPLES)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -'.eml'.length));

for (const name of names) {
  test(`sample ${name}`, async () => {
    const source = readFileSync(new URL(`${name}.eml`, SAMPLES));
    const sample = samples[name];
    if (!sample) throw new Error(`expected.json does not say what ${name} is`);
    const { user = 'admin@corp.example', authservId = 'mx.corp.example', ...outcome } = sample;
    const judgement = await judge(source, source.length, {
      senderDomain: 'cloud.example',
      username: user,
      authservId: authservId ?? undefined,
      notBefore: new Date('2026-11-23T09:00:00Z'),
    });
    expect(judgement).toMatchObject(outcome);
  });
}

test('every expectation has its sample', () => {
  expect(names.toSorted()).toEqual(Object.keys(samples).toSorted());
});
