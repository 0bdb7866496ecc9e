import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { credentials, fileSinkAt, folder } from './support.ts';

const NOT_IGNORED = {
  kind: 'preflight',
  message: expect.stringContaining('lies in a git work tree that does not ignore it. Add it to .gitignore'),
};

async function git(cwd: string, ...args: string[]): Promise<void> {
  await promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], { cwd });
}

/** A real repository, with these lines in its `.gitignore`. */
async function repository(...ignored: string[]) {
  const place = await folder();
  await git(place.path, 'init', '--quiet');
  await writeFile(place.at('.gitignore'), ignored.join('\n'));
  return place;
}

for (const file of ['credentials.json', 'config/secret/credentials.json']) {
  test(`${file} is refused where git would take it`, async () => {
    await using place = await repository('*.log');
    await expect(fileSinkAt(place.at(file)).preflight()).rejects.toMatchObject(NOT_IGNORED);
    expect(await readdir(dirname(place.at(file))).catch(() => [])).not.toContain('credentials.json');
  });
}

for (const [what, ignored] of [
  ['by its name', 'credentials.json'],
  ['by its folder', 'private/'],
  ['by a pattern', '*.json'],
] as const) {
  test(`a file that git ignores ${what} is taken`, async () => {
    await using place = await repository(ignored);
    const sink = fileSinkAt(place.at('private/credentials.json'));
    await sink.preflight();
    await sink.store(credentials());
    expect(await readdir(place.at('private'))).toEqual(['credentials.json']);
  });
}

test('a file that an exception takes back into git is refused', async () => {
  await using place = await repository('*.json', '!credentials.json');
  await expect(fileSinkAt(place.at('credentials.json')).preflight()).rejects.toMatchObject(NOT_IGNORED);
});

test('a file that git follows is refused although it is ignored', async () => {
  await using place = await repository('*.json');
  await writeFile(place.at('credentials.json'), '{}');
  await git(place.path, 'add', '--force', 'credentials.json');
  await expect(fileSinkAt(place.at('credentials.json')).preflight()).rejects.toMatchObject(NOT_IGNORED);
});

test('a repository inside a repository answers for itself', async () => {
  await using outer = await repository('*.json');
  await mkdir(outer.at('inner'));
  await git(outer.at('inner'), 'init', '--quiet');
  await expect(fileSinkAt(outer.at('inner/credentials.json')).preflight()).rejects.toMatchObject(NOT_IGNORED);
});

test('a second work tree, whose .git is a file, is a work tree too', async () => {
  await using place = await repository();
  await git(place.path, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  await git(place.path, 'worktree', 'add', '--quiet', 'second');
  await expect(fileSinkAt(place.at('second/credentials.json')).preflight()).rejects.toMatchObject(NOT_IGNORED);
});

test('a link into a work tree is looked through', async () => {
  await using place = await repository();
  await using elsewhere = await folder();
  await mkdir(place.at('config'));
  await symlink(place.at('config'), elsewhere.at('config'));
  await expect(fileSinkAt(elsewhere.at('config/credentials.json')).preflight()).rejects.toMatchObject(NOT_IGNORED);
});

test('a refused file leaves no folder behind in the work tree', async () => {
  await using place = await repository();
  await expect(fileSinkAt(place.at('new/credentials.json')).preflight()).rejects.toMatchObject(NOT_IGNORED);
  expect(await readdir(place.path)).not.toContain('new');
});
