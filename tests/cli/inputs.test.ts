import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import runbook from '../../runbooks/external-client-app/runbook.ts';
import { readInputs } from '../../src/cli/inputs.ts';
import { Trouble } from '../../src/runbook/trouble.ts';

const CONTACT = 'contactEmail=ops@acme.example';

const set = (...pairs: string[]) => readInputs(runbook, { pairs: [CONTACT, ...pairs] });

function refusal(read: () => unknown): Trouble {
  try {
    read();
  } catch (error) {
    if (error instanceof Trouble) return error;
    throw error;
  }
  throw new Error('The inputs were taken');
}

test('what is not given is as the guide says', () => {
  expect(set()).toEqual({
    appName: 'setupwright',
    contactEmail: 'ops@acme.example',
    callbackUrls: ['https://oauth.pstmn.io/v1/callback'],
    scopes: 'all',
    flows: { clientCredentials: true },
    security: { secretForWebServerFlow: true, secretForRefreshTokenFlow: true, pkce: true },
    permittedUsers: 'Admin approved users are pre-authorized',
    profiles: ['System Administrator'],
    permissionSets: [],
    extras: 'leave',
  });
});

const given: ReadonlyArray<readonly [what: string, pairs: string[], inputs: Record<string, unknown>]> = [
  ['a text', ['appName=Billing Sync'], { appName: 'Billing Sync' }],
  ['a text with an equals sign', ['appName=a=b'], { appName: 'a=b' }],
  ['a text of digits', ['appName=2026'], { appName: '2026' }],
  ['a text that reads like JSON', ['appName=true'], { appName: 'true' }],
  ['a text with a comma', ['appName=Billing, Sync'], { appName: 'Billing, Sync' }],
  ['a word where a list may stand too', ['scopes=all'], { scopes: 'all' }],
  ['a list of one', ['scopes=api'], { scopes: ['api'] }],
  ['a list parted by commas', ['scopes=api, openid,web'], { scopes: ['api', 'openid', 'web'] }],
  ['a list as JSON', ['profiles=["Sales, North","Admin"]'], { profiles: ['Sales, North', 'Admin'] }],
  ['an empty list as JSON', ['permissionSets=[]'], { permissionSets: [] }],
  ['an object as JSON', ['flows={"clientCredentials":true}'], { flows: { clientCredentials: true } }],
  ['the last of two', ['appName=One', 'appName=Two'], { appName: 'Two' }],
];
for (const [what, pairs, expected] of given) {
  test(`--set takes ${what}`, () => {
    expect(set(...pairs)).toMatchObject(expected);
  });
}

test('--set names parts with a point and keeps the other parts', () => {
  expect(set('security.pkce=false', 'security.secretForWebServerFlow=false')['security']).toEqual({
    secretForWebServerFlow: false,
    secretForRefreshTokenFlow: true,
    pkce: false,
  });
});

const wrong: ReadonlyArray<readonly [what: string, pair: string, says: RegExp]> = [
  ['no sign', 'appName', /--set appName is not understood\. Write --set name=value\./],
  ['no name', '=Billing', /is not understood/],
  ['an unknown name', 'appNam=Billing', /The input appNam is not known\. external-client-app takes appName, .*runAs\./],
  ['an address that is none', 'contactEmail=ops', /The input contactEmail is not usable: .*--set contactEmail=/],
  ['an empty text', 'appName=  ', /The input appName is not usable/],
  ['a name that is too long', `appName=${'x'.repeat(81)}`, /The input appName is not usable/],
  ['a scope in words', 'scopes=Full access', /The input scopes/],
  ['a part that is no yes or no', 'security.pkce=perhaps', /The input security\.pkce is not usable/],
  ['a part of a text', 'appName.short=x', /The input appName\.short is not known\. appName takes no parts/],
  ['a flow that cannot be left out', 'flows.clientCredentials=false', /The input flows\.clientCredentials/],
  ['another choice of users', 'permittedUsers=All users may self-authorize', /The input permittedUsers/],
];
for (const [what, pair, says] of wrong) {
  test(`--set refuses ${what}`, () => {
    const { kind, message } = refusal(() => set(pair));
    expect(kind).toBe('usage');
    expect(message).toMatch(says);
    expect(message).not.toContain('\n');
  });
}

for (const [what, url] of [
  ['by http', 'http://app.example/'],
  ['that only looks local', 'http://localhost.evil.example/'],
  ['without a scheme', 'app.example/callback'],
] as const) {
  test(`a callback ${what} is refused`, () => {
    expect(refusal(() => set(`callbackUrls=${url}`)).message).toContain('The input callbackUrls');
    expect(refusal(() => set(`callbackUrls=["${url}"]`)).kind).toBe('usage');
  });
}

test('a single wrong callback is refused for what is wrong with it', () => {
  expect(refusal(() => set('callbackUrls=http://app.example/')).message).toContain('must be https');
});

for (const list of ['[]', '["Admin",7]', '["Admin"']) {
  test(`the list ${list} is not taken for the names of profiles`, () => {
    expect(refusal(() => set(`profiles=${list}`)).message).toContain('The input profiles');
  });
}

test('--set refuses an unknown part by its whole name', () => {
  expect(refusal(() => set('security.pkcee=false')).message).toContain('The input security.pkcee is not known');
});

test('--set blames the part that is wrong, not the ones that came after it', () => {
  const { message } = refusal(() => set('security.pkce=perhaps', 'security.secretForWebServerFlow=false'));
  expect(message).toContain('security.pkce');
});

for (const name of ['constructor', 'toString', '__proto__.appName']) {
  test(`--set refuses ${name}, a name that every object has`, () => {
    expect(refusal(() => set(`${name}=x`)).kind).toBe('usage');
  });
}

test('a missing input is named with what to do about it', () => {
  const { kind, message } = refusal(() => readInputs(runbook, { pairs: [] }));
  expect(kind).toBe('usage');
  expect(message).toMatch(/The input contactEmail .*--set contactEmail=\.\.\. or in --inputs FILE/);
});

test.describe('a file of inputs', () => {
  let folder = '';
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'setupwright-inputs-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  async function file(content: string): Promise<string> {
    const path = join(folder, 'inputs.json');
    await writeFile(path, content);
    return path;
  }

  test('is read, and --set wins over it part by part', async () => {
    const path = await file(
      JSON.stringify({ appName: 'From file', contactEmail: 'file@acme.example', security: { pkce: false } }),
    );
    const inputs = readInputs(runbook, {
      file: path,
      pairs: ['appName=From pair', 'security.secretForWebServerFlow=false'],
    });
    expect(inputs).toMatchObject({
      appName: 'From pair',
      contactEmail: 'file@acme.example',
      security: { pkce: false, secretForWebServerFlow: false, secretForRefreshTokenFlow: true },
    });
  });

  for (const [what, content] of [
    ['a list', '[]'],
    ['a text', '"appName"'],
    ['nothing', ''],
    ['no JSON', '{appName: 1}'],
  ] as const) {
    test(`that holds ${what} is refused by its name`, async () => {
      const path = await file(content);
      const { kind, message } = refusal(() => readInputs(runbook, { file: path, pairs: [CONTACT] }));
      expect(kind).toBe('usage');
      expect(message).toContain(`The inputs file ${path}`);
    });
  }

  test('that is not there is refused by its name', () => {
    const path = join(folder, 'absent.json');
    expect(refusal(() => readInputs(runbook, { file: path, pairs: [CONTACT] })).message).toContain(path);
  });

  test('with an unknown input is refused by its name', async () => {
    const path = await file('{"contactEmail":"a@b.example","contactPhone":"1"}');
    expect(refusal(() => readInputs(runbook, { file: path, pairs: [] })).message).toContain('contactPhone');
  });

  test('with a value of another kind is refused by the name of its place', async () => {
    const path = await file('{"contactEmail":"a@b.example","profiles":["Admin",7]}');
    expect(refusal(() => readInputs(runbook, { file: path, pairs: [] })).message).toContain('The input profiles.1');
  });
});
