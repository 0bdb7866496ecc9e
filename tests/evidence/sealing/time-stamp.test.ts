import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { SignedData, TimeStampResp } from 'pkijs';
import { refuseBrokenSeal } from '../../../src/cli/broken-seal.ts';
import { sealOf } from '../../../src/cli/seal.ts';
import { readSettings } from '../../../src/cli/settings.ts';
import { readAllowedSigners } from '../../../src/evidence/seal/allowed-signers.ts';
import { askForTimeStamp } from '../../../src/evidence/seal/time-stamp.ts';
import { checkTimeStamp, timeStampRequest } from '../../../src/evidence/seal/time-stamp-token.ts';
import { sealHolds, type VerifyOptions, verifyFolder } from '../../../src/evidence/seal/verify.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';
import {
  authority,
  folder,
  missing,
  seal,
  sealed,
  server,
  sshKey,
  sshKeygenTakes,
  tsaServer,
  unsealed,
  WHO,
} from './support.ts';

const absent = missing('ssh-keygen', 'openssl');
test.skip(absent !== undefined, absent ?? '');

const SIGNATURE = Buffer.from('a signature');
const NONCE = Buffer.from('4142434445464748', 'hex');
const YEAR = 365 * 86_400_000;

let place: Awaited<ReturnType<typeof folder>>;
let tsa: Awaited<ReturnType<typeof authority>>;
let root: X509Certificate;
let stranger: X509Certificate;
let line: string;

test.beforeAll(async () => {
  place = await folder();
  tsa = await authority(place.at('tsa'));
  root = new X509Certificate(await readFile(place.at('tsa/ca.pem')));
  await authority(place.at('stranger'));
  stranger = new X509Certificate(await readFile(place.at('stranger/ca.pem')));
  line = await sshKey(place.at('key'));
});
test.afterAll(() => place[Symbol.asyncDispose]());

const stamp = async (bytes = SIGNATURE, nonce = NONCE) => tsa.reply(await timeStampRequest(bytes, nonce));

test('a request is one that openssl understands', async () => {
  await writeFile(place.at('query'), await timeStampRequest(SIGNATURE, NONCE));
  const told = execFileSync('openssl', ['ts', '-query', '-in', place.at('query'), '-text'], {
    stdio: 'pipe',
  }).toString();
  expect(told).toContain('Hash Algorithm: sha256');
  expect(told).toMatch(/Nonce: 0x4142434445464748/);
  expect(told).toContain('Certificate required: yes');
});

test('an answer is taken for what it is over, by whom it is, and whom one believes', async () => {
  const answer = await stamp();
  const known = await checkTimeStamp(answer, SIGNATURE, { nonce: NONCE, roots: [stranger, root] });
  expect(known).toMatchObject({ by: 'Time of tests', isTrusted: true });
  expect(Math.abs(known.at.getTime() - Date.now())).toBeLessThan(60_000);
  expect(await checkTimeStamp(answer, SIGNATURE)).toMatchObject({ isTrusted: false });
  expect(await checkTimeStamp(answer, SIGNATURE, { roots: [stranger] })).toMatchObject({ isTrusted: false });
});

test.describe('an answer is refused', () => {
  const bent: Readonly<Record<string, readonly [make: () => Promise<Buffer>, says: RegExp]>> = {
    'over something else': [() => stamp(Buffer.from('another')), /over something else/],
    'to another request': [() => stamp(SIGNATURE, Buffer.from('4142434445464749', 'hex')), /another request/],
    'that was refused': [async () => tsa.reply(Buffer.from('no request')), /it was refused/],
    'that is none': [async () => Buffer.from('<html>'), /no time stamp/],
    'that is empty': [async () => Buffer.alloc(0), /no time stamp/],
    'whose time is bent': [
      async () => {
        const answer = await stamp();
        const year = answer.indexOf(`${new Date().getUTCFullYear()}`);
        answer.write('1999', year);
        return answer;
      },
      /does not verify/,
    ],
    'by a certificate that is not for time stamps': [() => signedBy('web'), /not one for time stamps/],
  };
  for (const [what, [make, says]] of Object.entries(bent)) {
    test(what, async () => {
      const answer = await make();
      await expect(checkTimeStamp(answer, SIGNATURE, { nonce: NONCE, roots: [root] })).rejects.toThrow(says);
    });
  }

  test('in which any byte of the token is changed, or nothing of it depends on that byte', async () => {
    const answer = await stamp();
    const { at } = await checkTimeStamp(answer, SIGNATURE, { roots: [root] });
    for (let byte = 0; byte < answer.length; byte += 7) {
      const changed = Buffer.from(answer);
      changed[byte] = (changed[byte] ?? 0) ^ 1;
      const told = await checkTimeStamp(changed, SIGNATURE, { roots: [root] }).catch(() => undefined);
      if (told?.isTrusted) expect(told.at, `byte ${byte}`).toEqual(at);
    }
  });
});

/** A real statement of time, signed by openssl with another certificate of the same root. */
async function signedBy(name: string): Promise<Buffer> {
  const { timeStampToken } = TimeStampResp.fromBER(new Uint8Array(await stamp()));
  const { encapContentInfo } = new SignedData({ schema: timeStampToken?.content });
  await writeFile(place.at('info'), Buffer.from(encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0)));
  const certificate = ['-signer', place.at(`tsa/${name}.pem`), '-inkey', place.at(`tsa/${name}.key`)];
  const form = ['-binary', '-nodetach', '-cades', '-outform', 'DER', '-econtent_type', '1.2.840.113549.1.9.16.1.4'];
  const token = execFileSync('openssl', ['cms', '-sign', '-in', place.at('info'), ...form, ...certificate]);
  const granted = Buffer.from([0x30, 3, 2, 1, 0]);
  const length = granted.length + token.length;
  return Buffer.concat([Buffer.from([0x30, 0x82, length >> 8, length & 0xff]), granted, token]);
}

test('the answer that another certificate signed is well made: with one for time stamps it is taken', async () => {
  expect(await checkTimeStamp(await signedBy('tsa'), SIGNATURE, { roots: [root] })).toMatchObject({ isTrusted: true });
});

test('case 60: a sealed run is stamped, and openssl takes the stamp for this signature and no other', async () => {
  await using service = await tsaServer((query) => tsa.reply(query));
  const dir = place.at('stamped');
  const result = await sealed(dir, place.at('key'), service.url);
  expect(result).toEqual({ files: 6, signedBy: expect.stringMatching(/^SHA256:/), stampedAt: expect.any(Date) });
  const openssl = (data: string) => {
    const files = ['-data', data, '-in', join(dir, 'SHA256SUMS.sig.tsr'), '-CAfile', place.at('tsa/ca.pem')];
    return spawnSync('openssl', ['ts', '-verify', ...files]).status;
  };
  expect(openssl(join(dir, 'SHA256SUMS.sig'))).toBe(0);
  expect(openssl(join(dir, 'SHA256SUMS'))).not.toBe(0);
});

test('case 60: a year later a key that has expired still vouches for what an authority saw before', async () => {
  await using service = await tsaServer((query) => tsa.reply(query));
  const [dir, plain] = [place.at('old'), place.at('old-unstamped')];
  const { stampedAt } = await sealed(dir, place.at('key'), service.url);
  await sealed(plain, place.at('key'));
  const validBefore = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const allowed = `${WHO} valid-before="${validBefore}Z" ${line}\n`;
  const now = new Date(Date.now() + YEAR);
  const judged = async (folder: string, options: VerifyOptions) => {
    const findings = await verifyFolder(folder, { allowedSigners: readAllowedSigners(allowed), now, ...options });
    return { holds: sealHolds(findings), says: findings.map(({ says }) => says).join(' ') };
  };
  expect(await judged(dir, { authorities: [root] })).toMatchObject({ holds: true });
  expect(await judged(dir, { authorities: [stranger] })).toMatchObject({ holds: false });
  expect(await judged(dir, {})).toEqual({
    holds: false,
    says: expect.stringMatching(/was allowed until .* time stamp/),
  });
  expect(await judged(plain, {})).toMatchObject({ holds: false });
  expect(await judged(plain, { authorities: [root] })).toMatchObject({ holds: false });
  // One that vouches from now on says nothing of the time before.
  const late = await verifyFolder(dir, {
    allowedSigners: readAllowedSigners(`${WHO} valid-after="${validBefore}Z" ${line}\n`),
    authorities: [root],
    now,
  });
  expect(sealHolds(late)).toBe(false);

  // And by ssh-keygen, as docs/evidence.md says.
  await writeFile(place.at('allowed'), allowed);
  const message = await readFile(join(dir, 'SHA256SUMS'));
  const files = { allowed: place.at('allowed'), signature: join(dir, 'SHA256SUMS.sig') };
  const at = (time: Date) => `${time.toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`;
  expect(sshKeygenTakes(message, { ...files, options: [`-Overify-time=${at(now)}`] })).toBe(false);
  expect(sshKeygenTakes(message, { ...files, options: [`-Overify-time=${at(stampedAt ?? now)}`] })).toBe(true);
});

test('a time stamp of another signature does not hold', async () => {
  await using service = await tsaServer((query) => tsa.reply(query));
  const [one, two] = [place.at('first'), place.at('second')];
  await sealed(one, place.at('key'), service.url);
  await sealed(two, place.at('key'), service.url, 'two');
  await writeFile(join(one, 'SHA256SUMS.sig.tsr'), await readFile(join(two, 'SHA256SUMS.sig.tsr')));
  const findings = await verifyFolder(one);
  expect(findings.at(-1)).toEqual({
    about: 'time stamp',
    result: 'fails',
    says: 'It does not hold: the time stamp is over something else.',
  });
});

test('case 55: a time stamp that was asked for and is taken away is missed, without the authority’s certificate too', async () => {
  await using service = await tsaServer((query) => tsa.reply(query));
  const dir = place.at('taken-away');
  const { host } = new URL(service.url);
  await unsealed(dir);
  await writeFile(join(dir, 'run.json'), JSON.stringify({ timeStamp: { askedOf: host } }));
  await seal(dir, place.at('key'), service.url);
  const allowedSigners = readAllowedSigners(`${WHO} ${line}`);
  expect(sealHolds(await verifyFolder(dir, { allowedSigners }))).toBe(true);
  const stamp = await readFile(join(dir, 'SHA256SUMS.sig.tsr'));
  await rm(join(dir, 'SHA256SUMS.sig.tsr'));
  for (const options of [{}, { allowedSigners }]) {
    const findings = await verifyFolder(dir, options);
    expect(sealHolds(findings)).toBe(false);
    expect(findings.filter(({ result }) => result === 'fails')).toEqual([
      {
        about: 'time stamp',
        result: 'fails',
        says: `run.json says that ${host} was asked for one, and there is none: it was taken away, or never had.`,
      },
    ]);
  }
  // What is sealed holds all the same: a run may be gone on with, and undone, where its authority was away.
  await refuseBrokenSeal(dir);
  // Nor can the record be bent so that it asks for none.
  await writeFile(join(dir, 'run.json'), '{}');
  expect(sealHolds(await verifyFolder(dir, { allowedSigners }))).toBe(false);
  await expect(refuseBrokenSeal(dir)).rejects.toMatchObject({ kind: 'evidence' });
  await writeFile(join(dir, 'run.json'), JSON.stringify({ timeStamp: { askedOf: host } }));
  // Added later, it is whole.
  await writeFile(join(dir, 'SHA256SUMS.sig.tsr'), stamp);
  expect(sealHolds(await verifyFolder(dir, { allowedSigners, authorities: [root] }))).toBe(true);
});

test('a host that is odd cannot steer the terminal by which it is told', async () => {
  const dir = place.at('odd-host');
  await unsealed(dir);
  await writeFile(join(dir, 'run.json'), JSON.stringify({ timeStamp: { askedOf: 'a\u001b[2J' } }));
  await seal(dir, place.at('key'));
  expect((await verifyFolder(dir)).at(-1)?.says).toMatch(/^run\.json says that "a\\u001b\[2J" was asked/);
});

test('an authority that is away for a moment is asked again', async () => {
  let asked = 0;
  await using service = await tsaServer((query) => {
    asked += 1;
    return asked < 3 ? Promise.resolve(Buffer.from('away')) : tsa.reply(query);
  });
  expect((await askForTimeStamp(service.url, SIGNATURE, [1, 1])).at).toBeInstanceOf(Date);
  expect(asked).toBe(3);
});

test('the run says that a folder without the stamp that was asked for does not hold, and how it was asked for', async () => {
  await using service = await server((_, response) => response.writeHead(503).end());
  const dir = place.at('lacking');
  await unsealed(dir);
  const said: string[] = [];
  const how = { SETUPWRIGHT_SEAL_KEY_FILE: place.at('key'), SETUPWRIGHT_TIMESTAMP_URL: service.url };
  const settings = await readSettings(how, (name, value) => new SecretBook().keep(name, value));
  const { close, timeStamp, plan } = await sealOf(settings, { pausesMs: [] });
  const { host } = new URL(service.url);
  expect(timeStamp).toEqual({ askedOf: host });
  expect(plan).toContain(`${host} is asked to stamp it with the time`);
  const folder = { path: dir, seal: (name: string, content: Buffer | string) => writeFile(join(dir, name), content) };
  expect(await close(folder, (text) => said.push(text))).toBe(false);
  expect(said.join()).toMatch(
    /No time stamp from .*503\. Until it is added the seal does not hold: docs\/evidence\.md/,
  );
});

test.describe('a folder is sealed without a time stamp, and that is said, where the authority', () => {
  const answers: Readonly<Record<string, readonly [answer: Parameters<typeof server>[0], says: RegExp]>> = {
    'answers with an error': [(_, response) => response.writeHead(503).end(), /it answered with status 503/],
    'sends elsewhere': [(_, response) => response.writeHead(302, { Location: '/a' }).end(), /No time stamp from/],
    'hangs up': [(request) => request.socket.destroy(), /it cannot be reached/],
    'answers with a page': [(_, response) => response.end('<html>'), /the answer is no time stamp/],
    'answers without an end': [
      (_, response) => {
        const more = () => {
          while (response.writable && response.write(Buffer.alloc(16_384)));
        };
        response.on('drain', more);
        more();
      },
      /its answer is too long/,
    ],
  };
  for (const [what, [answer, says]] of Object.entries(answers)) {
    test(what, async () => {
      await using service = await server(answer);
      const dir = place.at(what.replaceAll(' ', '-'));
      const { remark, stampedAt, signedBy } = await sealed(dir, place.at('key'), service.url);
      expect(remark).toMatch(says);
      expect(remark).toMatch(/^No time stamp from 127\.0\.0\.1:\d+: [^\n]+$/);
      expect([stampedAt, signedBy]).toEqual([undefined, expect.stringMatching(/^SHA256:/)]);
      expect(sealHolds(await verifyFolder(dir, { allowedSigners: readAllowedSigners(`${WHO} ${line}`) }))).toBe(true);
    });
  }
});
