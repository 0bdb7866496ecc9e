import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Trouble } from '../../runbook/trouble.ts';

const OWNER_ONLY = { file: 0o600, folder: 0o700 };
/** A link in the place of a file would lead what is written to elsewhere. Windows has no such flag. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;

/** Makes a folder for its owner alone, with those above it. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: OWNER_ONLY.folder });
  await chmod(path, OWNER_ONLY.folder);
  await syncNames(dirname(path));
}

/** Makes a folder for its owner alone that must not be there yet. @throws an error of code EEXIST where it is */
export async function makeNewFolder(path: string): Promise<void> {
  await mkdir(path, { mode: OWNER_ONLY.folder });
}

/** Writes a file as a whole: it is there with all of this or is as it was before, also where the machine stops. */
export async function writeWhole(path: string, content: Buffer | string): Promise<void> {
  await refuseOdd(path);
  const draft = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(
      draft,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_LINK,
      OWNER_ONLY.file,
    );
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Appends to a file and has it on the disk before it returns. What a full disk took of it is taken back. */
export async function append(path: string, text: string): Promise<void> {
  await refuseOdd(path);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | NO_LINK;
  const file = await open(path, flags, OWNER_ONLY.file);
  try {
    const { size } = await file.stat();
    try {
      await file.writeFile(text);
      await file.datasync();
      if (size === 0) await syncNames(dirname(path));
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}

/** Appends to a file that is there already and is somebody else's to make, such as the one that a CI system names. */
export async function appendToTheirs(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND | NO_LINK);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** Gives a folder another name that nothing has yet. @returns the first of these that was free, or undefined */
export async function moveAway(path: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    if (await lstat(name).catch(() => undefined)) continue;
    if (
      await rename(path, name).then(
        () => true,
        () => false,
      )
    )
      return name;
  }
  return undefined;
}

/** Has the names in a folder on the disk: a new file is not there before its name is. Not every file system can. */
async function syncNames(folder: string): Promise<void> {
  const names = await open(folder, constants.O_RDONLY).catch(() => undefined);
  try {
    await names?.sync().catch(() => undefined);
  } finally {
    await names?.close();
  }
}

/** Where something is that is no file of ours, nothing is written through or over it. @throws Trouble of kind `evidence` */
async function refuseOdd(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  const isOurs = found.isFile() && found.nlink === 1 && (!process.getuid || found.uid === process.getuid());
  if (isOurs) return;
  throw new Trouble(
    'evidence',
    `In ${dirname(path)} something stands in the place of ${basename(path)} that is not a file of ours.`,
    'Run again into a folder where nobody else writes.',
  );
}
