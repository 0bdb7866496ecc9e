import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { OwnedFile } from '../machine/owned-file.ts';
import { Trouble } from '../runbook/trouble.ts';

export const OWNER_ONLY = 0o600;

/** The whole path of a sink's file. @throws Trouble of kind `usage` where only a shell would find it */
export function sinkPath(path: string): string {
  if (!path.startsWith('~')) return resolve(path);
  throw new Trouble('usage', `The sink ${path} begins with ~, which only a shell understands.`, 'Write the path out.');
}

/** Replaces the file as a whole; only its owner can read it. What a killed process left of it beside it goes. */
export async function writeSinkFile(file: string, text: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  // One that others could read was not written by us.
  if (found?.isFile()) await chmod(file, OWNER_ONLY);
  await (await OwnedFile.at(file)).write(text);
}

/**
 * Writes a dummy text beside the file, reads it back and takes it away; makes the folder where it is missing.
 * @param path as it was named, for messages
 * @throws Trouble of kind `preflight`
 */
export async function tryOut(file: string, path: string, dummy: string): Promise<void> {
  await refuseLink(file, path);
  await makeFolder(dirname(file), path);
  let readBack: string;
  try {
    readBack = await (await OwnedFile.at(file)).tryOut(dummy);
  } catch (error) {
    throw new Trouble('preflight', `The sink ${path} cannot be written.`, 'Check the rights of its folder.', error);
  }
  if (readBack === dummy) return;
  throw new Trouble('preflight', `The sink ${path} does not give back what was written.`, 'Name another file.');
}

async function makeFolder(folder: string, path: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Trouble('preflight', `The folder of the sink ${path} cannot be made.`, 'Name another file.', error);
  }
  const { mode } = await stat(folder);
  const anyoneMayReplaceFiles = (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
  if (anyoneMayReplaceFiles) {
    throw new Trouble(
      'preflight',
      `Anyone may write into the folder of the sink ${path}.`,
      'Name a file in your own folder.',
    );
  }
}

async function refuseLink(file: string, path: string): Promise<void> {
  if ((await lstat(file).catch(() => undefined))?.isSymbolicLink()) {
    throw new Trouble('preflight', `The sink ${path} is a link.`, 'Name the file that it leads to.');
  }
}
