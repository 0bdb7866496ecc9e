import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Sink } from '../../src/runbook/ports.ts';
import { sink } from '../../src/secrets/sink.ts';
import { allOf, credentials, fileSinkAt, folder, KEY, keeping, SECRET, sinkAt } from './support.ts';

const FILES = ['credentials.env', 'credentials.json', 'acme.postman_environment.json'] as const;

/** Whom the credentials of {@link credentials} belong to. */
const held = (of: Sink) => of.holds('00DgL00000AbCdE', 'Document AI');

for (const file of FILES) {
  test(`${file}: what is stored is there for its owner alone, and for the next run`, async () => {
    await using place = await folder();
    const path = place.at(file);
    await fileSinkAt(path).preflight();
    const reference = await fileSinkAt(path).store(credentials());

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(place.path), 'no temporary file is left').toEqual([file]);
    expect(reference).toContain(path);
    expect(reference).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
    const again = await held(fileSinkAt(path));
    expect(again).toMatchObject({ tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token' });
    expect(again?.consumerKey.reveal()).toBe(KEY);
    expect(again?.consumerSecret.reveal()).toBe(SECRET);
  });
}

test('secrets that are read back are known to the run', async () => {
  await using place = await folder();
  await fileSinkAt(place.at('c.json')).store(credentials());
  const kept: string[] = [];
  const keep = keeping();
  const secret = (name: string, value: string) => {
    kept.push(value);
    return keep(name, value);
  };
  const reading = sink({ sinks: [`file:${place.at('c.json')}`] }, { secret, environment: {} });
  await held(reading);
  expect(kept.sort()).toEqual([KEY, SECRET].sort());
});

test('case 30: what a killed run left beside the file, with the key and secret in it, goes with the next one', async () => {
  await using place = await folder();
  const path = place.at('c.json');
  // No process has such a number on Linux, and elsewhere hardly any.
  const draft = `${path}.4194305-0a1b2c3d-0a1b-4c3d-8e5f-0a1b2c3d4e5f.new`;
  const left = async () => {
    await writeFile(draft, SECRET);
    await utimes(draft, new Date(Date.now() - 3_000), new Date(Date.now() - 3_000));
  };
  await writeFile(place.at('c.json.20261123'), 'a copy of the user’s own');
  await left();
  await fileSinkAt(path).preflight();
  expect(await readdir(place.path)).toEqual(['c.json.20261123']);
  await left();
  await fileSinkAt(path).store(credentials());
  expect((await readdir(place.path)).sort()).toEqual(['c.json', 'c.json.20261123']);
});

test('preflight leaves nothing behind and needs no file', async () => {
  await using place = await folder();
  await fileSinkAt(place.at('new/deep/c.json')).preflight();
  expect(await readdir(place.at('new/deep'))).toEqual([]);
  expect((await stat(place.at('new/deep'))).mode & 0o777).toBe(0o700);
  expect(await held(fileSinkAt(place.at('new/deep/c.json')))).toBeUndefined();
});

test('a file that others could read is closed to them when it is replaced', async () => {
  await using place = await folder();
  await writeFile(place.at('c.json'), JSON.stringify({ ...plainOf(), consumerSecret: 'OLD' }), { mode: 0o644 });
  await fileSinkAt(place.at('c.json')).store(credentials());
  expect((await stat(place.at('c.json'))).mode & 0o777).toBe(0o600);
  expect(await readFile(place.at('c.json'), 'utf8')).toContain(SECRET);
});

for (const ending of ['.txt', '.yaml', '.json5', '']) {
  test(`the ending "${ending}" is refused with the endings there are`, () => {
    expect(() => fileSinkAt(`/tmp/credentials${ending}`)).toThrow(
      /no known ending.*\.postman_environment\.json, \.json, \.env/,
    );
  });
}

for (const setting of ['credentials.json', 'vault:secret/app', 'file:', 'FILE:credentials.json', ':x']) {
  test(`the sink "${setting}" is refused with the form that is meant`, () => {
    expect(() => sinkAt(setting)).toThrow(/file:credentials\.json/);
  });
}

test('a kind of sink that every object has is refused like any other', () => {
  expect(() => sinkAt('constructor:x.json')).toThrow(/is not known/);
});

const taken: ReadonlyArray<readonly [what: string, change: Parameters<typeof credentials>[0], says: string]> = [
  ['another app', { app: 'Billing' }, 'Billing in org 00DgL00000AbCdE'],
  ['another org', { org: '00DgL00000zzzzz' }, 'Document AI in org 00DgL00000zzzzz'],
];
for (const [what, change, says] of taken) {
  test(`a file that holds the credentials of ${what} is left alone`, async () => {
    await using place = await folder();
    const path = place.at('c.json');
    await fileSinkAt(path).store(credentials(change));
    await expect(held(fileSinkAt(path))).rejects.toMatchObject({ kind: 'preflight' });
    const words = await allOf(held(fileSinkAt(path)));
    expect(words).toContain(says);
    expect(words).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
  });
}

const foreign: ReadonlyArray<readonly [file: string, content: string]> = [
  ['c.json', `{"consumerSecret":"${SECRET}", "half": `],
  ['c.json', `{"consumerSecret":"${SECRET}"}`],
  ['c.json', ''],
  ['.env', `SALESFORCE_PASSWORD='${SECRET}'\n`],
  ['x.postman_environment.json', `{"values":[{"key":"consumerSecret","value":"${SECRET}"}]}`],
];
for (const [index, [file, content]] of foreign.entries()) {
  test(`${file} with something else in it (${index + 1}) is refused before anything, and not quoted`, async () => {
    await using place = await folder();
    await writeFile(place.at(file), content);
    await expect(fileSinkAt(place.at(file)).preflight()).rejects.toMatchObject({ kind: 'preflight' });
    expect(await allOf(fileSinkAt(place.at(file)).preflight())).not.toContain(SECRET);
    expect(await readFile(place.at(file), 'utf8')).toBe(content);
    expect(await readdir(place.path)).toEqual([file]);
  });
}

test('a folder of the name of the file is refused', async () => {
  await using place = await folder();
  await mkdir(place.at('c.json'));
  await expect(fileSinkAt(place.at('c.json')).preflight()).rejects.toMatchObject({ kind: 'preflight' });
});

test('a folder that cannot be made is refused', async () => {
  await using place = await folder();
  await writeFile(place.at('file'), '');
  const refused = fileSinkAt(place.at('file/c.json')).preflight();
  await expect(refused).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('cannot be made'),
  });
});

test('a folder that may not be written into is refused', async () => {
  test.skip(process.getuid?.() === 0 || process.platform === 'win32', 'root may write anywhere');
  await using place = await folder();
  await mkdir(place.at('locked'), { mode: 0o500 });
  const refused = fileSinkAt(place.at('locked/c.json')).preflight();
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('cannot be written') });
});

test('a place where no file can be made is refused, root or not', async () => {
  test.skip(process.platform !== 'linux', 'only Linux has such a place');
  await expect(fileSinkAt('/proc/c.json').preflight()).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('cannot be written'),
  });
});

for (const [mode, refused] of [
  [0o777, true],
  [0o773, true],
  [0o1777, false],
  [0o750, false],
] as const) {
  test(`a folder of mode 0${mode.toString(8)} is ${refused ? 'refused' : 'taken'}`, async () => {
    test.skip(process.platform === 'win32', 'Windows has no such modes');
    await using place = await folder();
    await mkdir(place.at('shared'));
    await chmod(place.at('shared'), mode);
    const preflight = fileSinkAt(place.at('shared/c.json')).preflight();
    if (!refused) await preflight;
    else await expect(preflight).rejects.toMatchObject({ message: expect.stringContaining('Anyone may write') });
  });
}

test('settings that stand beside the credentials are not lost when they are stored anew', async () => {
  await using place = await folder();
  const path = place.at('c.env');
  await fileSinkAt(path).store(credentials());
  await writeFile(path, `${await readFile(path, 'utf8')}LOG_LEVEL=debug\n`);
  // Refusing such a file before anything is revealed would be as good.
  const kept = await fileSinkAt(path)
    .preflight()
    .then(() => fileSinkAt(path).store(credentials({ secret: 'F'.repeat(64) })))
    .catch(() => 'refused');
  expect(kept === 'refused' || (await readFile(path, 'utf8')).includes('LOG_LEVEL')).toBe(true);
});

test('a link into a folder that anyone may write to is looked through', async () => {
  test.skip(process.platform === 'win32', 'Windows has no such modes');
  await using place = await folder();
  await mkdir(place.at('shared'));
  await chmod(place.at('shared'), 0o777);
  await writeFile(place.at('shared/c.json'), JSON.stringify(plainOf()));
  await symlink(place.at('shared/c.json'), place.at('c.json'));
  await expect(fileSinkAt(place.at('c.json')).preflight()).rejects.toMatchObject({ kind: 'preflight' });
});

test('a path below ~ is not taken for a folder named ~', () => {
  // Refusing it would be as good as expanding it.
  let name = '';
  try {
    ({ name } = fileSinkAt('~/c.json'));
  } catch {
    return;
  }
  expect(name).toContain(join(homedir(), 'c.json'));
});

function plainOf(): Record<string, string> {
  const { org, app, tokenUrl } = credentials();
  return { org, app, tokenUrl, consumerKey: KEY, consumerSecret: SECRET };
}
