import { link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { append, moveAway, writeWhole } from '../../../src/evidence/writer/files.ts';
import { folder } from '../../machine/support.ts';

test.skip(process.platform === 'win32', 'Windows has other rights and links');

for (const [what, write] of [
  ['a whole file', (path: string) => writeWhole(path, 'ours')],
  ['a line', (path: string) => append(path, 'ours')],
] as const) {
  test.describe(`writing ${what}`, () => {
    test('makes a file for its owner alone', async () => {
      await using here = await folder();
      const path = here.at('run.json');
      const before = process.umask(0);
      try {
        await write(path);
      } finally {
        process.umask(before);
      }
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readFile(path, 'utf8')).toBe('ours');
    });

    for (const [odd, make] of [
      ['a link', (path: string, other: string) => symlink(other, path)],
      ['a link to nowhere', (path: string, other: string) => symlink(`${other}-none`, path)],
      ['another name of a file', (path: string, other: string) => link(other, path)],
      ['a folder', (path: string) => mkdir(path)],
    ] as const) {
      test(`refuses what stands in its place: ${odd}`, async () => {
        await using here = await folder();
        const [path, other] = [here.at('run.json'), here.at('other')];
        await writeFile(other, 'theirs');
        await make(path, other);
        await expect(write(path)).rejects.toMatchObject({ kind: 'evidence' });
        expect(await readFile(other, 'utf8')).toBe('theirs');
        expect(await readdir(here.path)).toHaveLength(2);
      });
    }
  });
}

test('a folder is moved to the first name that nothing has', async () => {
  await using here = await folder();
  await mkdir(here.at('run'));
  await mkdir(here.at('run.leaked'));
  const names = ['run.leaked', 'run.leaked-2'].map((name) => here.at(name));
  expect(await moveAway(here.at('run'), names)).toBe(names[1]);
  expect((await readdir(here.path)).sort()).toEqual(['run.leaked', 'run.leaked-2']);
  expect(await moveAway(here.at('run'), [here.at('other')])).toBeUndefined();
});
