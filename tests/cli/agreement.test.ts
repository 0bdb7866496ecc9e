import { expect, test } from '@playwright/test';
import { type Agreement, agree } from '../../src/cli/agreement.ts';
import { brushFor } from '../../src/operator/paint.ts';
import { type Section, section, step } from '../../src/runbook/runbook.ts';
import { no, seeing, switchOff, yes } from '../engine/stage.ts';

const { signal } = new AbortController();

/** What is asked and shown, and how it ends, where a person answers this; undefined where nobody is there. */
async function agreeing(settled: Section['settled'], agreement: Agreement, answer?: string, staleMs?: number) {
  const shown: string[] = [];
  const asked: string[] = [];
  const move = switchOff();
  const brush = brushFor({ write: (text) => shown.push(text) }, (text) => text, {});
  const ask = async (question: string) => {
    asked.push(question);
    return answer ?? '';
  };
  const sections = [section('One', { settled, steps: [step(1, 'a', move)] })];
  const ended = await agree(sections, agreement, {
    brush,
    ask: answer === undefined ? undefined : ask,
    signal,
    strict: false,
    ...(staleMs === undefined ? {} : { staleMs }),
  }).then(
    (allowed) => ({ remark: undefined, agreed: undefined, planned: undefined, ...allowed, error: undefined }),
    (error: unknown) => ({ remark: undefined, agreed: undefined, planned: undefined, error }),
  );
  expect(move.presses).toBe(0);
  return { ...ended, asked, shown: shown.join('') };
}

const planOf = (state: 'as wanted' | 'to be done') => ({
  schema: 'setupwright-plan@1' as const,
  at: '2026-11-26T09:00:00.000Z',
  runbook: { id: 'a', version: '1' },
  target: { url: 'https://acme.my.salesforce.com', org: '00D000000000001', username: 'grace@acme.example' },
  inputs: {},
  sink: 'file app.json',
  sections: [{ title: 'One', state, found: 'off', rows: [] }],
});

test('--yes agrees to whatever it is, and nobody looks beforehand', async () => {
  const settled = seeing([no]);
  expect(await agreeing(settled, { yes: true })).toMatchObject({ error: undefined, asked: [], shown: '' });
  expect(settled.looked).toBe(0);
});

test('where it may be refused, --yes shows what there is to do as well, by one look', async () => {
  const settled = seeing([no]);
  const { error, asked, shown } = await agreeing(settled, { yes: true, looksFirst: true });
  expect({ error, asked }).toEqual({ error: undefined, asked: [] });
  expect(shown).toMatch(/^One +to be done\n[\s\S]*changes pending: of 1 section 1 to be done\n$/);
  expect(settled.looked).toBe(1);
});

for (const answer of ['y', 'Yes', ' YES ']) {
  test(`a person who is shown what would change agrees by "${answer}"`, async () => {
    const { remark, agreed, asked, shown } = await agreeing(seeing([no]), { yes: false }, answer);
    expect(shown).toMatch(/One +to be done/);
    expect(asked).toHaveLength(1);
    expect(agreed).toMatchObject({ by: 'the terminal', what: expect.stringContaining('agreed to the plan') });
    expect(remark).toBeUndefined();
  });
}

test('where the question stood for long, the org is looked at again: what was agreed to is what was shown', async () => {
  const moved = await agreeing(seeing([no, yes]), { yes: false }, 'y', -1);
  expect(moved.error).toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('The org has moved while the question stood: One was to be done and is as wanted'),
  });
  expect(await agreeing(seeing([no]), { yes: false }, 'y', -1)).toMatchObject({ error: undefined });
});

for (const answer of ['', 'n', 'yep', 'yes please']) {
  test(`"${answer}" does not agree`, async () => {
    const { error } = await agreeing(seeing([no]), { yes: false }, answer);
    expect(error).toMatchObject({ kind: 'person', message: expect.stringContaining('Nothing was changed.') });
  });
}

test('where nothing would change nobody is asked, and nobody has agreed', async () => {
  const { agreed, ...rest } = await agreeing(seeing([yes]), { yes: false }, 'n');
  expect(rest).toMatchObject({ error: undefined, asked: [] });
  expect(agreed).toBeUndefined();
});

test('where nobody is there, nobody agrees', async () => {
  const { error } = await agreeing(seeing([no]), { yes: false });
  expect(error).toMatchObject({ kind: 'person', message: expect.stringContaining('--yes') });
});

test('a plan that still holds is agreed to, and the record says which', async () => {
  const { remark, agreed } = await agreeing(seeing([no]), { yes: false, plan: planOf('to be done') });
  expect(remark).toContain('2026-11-26T09:00:00.000Z');
  expect(agreed).toBeUndefined();
});

test('a plan that the org has moved away from is refused, whoever is there', async () => {
  const { error, asked } = await agreeing(seeing([yes]), { yes: false, plan: planOf('to be done') }, 'y');
  expect(error).toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('One was to be done and is as wanted'),
  });
  expect(asked).toEqual([]);
});

test('who goes on with a planned run stays within that plan, and is bound by what is seen now', async () => {
  const left = () => ({ kept: true, was: new Map() });
  const going = { yes: false, plan: planOf('to be done'), left };
  const { remark, planned } = await agreeing(seeing([yes]), going);
  expect(remark).toBe('Gone on with as planned at 2026-11-26T09:00:00.000Z.');
  expect(planned).toMatchObject({ at: '2026-11-26T09:00:00.000Z', sections: [{ title: 'One', state: 'as wanted' }] });
  const { error } = await agreeing(seeing([no]), { ...going, plan: planOf('as wanted') });
  expect(error).toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('One was as wanted and is to be'),
  });
});
