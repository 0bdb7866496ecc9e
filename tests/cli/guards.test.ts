import { expect, test } from '@playwright/test';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { type Consent, guardOrg, refuseMalformed } from '../../src/cli/guards.ts';
import { changesIn } from '../../src/practice-org/index.ts';
import type { SignedIn } from '../../src/runbook/target.ts';
import { practice } from '../support/practice.ts';

const ORG = '00DgL00000AbCdE';
const LONG = `${ORG}UAV`;
const NONE: Consent = { allowProduction: false };
const ALLOWED: Consent = { allowProduction: true };
const { signal } = new AbortController();

const production: SignedIn = {
  org: ORG,
  username: 'grace@acme.example',
  signedInBy: 'by password',
  orgName: 'Acme',
  sandbox: false,
  edition: 'Enterprise Edition',
};
const silent: SignedIn = { ...production, orgName: undefined, edition: undefined };
const developer: SignedIn = { ...production, edition: 'Developer Edition' };

/** What is asked, and the guard's answer where a person types this. */
async function guard(signedIn: SignedIn, consent: Consent, typed?: string) {
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return typed ?? '';
  };
  const url = 'https://acme.my.salesforce.com';
  const ended = await guardOrg({ url, signedIn, consent, ask: typed === undefined ? undefined : ask, signal }).then(
    ({ remark, agreed }) => ({ remark, typed: agreed?.what, error: undefined }),
    (error: unknown) => ({ remark: undefined, typed: undefined, error }),
  );
  return { ...ended, asked };
}

for (const [what, signedIn, consent, typed, says] of [
  [
    'without a word',
    production,
    NONE,
    undefined,
    /Acme \(00DgL00000AbCdE\) is a production org \(Enterprise Edition\), and --allow-production is not given/,
  ],
  ['with its id alone', production, { ...NONE, confirmOrg: ORG }, undefined, /--allow-production is not given/],
  ['without a word, though a person could be asked', production, NONE, ORG, /--allow-production is not given/],
  ['where nobody can name it', production, ALLOWED, undefined, /nobody says that it is the one that is meant/],
  ['where another id is typed', production, ALLOWED, '00DgL00000AbCde', /what was typed is not its name or id/],
  ['where nothing is typed', production, ALLOWED, '', /what was typed is not its name or id/],
  ['where a part of its id is typed', production, ALLOWED, ORG.slice(0, 14), /what was typed is not its name or id/],
  ['where its id and more is typed', production, ALLOWED, `${ORG} or so`, /what was typed is not its name or id/],
  [
    'where it does not say its kind',
    silent,
    NONE,
    undefined,
    /does not say what kind it is, so it counts as production/,
  ],
] as const) {
  test(`a production org is refused ${what}`, async () => {
    const { error } = await guard(signedIn, consent, typed);
    expect(String(error)).toMatch(says);
    expect(String(error)).toContain(
      `Nothing was changed. Name a sandbox, or give --allow-production --confirm-org ${ORG}.`,
    );
    expect(exitCodeOf(error)).toBe(4);
  });
}

for (const [what, bound, says] of [
  [
    'another org',
    { to: 'The plan', org: '00DgL00000AbCde' },
    /^The plan is of the org 00DgL00000AbCde, and this is 00DgL00000AbCdE\. Nothing was changed\./,
  ],
  [
    'another user',
    { to: 'The plan', org: ORG, username: 'ada@acme.example' },
    /^The plan is of the user ada@acme\.example, and this is grace@acme\.example\. Nothing was changed\./,
  ],
] as const) {
  test(`what is of ${what} is refused, whatever was confirmed`, async () => {
    for (const signedIn of [production, developer]) {
      const { error } = await guard(signedIn, { ...ALLOWED, confirmOrg: ORG, bound }, ORG);
      expect(error).toMatchObject({ kind: 'preflight', message: expect.stringMatching(says) });
    }
  });
}

test('a plan or an earlier run of a production org confirms nothing: its id is to be given or typed', async () => {
  const consent = { ...ALLOWED, bound: { to: 'The plan', org: ORG, username: 'Grace@acme.example' } };
  expect(String((await guard(production, consent)).error)).toContain('nobody says that it is the one that is meant');
  const { remark, typed, asked } = await guard(production, consent, ORG);
  expect(asked).toHaveLength(1);
  expect(remark).toBeUndefined();
  expect(typed).toBe('typed the id of the production org');
});

test('an org that is not the one that was named is refused, whatever kind it is', async () => {
  for (const signedIn of [production, developer, silent]) {
    const { error } = await guard(signedIn, { ...ALLOWED, confirmOrg: '00DgL00000AbCde' }, ORG);
    expect(String(error)).toMatch(/This is the org 00DgL00000AbCdE, not 00DgL00000AbCde as --confirm-org says/);
    expect(exitCodeOf(error)).toBe(4);
  }
});

test('a production org that is allowed and named is run against, which the record tells', async () => {
  for (const confirmOrg of [ORG, LONG]) {
    const { remark, asked } = await guard(production, { ...ALLOWED, confirmOrg }, '');
    expect(remark).toMatch(/production org: --allow-production and --confirm-org were given/);
    expect(asked).toEqual([]);
  }
  for (const typed of [ORG, LONG, ` ${ORG} `]) {
    const { typed: told, asked } = await guard(production, ALLOWED, typed);
    expect(told).toBe('typed the id of the production org');
    expect(asked).toEqual([
      expect.stringMatching(/^Acme \(00DgL00000AbCdE\) is a production org .* type its name or id/),
    ]);
  }
});

test('a production org may be named by its name, typed as it is', async () => {
  const told = await guard(production, ALLOWED, ' Acme ');
  expect(told.typed).toBe('typed the name of the production org');
  for (const typed of ['acme', 'Acme Inc', '', ORG.toLowerCase()]) {
    expect(String((await guard(production, ALLOWED, typed)).error)).toContain('is not its name or id');
  }
  const nameless = { ...production, orgName: undefined };
  for (const typed of ['undefined', ''])
    expect(String((await guard(nameless, ALLOWED, typed)).error)).toContain('is not its id');
});

test('an org for trying things out needs nothing', async () => {
  expect(await guard(developer, NONE)).toEqual({ remark: undefined, typed: undefined, error: undefined, asked: [] });
  expect(await guard(developer, { ...ALLOWED, confirmOrg: LONG })).toMatchObject({
    remark: undefined,
    typed: undefined,
    error: undefined,
  });
});

test('an id that is none is a mistake before anything is done', () => {
  for (const confirmOrg of ['', 'Acme', '00D', `${ORG}U`, `${LONG}A`, '001gL00000AbCdE']) {
    expect(() => refuseMalformed({ ...NONE, confirmOrg })).toThrow(/--confirm-org wants the id of an org/);
  }
  for (const confirmOrg of [undefined, ORG, LONG]) expect(() => refuseMalformed({ ...NONE, confirmOrg })).not.toThrow();
});

test('case 48: a production org without its flags, or with another id, is asked for no change', async () => {
  const place = await practice({ edition: 'Enterprise Edition' });
  try {
    const { org } = place;
    const other = `${org.orgId.slice(0, 14)}${org.orgId[14] === 'x' ? 'y' : 'x'}`;
    for (const [flags, says] of [
      [[], /is a production org \(Enterprise Edition\), and --allow-production is not given/],
      [['--allow-production', '--confirm-org', other], /not \w+ as --confirm-org says/],
    ] as const) {
      const { code, err } = await place.run(['--yes', '--no-input', '--out', 'evidence', ...flags]);
      expect(err).toMatch(says);
      expect(err).toMatch(/^setupwright: [^\n]+\n$/);
      expect(code).toBe(4);
    }
    expect(changesIn(org.ledger())).toEqual([]);
    // The guard lets it pass: a run begins, and is ended before it comes to the first change.
    const begun = await place.run(
      ['--no-input', '--allow-production', '--confirm-org', org.orgId, '--out', 'evidence'],
      {
        interruptAt: 'Run against a production org: --allow-production and --confirm-org were given.',
      },
    );
    expect(begun.code).toBe(130);
    expect(changesIn(org.ledger())).toEqual([]);
  } finally {
    await place.close();
  }
});
