import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { movedSince, type Plan, readPlan, writePlan } from '../../src/cli/plan-file.ts';

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-plan-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

const row = { label: 'Contact Email', wanted: 'ops@acme.example', found: 'eve@acme.example', holds: false };
const scopes = {
  label: 'OAuth Scopes',
  wanted: 'api',
  found: '1 of 2 selected: api',
  holds: true,
  list: { selected: ['api'], offered: 2 },
};
const made: Omit<Plan, 'schema'> = {
  at: '2026-11-26T09:00:00.000Z',
  runbook: { id: 'external-client-app', version: '1' },
  target: { url: 'https://acme.my.salesforce.com', org: '00D000000000001', username: 'grace@acme.example' },
  inputs: { appName: 'Billing' },
  sink: 'file app.json',
  sections: [
    { title: 'Create the app', state: 'as wanted', found: 'the app Billing', subjectId: '0xI1', rows: [] },
    { title: 'Settings', state: 'to be done', wanted: 'x', found: 'y', rows: [row, scopes] },
  ],
};

test('a plan is read as it was written, and is its owner’s alone', async () => {
  const path = join(folder, 'plan.json');
  await writePlan(path, made);
  expect(await readPlan(path)).toMatchObject(made);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('in a plan file every sign is seen, and it says the same', async () => {
  const path = join(folder, 'plan.json');
  const odd = { ...made, inputs: { appName: 'Bill\u202eing\u009b' } };
  await writePlan(path, odd);
  expect(await readFile(path, 'utf8')).toContain('"Bill\\u202eing\\u009b"');
  expect(await readPlan(path)).toMatchObject(odd);
});

for (const [what, content] of [
  ['is none', '{}'],
  ['is cut', '{"schema":"setupwright-plan@1"'],
  ['is of another schema', JSON.stringify({ ...made, schema: 'setupwright-plan@2' })],
] as const) {
  test(`a file that ${what} is refused by name`, async () => {
    const path = join(folder, 'plan.json');
    await writeFile(path, content);
    await expect(readPlan(path)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('plan.json'),
    });
  });
}

test('a plan that cannot be written is told as such, and nothing is left of it', async () => {
  const path = join(folder, 'none', 'plan.json');
  await expect(writePlan(path, made)).rejects.toMatchObject({ kind: 'evidence' });
  await expect(readFile(path)).rejects.toThrow();
});

test('an org that stands as it was planned has not moved', () => {
  const plan = { schema: 'setupwright-plan@1', ...made } as const;
  expect(movedSince(plan, made.sections)).toBeUndefined();
  const undefinedToo = made.sections.map((section) => ({
    ...section,
    wanted: section.wanted,
    rows: section.rows.map((each) => ({ list: undefined, ...each })),
  }));
  expect(movedSince(plan, undefinedToo)).toBeUndefined();
});

test('an org that has moved is told by the first thing that differs', () => {
  const plan = { schema: 'setupwright-plan@1', ...made } as const;
  const [create, settings] = made.sections as [Plan['sections'][0], Plan['sections'][0]];
  expect(movedSince(plan, [create, { ...settings, rows: [{ ...row, found: 'bob@acme.example' }, scopes] }])).toBe(
    'Contact Email was eve@acme.example and is bob@acme.example',
  );
  const fewer = { ...scopes, list: { selected: ['api'], offered: 1 } };
  expect(movedSince(plan, [create, { ...settings, rows: [row, fewer] }])).toContain('OAuth Scopes was');
  expect(movedSince(plan, [{ ...create, state: 'to be done' }, settings])).toBe(
    'Create the app was as wanted and is to be done',
  );
  expect(movedSince(plan, [{ ...create, subjectId: '0xI2' }, settings])).toBe(
    'Create the app: it was 0xI1 and is 0xI2',
  );
  expect(movedSince(plan, [settings])).toBe('the runbook has other sections');
});
