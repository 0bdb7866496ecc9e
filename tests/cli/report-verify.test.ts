import { rm, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { sealOf } from '../../src/cli/seal.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { folder, missing, sealed, sshKey, WHO } from '../evidence/sealing/support.ts';
import { command } from '../support/practice.ts';

const absent = missing('ssh-keygen');
test.skip(absent !== undefined, absent ?? '');

let place: Awaited<ReturnType<typeof folder>>;

test.beforeAll(async () => {
  place = await folder();
  await writeFile(place.at('allowed'), `${WHO} ${await sshKey(place.at('key'))}\n`);
  await sealed(place.at('signed'), place.at('key'));
  await sealed(place.at('unsigned'));
  await sealed(place.at('spoilt'), place.at('key'));
  await rm(place.at('spoilt/run.json'));
});
test.afterAll(() => place[Symbol.asyncDispose]());

const verify = (...args: string[]) => command(['report', 'verify', ...args], place.path);

test('what holds is said line by line, with exit code 0', async () => {
  const { code, out, err } = await verify('signed', '--allowed-signers', 'allowed', '--identity', WHO);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^holds {8}list {8}Exactly the 6 listed files are there\.\n/);
  expect(out).toContain(`signer      ${WHO} (line 1), whose key is allowed today.`);
  expect(out).toMatch(/\nThe seal holds\.\n$/);
});

test('without allowed signers it says that nobody was checked', async () => {
  const { code, out } = await verify('signed');
  expect(code).toBe(0);
  expect(out).toMatch(/not checked {2}signer {6}Signed by key SHA256:\S+, not checked against anybody\./);
  expect(out).toMatch(/\nThe seal holds\. Whose key it is was not checked: give --allowed-signers\.\n$/);
});

test('what does not hold stands out, with exit code 5', async () => {
  const { code, out } = await verify('spoilt', '--allowed-signers', 'allowed');
  expect(code).toBe(5);
  expect(out).toMatch(/^FAILS {8}list {8}Listed and not there: run\.json\.\n/);
  expect(out).toMatch(/\nThe seal does not hold\.\n$/);
});

test('an unsigned folder is said to be unsigned, and does not hold where a signer is asked for', async () => {
  const alone = await verify('unsigned');
  expect([alone.code, alone.out]).toEqual([0, expect.stringContaining('UNSIGNED: integrity only')]);
  expect(alone.out).toMatch(/\nThe folder fits its list, which nobody has signed\.\n$/);
  expect((await verify('unsigned', '--allowed-signers', 'allowed')).code).toBe(5);
});

test('--json gives every finding', async () => {
  const { code, out } = await verify('spoilt', '--json');
  expect(code).toBe(5);
  expect(JSON.parse(out)).toMatchObject({
    holds: false,
    verdict: 'The seal does not hold.',
    findings: [{ about: 'list', result: 'fails' }, { about: 'hashes' }, { about: 'signature' }, { about: 'signer' }],
  });
});

const refusals: ReadonlyArray<readonly [what: string, args: string[], says: RegExp]> = [
  ['a folder that is not there', ['none'], /none is not a folder/],
  ['a file in place of a folder', ['allowed'], /allowed is not a folder/],
  ['allowed signers that are not there', ['signed', '--allowed-signers', 'none'], /none cannot be read/],
  ['allowed signers that are none', ['signed', '--allowed-signers', 'key'], /key is not usable: line 1/],
  ['an identity without allowed signers', ['signed', '--identity', WHO], /--identity names nobody/],
  ['authorities that are none', ['signed', '--tsa-ca', 'allowed'], /allowed is not usable: it holds no certificate/],
];
for (const [what, args, says] of refusals) {
  test(`${what}: exit code 64 and one line`, async () => {
    const { code, out, err } = await verify(...args);
    expect([code, out]).toEqual([64, '']);
    expect(err).toMatch(says);
    expect(err).toMatch(/^setupwright: [^\n]+\n$/);
  });
}

test('a time stamp without a key to sign with is refused before the run', async () => {
  const settings = await readSettings({ SETUPWRIGHT_TIMESTAMP_URL: 'https://tsa.example/tsr' }, (name, value) =>
    new SecretBook().keep(name, value),
  );
  await expect(sealOf(settings)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/SETUPWRIGHT_SEAL_KEY_FILE is not/),
  });
});
