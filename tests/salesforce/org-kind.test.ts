import { expect, test } from '@playwright/test';
import { kindOfOrg, sameOrg, sandboxByHost } from '../../src/salesforce/org-kind.ts';

const PLAIN = 'https://acme.my.salesforce.com';
const SANDBOX = 'https://acme--uat.sandbox.my.salesforce.com';
const SCRATCH = 'https://drum-box-1.scratch.my.salesforce.com';
const DEVELOPER = 'https://acme-dev-ed.develop.my.salesforce.com';

for (const [says, url, sandbox, edition, kind] of [
  ['an org of an edition for companies', PLAIN, false, 'Enterprise Edition', 'production org'],
  ['an org that says nothing', PLAIN, false, undefined, 'production org'],
  ['an org that says nothing at all', PLAIN, undefined, undefined, 'production org'],
  ['an edition that nobody knows', PLAIN, false, 'Some Edition', 'production org'],
  [
    'a name that only begins like that of a Developer Edition',
    PLAIN,
    false,
    'Developer Edition Plus',
    'production org',
  ],
  [
    'a trial on a host of its own kind',
    'https://acme.trailblaze.my.salesforce.com',
    undefined,
    undefined,
    'production org',
  ],
  ['a demo', 'https://acme.demo.my.salesforce.com', false, 'Enterprise Edition', 'production org'],
  ['an org that says more than its host', DEVELOPER, false, 'Unlimited Edition', 'production org'],
  ['an org whose name looks like a host', 'https://sandbox.my.salesforce.com', undefined, undefined, 'production org'],
  ['a Developer Edition', PLAIN, false, 'Developer Edition', 'Developer Edition'],
  ['a Developer Edition by its host', DEVELOPER, undefined, undefined, 'Developer Edition'],
  ['a sandbox', SANDBOX, true, 'Enterprise Edition', 'sandbox'],
  ['a sandbox by its host', SANDBOX, true, undefined, 'sandbox'],
  ['a sandbox on an older host', 'https://acme--uat.my.salesforce.com', true, 'Enterprise Edition', 'sandbox'],
  ['a scratch org', SCRATCH, true, 'Enterprise Edition', 'scratch org'],
  ['a scratch org by its host', SCRATCH, undefined, undefined, 'scratch org'],
] as const) {
  test(`${says} counts as ${kind}`, () => {
    expect(kindOfOrg(url, { sandbox, edition })).toBe(kind);
  });
}

test('a host says that it is a sandbox, that it is none, or nothing', () => {
  expect([SANDBOX, PLAIN, SCRATCH, DEVELOPER].map(sandboxByHost)).toEqual([true, false, undefined, undefined]);
});

test('ids of orgs are told apart by 15 characters, upper from lower case', () => {
  expect(sameOrg('00DgL00000AbCdE', '00DgL00000AbCdEUAV')).toBe(true);
  expect(sameOrg('00DgL00000AbCdE', '00DgL00000AbCde')).toBe(false);
});
