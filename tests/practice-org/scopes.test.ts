import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { releases } from '../../src/practice-org/index.ts';
import { factsIn } from '../architecture/register.ts';

const register = readFileSync(join(import.meta.dirname, '../../docs/facts.md'), 'utf8');

/** What the register lists, but for the wording of earlier years and for scopes whose labels are not known. */
const known = factsIn(register)
  .filter(({ section, text }) => section === '3.3' && !/^(?:older wording|`scrt_api`)/.test(text))
  .flatMap(({ text }) => [...text.matchAll(/`([A-Z][^`]+\([a-z_, ]+\))`/g)].map(([, label = '']) => label));

for (const [name, { catalogue }] of Object.entries(releases)) {
  test(`the scopes of ${name} are those of facts 3.3, and begin in the order of the screen`, () => {
    const offered = catalogue.scopes.map(({ label }) => label);
    expect(known).toHaveLength(28);
    expect(offered.toSorted()).toEqual(known.toSorted());
    expect(offered.slice(0, 10)).toEqual(known.slice(0, 10));
  });
}
