import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { readAllowedSigners, takes } from '../../../src/evidence/seal/allowed-signers.ts';
import { verifyFolder } from '../../../src/evidence/seal/verify.ts';
import { folder, missing, sealed, sshKey, sshKeygenTakes, WHO } from './support.ts';

const absent = missing('ssh-keygen');
test.skip(absent !== undefined, absent ?? '');

let place: Awaited<ReturnType<typeof folder>>;
let key: string;
let other: string;

test.beforeAll(async () => {
  place = await folder();
  key = await sshKey(place.at('key'));
  other = await sshKey(place.at('other'));
  await sealed(place.at('run'), place.at('key'));
});
test.afterAll(() => place[Symbol.asyncDispose]());

const files: Readonly<Record<string, readonly [text: () => string, allowed: boolean]>> = {
  'a line': [() => `${WHO} ${key}`, true],
  'a line without a comment': [() => `${WHO} ${key.split(' ').slice(0, 2).join(' ')}`, true],
  'another key': [() => `${WHO} ${other}`, false],
  'another principal': [() => `eve@acme.example ${key}`, false],
  'several principals': [() => `eve@acme.example,${WHO} ${key}`, true],
  'principals with a star': [() => `*@acme.example ${key}`, true],
  'principals with question marks': [() => `??@acme.example ${key}`, true],
  'too many question marks': [() => `???@acme.example ${key}`, false],
  'principals but this one': [() => `*@acme.example,!${WHO} ${key}`, false],
  'principals but this one, said first': [() => `!${WHO},*@acme.example ${key}`, false],
  'principals but another': [() => `!eve@acme.example,*@acme.example ${key}`, true],
  'quoted principals': [() => `"${WHO},eve@acme.example" ${key}`, true],
  'comments, empty lines and the right line last': [() => `# who\n\n  \n${WHO} ${other}\n${WHO} ${key}\n`, true],
  'a line that begins with blanks': [() => `   ${WHO}   ${key}`, true],
  tabs: [() => `${WHO}\t${key.replace(' ', '\t')}`, true],
  'the namespace': [() => `${WHO} namespaces="runbook-evidence@v1" ${key}`, true],
  'another namespace': [() => `${WHO} namespaces="file" ${key}`, false],
  'several namespaces': [() => `${WHO} namespaces="file,runbook-*" ${key}`, true],
  'all namespaces but this': [() => `${WHO} namespaces="*,!runbook-evidence@v1" ${key}`, false],
  'an option in capitals': [() => `${WHO} NAMESPACES="file" ${key}`, false],
  'an option that is none': [() => `${WHO} no-touch="yes" ${key}`, false],
  'an option twice': [() => `${WHO} namespaces="file",namespaces="*" ${key}`, false],
  'an option without its quotes': [() => `${WHO} namespaces=file ${key}`, false],
  'an authority': [() => `${WHO} cert-authority ${key}`, false],
  'an authority first, the key then': [() => `${WHO} cert-authority ${key}\n${WHO} ${key}`, true],
  'valid from yesterday': [() => `${WHO} valid-after="${day(-1)}" ${key}`, true],
  'valid from tomorrow': [() => `${WHO} valid-after="${day(1)}" ${key}`, false],
  'valid until tomorrow': [() => `${WHO} valid-before="${day(1)}" ${key}`, true],
  'valid until yesterday': [() => `${WHO} valid-before="${day(-1)}" ${key}`, false],
  'valid until yesterday, with a time': [() => `${WHO} valid-before="${day(-1)}1230Z" ${key}`, false],
  'valid until tomorrow, to the second': [() => `${WHO} valid-before="${day(1)}123015Z" ${key}`, true],
  'all options at once': [
    () => `${WHO} namespaces="runbook-evidence@v1",valid-after="${day(-1)}Z",valid-before="${day(1)}Z" ${key}`,
    true,
  ],
  'a time that is none': [() => `${WHO} valid-before="tomorrow" ${key}`, false],
  'a day that is none': [() => `${WHO} valid-before="20261399" ${key}`, false],
  'no key': [() => `${WHO} ssh-ed25519`, false],
  'a key of another kind than is said': [() => `${WHO} ${key.replace('ssh-ed25519', 'ssh-rsa')}`, false],
  nothing: [() => '\n', false],
};

/** A day from today, as allowed signers files write it. */
function day(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}

test.describe('verify and ssh-keygen agree on an allowed signers file with', () => {
  for (const [what, [text, isAllowed]] of Object.entries(files)) {
    test(what, async () => {
      const allowed = place.at(`allowed-${what.replaceAll(/\W/g, '-')}`);
      await writeFile(allowed, `${text()}\n`);
      const message = await readFile(place.at('run/SHA256SUMS'));
      const signature = place.at('run/SHA256SUMS.sig');
      expect.soft(sshKeygenTakes(message, { allowed, signature }), 'ssh-keygen').toBe(isAllowed);
      expect.soft(await weTake(text()), 'verify').toBe(isAllowed);
    });
  }
});

async function weTake(text: string): Promise<boolean> {
  try {
    const allowedSigners = readAllowedSigners(text);
    const findings = await verifyFolder(place.at('run'), { allowedSigners, identity: WHO });
    return findings.find(({ about }) => about === 'signer')?.result === 'holds';
  } catch (error) {
    expect((error as Error).message).toMatch(/^line \d+ is not understood$/);
    return false;
  }
}

test('who signed is named where nobody was asked for', async () => {
  const allowedSigners = readAllowedSigners(`eve@acme.example ${other}\n*@acme.example,bot ${key}`);
  const findings = await verifyFolder(place.at('run'), { allowedSigners });
  expect(findings.at(-1)).toEqual({
    about: 'signer',
    result: 'holds',
    says: '*@acme.example,bot (line 2), whose key is allowed today.',
  });
});

test('an authority of certificates is said to be unsupported', async () => {
  const allowedSigners = readAllowedSigners(`${WHO} cert-authority ${other}`);
  const findings = await verifyFolder(place.at('run'), { allowedSigners });
  expect(findings.at(-1)).toMatchObject({ result: 'fails', says: expect.stringContaining('cert-authority are not') });
});

test('a pattern of many stars costs no time', () => {
  const started = performance.now();
  expect(takes('*a'.repeat(2_000), 'a'.repeat(1_999))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});
