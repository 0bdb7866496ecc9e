import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { decodeHTML } from 'entities';
import { howToVerify } from '../../../src/evidence/report/facts.ts';
import type { RunRecord } from '../../../src/evidence/run-record.ts';
import { readAllowedSigners } from '../../../src/evidence/seal/allowed-signers.ts';
import { sealHolds, verifyFolder } from '../../../src/evidence/seal/verify.ts';
import { inReadme } from './readme-lines.ts';
import { authority, folder, missing, NAMESPACE, sealed, sshKey, stamped, tsaServer, WHO } from './support.ts';

const absent = missing('ssh-keygen', 'openssl', 'bash', 'sha256sum', 'cmp');
test.skip(absent !== undefined, absent ?? '');

const STAMP = 'SHA256SUMS.sig.tsr';
const { three, fourth } = inReadme();

let place: Awaited<ReturnType<typeof folder>>;

test.beforeAll(async () => {
  place = await folder();
  const key = place.at('key');
  await writeFile(place.at('allowed_signers'), `${WHO} namespaces="${NAMESPACE}" ${await sshKey(key)}\n`);
  const [believed, stranger] = await Promise.all(['tsa', 'stranger'].map((name) => authority(place.at(name))));
  if (!believed || !stranger) throw new Error('There are two');
  await cp(place.at('tsa/ca.pem'), place.at('tsa-ca.pem'));
  for (const [name, { reply }] of [['stamped', believed] as const, ['by-a-stranger', stranger] as const]) {
    await using service = await tsaServer(reply);
    await stamped(place.at(name), key, service.url);
  }
  await using service = await tsaServer(believed.reply);
  await stamped(place.at('other'), key, service.url, 'two');
  await sealed(place.at('plain'), key);
});
test.afterAll(() => place[Symbol.asyncDispose]());

/** What both say of a folder: the four lines of the README, and verify with the same authority. */
async function judged(dir: string) {
  const lines = `${three.trimEnd()} &&\n${fourth}`;
  const { status } = spawnSync('bash', ['-c', lines], { cwd: dir, encoding: 'utf8', timeout: 30_000 });
  expect(status, 'ended by itself').not.toBeNull();
  const allowedSigners = readAllowedSigners(await readFile(place.at('allowed_signers'), 'utf8'));
  const authorities = [new X509Certificate(await readFile(place.at('tsa-ca.pem')))];
  const hasStamp = (await readFile(join(dir, 'run.json'), 'utf8')).includes('timeStamp');
  const isThere = await readFile(join(dir, STAMP)).then(
    () => true,
    () => false,
  );
  // Who gives an authority wants a stamp; of a run that asked for none and has none nothing is to be said.
  const findings = await verifyFolder(dir, {
    ...{ allowedSigners, identity: WHO },
    ...(hasStamp || isThere ? { authorities } : {}),
  });
  return { byPublicTools: status === 0, byUs: sealHolds(findings) };
}

test('both take a stamped folder, and one that asked for no stamp', async () => {
  expect(await judged(place.at('stamped'))).toEqual({ byPublicTools: true, byUs: true });
  expect(await judged(place.at('plain'))).toEqual({ byPublicTools: true, byUs: true });
});

const from = (other: string) => async (dir: string) => cp(join(place.at(other), STAMP), join(dir, STAMP));

for (const [of, what, change] of [
  ['stamped', 'is taken away', (dir: string) => rm(join(dir, STAMP))],
  ['stamped', 'is that of another run', from('other')],
  ['stamped', 'is spoilt', (dir: string) => writeFile(join(dir, STAMP), 'no stamp')],
  ['stamped', 'has bytes behind it', (dir: string) => appendFile(join(dir, STAMP), 'more')],
  ['stamped', 'is empty', (dir: string) => writeFile(join(dir, STAMP), '')],
  ['by-a-stranger', 'is by an authority that nobody believes', async () => undefined],
  ['plain', 'was planted, of another run', from('other')],
  ['plain', 'was planted, by an authority that nobody believes', from('by-a-stranger')],
  ['plain', 'was planted, and is none', (dir: string) => writeFile(join(dir, STAMP), 'no stamp')],
] as const) {
  test(`case 55: both refuse a folder whose time stamp ${what}`, async () => {
    const dir = place.at(`${of}-${what.replaceAll(/\W/g, '-')}`);
    await cp(place.at(of), dir, { recursive: true });
    await change(dir);
    expect(await judged(dir)).toEqual({ byPublicTools: false, byUs: false });
  });
}

test('without an authority a stamp over this signature is not checked, and fails where the run asked for none', async () => {
  const ofStamp = async (dir: string) => (await verifyFolder(dir)).filter(({ about }) => about === 'time stamp');
  expect(await ofStamp(place.at('by-a-stranger'))).toMatchObject([{ result: 'not checked' }]);
  const dir = place.at('asked-for-none');
  await cp(place.at('by-a-stranger'), dir, { recursive: true });
  await writeFile(join(dir, 'run.json'), '{}');
  expect(await ofStamp(dir)).toEqual([
    { about: 'time stamp', result: 'fails', says: expect.stringContaining('run.json asks for none') },
  ]);
});

test('the report of a run that asked for a stamp gives the same line, and that of another does not', () => {
  const told = (timeStamp: RunRecord['timeStamp']) => decodeHTML(String(howToVerify({ timeStamp } as RunRecord)));
  expect(told({ askedOf: 'tsa.example' })).toContain(fourth.trimEnd());
  expect(told(undefined)).not.toContain('openssl');
});
