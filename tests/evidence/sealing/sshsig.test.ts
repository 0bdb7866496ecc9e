import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { signerFrom } from '../../../src/evidence/seal/signer.ts';
import { SshPublicKey } from '../../../src/evidence/seal/ssh-public-key.ts';
import { sshMpint, sshString } from '../../../src/evidence/seal/ssh-wire.ts';
import { isOver, readSignature, signatureText, toBeSigned } from '../../../src/evidence/seal/sshsig.ts';
import { folder, missing, NAMESPACE, sshKey, sshKeygenTakes, WHO } from './support.ts';

const absent = missing('ssh-keygen');
test.skip(absent !== undefined, absent ?? '');

const MESSAGE = Buffer.from('a list of files\n');

test.describe('a signature by a key of the kind', () => {
  for (const [type, options] of [
    ['ed25519', []],
    ['ecdsa', ['-b', '256']],
    ['ecdsa', ['-b', '384']],
    ['ecdsa', ['-b', '521']],
    ['rsa', ['-b', '3072']],
  ] as const) {
    test(`${type} ${options.join(' ')} is good for ssh-keygen, and the other way round`, async () => {
      await using place = await folder();
      const key = place.at('key');
      const line = await sshKey(key, type, options);
      await writeFile(place.at('allowed'), `${WHO} ${line}\n`);
      // Often: a number that begins with a set bit or a zero is written in another way.
      const signer = await signerFrom(key);
      for (let n = 0; n < (type === 'ecdsa' ? 8 : 1); n += 1) {
        const message = Buffer.from(`message ${n}`);
        await writeFile(place.at('sig'), await signer.sign(message));
        expect(sshKeygenTakes(message, { allowed: place.at('allowed'), signature: place.at('sig') })).toBe(true);
        const theirs = execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key, '-n', NAMESPACE], { input: message });
        expect(isOver(message, readSignature(theirs.toString()))).toBe(true);
        expect(isOver(MESSAGE, readSignature(theirs.toString()))).toBe(false);
      }
      const told = execFileSync('ssh-keygen', ['-l', '-f', key]).toString();
      expect(told).toContain(signer.fingerprint);
    });
  }
});

test('a signature with SHA-256 over the message is read too', async () => {
  await using place = await folder();
  await sshKey(place.at('key'));
  const args = ['-q', '-Y', 'sign', '-O', 'hashalg=sha256', '-f', place.at('key'), '-n', NAMESPACE];
  const signature = readSignature(execFileSync('ssh-keygen', args, { input: MESSAGE }).toString());
  expect(signature.hash).toBe('sha256');
  expect(isOver(MESSAGE, signature)).toBe(true);
});

// There is no security key here; what one answers is made as OpenSSH's PROTOCOL.u2f says, and ssh-keygen is the judge.
for (const kind of ['ssh-ed25519', 'ecdsa-sha2-nistp256'] as const) {
  test(`a signature of a security key is read: ${kind}`, async () => {
    await using place = await folder();
    const type = `sk-${kind}@openssh.com`;
    const isEd25519 = kind === 'ssh-ed25519';
    const { privateKey, publicKey } = isEd25519
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const [left, right] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
    const point = isEd25519
      ? [sshString(left)]
      : [sshString('nistp256'), sshString(Buffer.concat([Buffer.from([4]), left, right]))];
    const blob = Buffer.concat([sshString(type), ...point, sshString('ssh:')]);
    const hash = (data: Buffer | string) => createHash('sha256').update(data).digest();
    const flagsAndCounter = Buffer.from([1, 0, 0, 0, 7]);
    const signed = Buffer.concat([hash('ssh:'), flagsAndCounter, hash(toBeSigned(MESSAGE, NAMESPACE))]);
    const numbers = sign(isEd25519 ? null : 'sha256', signed, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const made = isEd25519
      ? numbers
      : Buffer.concat([sshMpint(numbers.subarray(0, 32)), sshMpint(numbers.subarray(32))]);
    const raw = Buffer.concat([sshString(type), sshString(made), flagsAndCounter]);
    const key = new SshPublicKey(blob);
    const text = signatureText({ publicKey: key, namespace: NAMESPACE, hash: 'sha512', raw });
    await writeFile(place.at('sig'), text);
    await writeFile(place.at('allowed'), `${WHO} ${type} ${blob.toString('base64')}\n`);
    expect(sshKeygenTakes(MESSAGE, { allowed: place.at('allowed'), signature: place.at('sig') })).toBe(true);
    expect(key.isSecurityKey).toBe(true);
    expect(isOver(MESSAGE, readSignature(text))).toBe(true);
    expect(isOver(Buffer.from('another'), readSignature(text))).toBe(false);
  });
}

test('a signature is no longer good after any change of one byte of it', async () => {
  await using place = await folder();
  await sshKey(place.at('key'));
  const text = await (await signerFrom(place.at('key'))).sign(MESSAGE);
  const [, ...lines] = text.trimEnd().split('\n').slice(0, -1);
  const bytes = Buffer.from(lines.join(''), 'base64');
  const good: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const bent = Buffer.from(bytes);
    bent[at] = (bent[at] ?? 0) ^ 1;
    const armored = `-----BEGIN SSH SIGNATURE-----\n${bent.toString('base64')}\n-----END SSH SIGNATURE-----\n`;
    try {
      const signature = readSignature(armored);
      if (signature.namespace === NAMESPACE && isOver(MESSAGE, signature)) good.push(at);
    } catch {
      // Not even a signature.
    }
  }
  expect(good).toEqual([]);
});

test('an encrypted key is used through an agent that has it, and nobody is asked without one', async () => {
  await using place = await folder();
  const key = place.at('key');
  const line = await sshKey(key);
  await copyFile(key, place.at('plain'));
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'a passphrase', '-f', key]);
  const [, socket = '', pid = ''] =
    /SSH_AUTH_SOCK=([^;]+).*SSH_AGENT_PID=(\d+)/s.exec(execFileSync('ssh-agent', ['-s']).toString()) ?? [];
  const before = process.env['SSH_AUTH_SOCK'];
  try {
    delete process.env['SSH_AUTH_SOCK'];
    const started = Date.now();
    await expect(signerFrom(key)).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(/cannot be used now\. Its key is encrypted: give it to an agent \(ssh-add\)/),
    });
    expect(Date.now() - started).toBeLessThan(10_000);

    process.env['SSH_AUTH_SOCK'] = socket;
    await expect(signerFrom(key)).rejects.toMatchObject({ kind: 'preflight' });
    spawnSync('ssh-add', ['-q', place.at('plain')], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    await writeFile(place.at('allowed'), `${WHO} ${line}\n`);
    // By its own file, and by the public half alone, which others may read.
    await chmod(`${key}.pub`, 0o644);
    for (const path of [key, `${key}.pub`]) {
      await writeFile(place.at('sig'), await (await signerFrom(path)).sign(MESSAGE));
      const files = { allowed: place.at('allowed'), signature: place.at('sig') };
      expect(sshKeygenTakes(MESSAGE, files), path).toBe(true);
    }
  } finally {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
    process.kill(Number(pid));
  }
});

test('a key in the older form is used by ssh-keygen', async () => {
  await using place = await folder();
  const line = await sshKey(place.at('key'), 'rsa', ['-b', '2048', '-m', 'PEM']);
  expect(await readFile(place.at('key'), 'utf8')).toContain('BEGIN RSA PRIVATE KEY');
  await writeFile(place.at('allowed'), `${WHO} ${line}\n`);
  await writeFile(place.at('sig'), await (await signerFrom(place.at('key'))).sign(MESSAGE));
  expect(sshKeygenTakes(MESSAGE, { allowed: place.at('allowed'), signature: place.at('sig') })).toBe(true);
});

test.describe('a key file is refused by one line that says nothing of the key', () => {
  const cases: Readonly<Record<string, readonly [spoil: (key: string) => Promise<unknown>, says: RegExp]>> = {
    'that is not there': [(key) => rm(key), /the file does not exist/],
    'that others can read': [(key) => chmod(key, 0o644), /can be read by others than its owner/],
    'that holds something else': [(key) => writeFile(key, 'a shopping list'), /holds no SSH key/],
    'whose end is missing': [
      async (key) => {
        const lines = (await readFile(key, 'utf8')).split('\n');
        await writeFile(key, [...lines.slice(0, 3), ...lines.slice(-2)].join('\n'));
      },
      /damaged or of a kind/,
    ],
    'whose halves do not fit': [
      async (key) => {
        const text = await readFile(key, 'utf8');
        const [, base64 = ''] = /-----\n(.+)-----END/s.exec(text) ?? [];
        const bytes = Buffer.from(base64, 'base64');
        const seed = bytes.indexOf(Buffer.from([0, 0, 0, 64])) + 4;
        bytes[seed] = (bytes[seed] ?? 0) ^ 1;
        await writeFile(key, text.replace(base64, `${bytes.toString('base64')}\n`));
      },
      /damaged or of a kind/,
    ],
  };
  for (const [what, [spoil, says]] of Object.entries(cases)) {
    test(what, async () => {
      await using place = await folder();
      const key = place.at('key');
      await sshKey(key);
      const lines = (await readFile(key, 'utf8')).split('\n').slice(1, -2);
      await spoil(key);
      const error: unknown = await signerFrom(key).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'usage', message: expect.stringMatching(says) });
      for (const line of lines) expect(String((error as Error).stack)).not.toContain(line);
    });
  }
});
