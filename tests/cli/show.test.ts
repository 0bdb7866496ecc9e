import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { guide } from '../../runbooks/external-client-app/guide.ts';
import { inputs } from '../../runbooks/external-client-app/inputs.ts';
import { command } from '../support/practice.ts';

const ID = 'external-client-app';
const CONTACT = ['--set', 'contactEmail=ops@acme.example'];

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-show-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

async function printed(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, out, err } = await command(args, folder, settings);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

const manual = (more: readonly string[] = [], settings = {}) =>
  printed(['show', ID, '--manual', ...CONTACT, ...more], settings);

/** The numbered lines of a manual, each with its number. */
const steps = (text: string) =>
  [...text.matchAll(/^(\d+)\. (.+)$/gm)].map(([, n, says = '']) => ({ n: Number(n), says }));

test('list names the runbook and what stands at its end', async () => {
  expect(await printed(['list'])).toMatch(/^external-client-app\n {2}\w.+\.\n$/);
});

test('list --json is JSON and nothing else', async () => {
  expect(JSON.parse(await printed(['list', '--json']))).toEqual([
    { id: ID, title: 'Create an External Client App', version: expect.any(String), summary: expect.any(String) },
  ]);
});

test('show explains every input and every item of the guide', async () => {
  const text = await printed(['show', ID]);
  for (const name of Object.keys(inputs.shape)) expect(text).toMatch(new RegExp(`^  ${name} +\\S.+$`, 'm'));
  for (const { item, says } of guide.items) expect(text).toContain(`${String(item).padStart(2)}  ${says}\n`);
  expect(text).toMatch(/contactEmail.+\n\s+required/);
  expect(text).toMatch(/runAs.+\n\s+optional/);
  expect(text).toMatch(/callbackUrls.+\n\s+default: \["https:\/\/oauth\.pstmn\.io\/v1\/callback"\]/);
});

test('show --json holds the guide and a schema of the inputs', async () => {
  const shown = JSON.parse(await printed(['show', ID, '--json'])) as {
    guide: { items: unknown[] };
    inputs: { properties: Record<string, unknown>; required: string[]; additionalProperties: boolean };
  };
  expect(shown).toMatchObject({ id: ID, title: 'Create an External Client App' });
  expect(shown.guide.items).toHaveLength(guide.items.length);
  expect(Object.keys(shown.inputs.properties).sort()).toEqual(Object.keys(inputs.shape).sort());
  expect(shown.inputs.required).toEqual(['contactEmail']);
  expect(shown.inputs.additionalProperties).toBe(false);
});

test('the manual numbers its steps from one without a gap', async () => {
  const numbers = steps(await manual()).map(({ n }) => n);
  expect(numbers.length).toBeGreaterThanOrEqual(guide.items.length);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('each step of the manual says what to do, and every item of the guide is among them', async () => {
  const found = steps(await manual());
  for (const { says } of found) expect(says).toMatch(/^\*\*.+\.\*\* \S/);
  const named = found.flatMap(({ says }) => (/_\(guide ([\d, ]+)\)_$/.exec(says)?.[1] ?? '').split(', ').map(Number));
  expect([...new Set(named)].filter(Boolean).sort((a, b) => a - b)).toEqual(guide.items.map(({ item }) => item));
});

test('the manual has the inputs filled in', async () => {
  const text = await manual([
    ...['--set', 'appName=Billing Sync', '--set', 'runAs=integration@acme.example'],
    ...['--set', 'callbackUrls=https://a.example/cb,https://b.example/cb', '--set', 'scopes=api,openid'],
    ...['--set', 'profiles=Billing Admin', '--set', 'permissionSets=Billing Sync API', '--set', 'security.pkce=false'],
  ]);
  for (const line of [
    'Set "External Client App Name" to: Billing Sync',
    'Set "Contact Email" to: ops@acme.example',
    'Set "Callback URL" to: https://a.example/cb, https://b.example/cb',
    'Set "OAuth Scopes" to: api, openid',
    'Set "Select Profiles" to: Billing Admin',
    'Set "Select Permission Sets" to: Billing Sync API',
    'Clear "Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows"',
    'Go to the app Billing Sync.',
    'integration@acme.example',
  ]) {
    expect(text).toContain(line);
  }
});

test('the manual tells where it departs from the guide', async () => {
  expect(await manual()).toMatch(/\*\*Give the Run As user\.\*\* .+\n {3}> The guide asks for the email address/);
});

test('the manual names the user of the settings, and no password', async () => {
  await writeFile(
    join(folder, 'prod.env'),
    'SALESFORCE_USERNAME=grace@acme.example\nSALESFORCE_PASSWORD=hunter2hunter2\n',
    {
      mode: 0o600,
    },
  );
  const text = await manual(['--env-file', 'prod.env']);
  expect(text).toContain('grace@acme.example');
  expect(text).not.toContain('hunter2');
});

test('a manual needs its inputs as a run does', async () => {
  const { code, err } = await command(['show', ID, '--manual'], folder);
  expect(code).toBe(64);
  expect(err).toMatch(/^setupwright: The input contactEmail [^\n]+\n$/);
});

for (const [what, url] of [
  ['that stands empty, as in .env.example,', ''],
  ['without its scheme', 'acme.my.salesforce.com'],
] as const) {
  test(`an org ${what} is no reason for a manual to end in a foreign error`, async () => {
    const { err } = await command(['show', ID, '--manual', ...CONTACT], folder, { SALESFORCE_URL: url });
    expect(err).not.toContain('Invalid URL');
  });
}

test('--manual and --json together are refused or obeyed, not half of it', async () => {
  const { code, out } = await command(['show', ID, '--manual', '--json', ...CONTACT], folder);
  expect(code === 64 || out.startsWith('{')).toBe(true);
});
