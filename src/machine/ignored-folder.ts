import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { Trouble } from '../runbook/trouble.ts';

/**
 * Makes a folder for its owner alone that git leaves alone; one that is there stays as it is.
 * @param remedy what to do where it cannot be made
 * @throws Trouble of kind `usage`
 */
export async function ignoredFolder(folder: string, remedy: string): Promise<void> {
  if (existsSync(folder)) return;
  try {
    await mkdir(folder, { mode: 0o700 });
    await writeFile(`${folder}/.gitignore`, '*\n', { mode: 0o600 });
  } catch (error) {
    throw new Trouble('usage', `The folder ${folder} cannot be made here.`, remedy, error);
  }
}
