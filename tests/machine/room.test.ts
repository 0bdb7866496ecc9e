import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { proveRoom } from '../../src/machine/room.ts';
import { NO_SMALL_DISK, smallDisk } from '../support/small-disk.ts';
import { folder } from './support.ts';

const REMEDY = 'Name another with --out.';

test('a folder that is there, or can be made, has room, and nothing is left in it', async () => {
  await using here = await folder();
  await mkdir(here.at('runs'));
  for (const path of [here.at('runs'), here.at('new/one'), here.at('runs/one')]) await proveRoom(path, 1, REMEDY);
  expect((await readdir(here.path, { recursive: true })).sort()).toEqual(['runs']);
});

test('case 34: a folder whose rights do not let it be written into is refused', async () => {
  test.skip(process.getuid?.() === 0, 'rights do not bind root');
  await using here = await folder();
  await mkdir(here.at('runs'));
  await chmod(here.at('runs'), 0o500);
  await expect(proveRoom(here.at('runs/one'), 1, REMEDY)).rejects.toMatchObject({
    kind: 'usage',
    message: `Nothing can be written into ${here.at('runs/one')}: EACCES. ${REMEDY}`,
  });
});

test('case 34: a folder on a disk that is read only is refused', async () => {
  await using here = await folder();
  await using disk = await smallDisk(here.at('disk'), 'ro,size=64k');
  test.skip(!disk, NO_SMALL_DISK);
  await expect(proveRoom(here.at('disk/run'), 0, REMEDY)).rejects.toMatchObject({
    kind: 'usage',
    message: `Nothing can be written into ${here.at('disk/run')}: EROFS. ${REMEDY}`,
  });
});

test('case 34: a file in the place of a folder is refused', async () => {
  await using here = await folder();
  await writeFile(here.at('file'), '');
  await expect(proveRoom(here.at('file/run'), 1, REMEDY)).rejects.toMatchObject({ kind: 'usage', message: /ENOTDIR/ });
});

test('case 33: a disk with less room than a run wants is refused at the start', async () => {
  await using here = await folder();
  await using disk = await smallDisk(here.at('disk'), 'size=5m');
  test.skip(!disk, NO_SMALL_DISK);
  await proveRoom(here.at('disk/run'), 4, REMEDY);
  await expect(proveRoom(here.at('disk/run'), 50, REMEDY)).rejects.toMatchObject({
    kind: 'preflight',
    message: `Only 5 MB are free for ${here.at('disk/run')}, and a run wants 50 MB. ${REMEDY}`,
  });
  expect(existsSync(here.at('disk/run'))).toBe(false);
});
