import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type Practice, practice } from '../support/practice.ts';
import { program, TAKES } from './programs.ts';
import { folder } from './support.ts';

test.skip(process.platform === 'win32', 'the programs of these tests are shell scripts');

let org: Practice;
test.beforeAll(async () => {
  org = await practice();
});
test.afterAll(async () => org.close());

/** Runs with these sinks; nothing may have been asked of the org, and no folder of a run made. */
async function refused(sinks: readonly string[], settings: Readonly<Record<string, string | undefined>> = {}) {
  const asked = org.org.ledger().length;
  const ended = await org.run(['--out', 'run', ...sinks], { settings });
  expect(org.org.ledger(), 'nobody signed in, nothing was made').toHaveLength(asked);
  expect(existsSync(join(org.folder, 'run'))).toBe(false);
  expect(ended.err.trim().split('\n')).toHaveLength(1);
  return ended;
}

test('case 40: where one of several sinks cannot be reached, no app is created, nor anybody signed in', async () => {
  await using place = await folder();
  const down = await program(place, 'read_input; echo "$input" >&2; exit 1');
  const { code, err } = await refused(['--sink', 'file:credentials.json', '--sink', down.setting]);
  expect(err).toMatch(/vault\.sh ended with 1 at "check"/);
  expect(err).not.toContain('not-a-secret');
  expect(code).toBe(4);
  expect(await down.calls(), 'it is asked once').toEqual(['check']);
});

test('case 40: a fallback is tried as well, also one of the settings', async () => {
  const settings = { SETUPWRIGHT_SINK_FALLBACK: 'file:/proc/fallback.json' };
  expect(await refused([], settings)).toMatchObject({ code: 4, err: expect.stringContaining('/proc/fallback.json') });
  expect(await refused(['--sink-fallback', 'file:/proc/other.json'], settings)).toMatchObject({
    code: 4,
    err: expect.stringContaining('/proc/other.json'),
  });
});

test('case 41: a keyring without a D-Bus session is refused before anything', async () => {
  test.skip(process.platform !== 'linux', 'only Linux has its keyring behind D-Bus');
  const settings = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined };
  const { code, err } = await refused(['--sink', 'keyring:document-ai'], settings);
  expect(err).toMatch(/The keyring for the sink keyring:document-ai does not answer\. .*D-Bus session/);
  expect(code).toBe(4);
});

/** A module that Node loads first, as if an optional package were not installed. */
const WITHOUT_KEYRING = `import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`export async function resolve(name, context, next) {
  if (name === '@napi-rs/keyring') throw new Error('not installed');
  return next(name, context);
}\`));`;

test('a keyring without its optional package is refused with the way to install it', async () => {
  await using place = await folder();
  await writeFile(place.at('without.mjs'), WITHOUT_KEYRING);
  const ended = await org.run(['--sink', 'keyring:document-ai'], { preload: [place.at('without.mjs')] });
  expect(ended.err).toMatch(/needs the package @napi-rs\/keyring.*npm install @napi-rs\/keyring/);
  expect(ended.code).toBe(4);
});

test('a program sees what SETUPWRIGHT_SINK_ENV names, and no password', async () => {
  await using place = await folder();
  const vault = await program(place, 'env | cut -d= -f1 | sort | tr "\\n" " " > "$here/env"; read_input; exit 1');
  const settings = { VAULT_TOKEN: 'of the vault', OTHER: 'x', SETUPWRIGHT_SINK_ENV: 'VAULT_TOKEN' };
  await refused(['--sink', vault.setting], settings);
  expect((await readFile(place.at('env'), 'utf8')).split(' ').filter(Boolean)).toEqual(
    ['HOME', 'PATH', 'PWD', 'VAULT_TOKEN'].filter(
      (name) => name === 'PWD' || name === 'VAULT_TOKEN' || name in process.env,
    ),
  );
});

test('--sink takes the place of the setting, and a sink that is named twice is a mistake', async () => {
  await using place = await folder();
  const vault = await program(place, TAKES);
  const recipient = await identityToRecipient(await generateX25519Identity());
  const twice = await refused([
    '--sink',
    vault.setting,
    '--sink',
    `age:${recipient}:a.json.age`,
    '--sink',
    vault.setting,
  ]);
  expect(twice).toMatchObject({ code: 64, err: expect.stringContaining('named twice') });
  expect(await vault.calls()).toEqual([]);
  const none = await refused([], { SETUPWRIGHT_SINK: undefined });
  expect(none).toMatchObject({ code: 64, err: expect.stringContaining('SETUPWRIGHT_SINK is not set') });
});
