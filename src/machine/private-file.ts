import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { decrypt, encrypt, isAge } from './age.ts';
import { refuseUnignored } from './git-work-tree.ts';
import { OwnedFile } from './owned-file.ts';
import { type Turn, takeTurn } from './turn.ts';

/** How long another process may take to change a file, in milliseconds: a change with a passphrase takes about one. */
const PATIENCE_MS = 30_000;

/**
 * The data of a JSON file that its owner alone can read, at most 1 MB; `undefined` where there is no file. What it looks
 * like is the caller's to check.
 * @param passphrase opens a file that is encrypted; one that is not is read all the same
 * @throws Trouble of kind `usage` where others can read the file, where it is a link, damaged or of another passphrase
 */
export async function readPrivate(path: string, passphrase?: Secret): Promise<unknown> {
  return await read(await OwnedFile.at(path), passphrase);
}

/**
 * Keeps data as a JSON file that its owner alone can read, in a folder of the same kind where it is missing. A crash
 * leaves the old content or the new one.
 * @param passphrase makes it an age file, also where it was not encrypted before
 * @throws Trouble of kind `usage` where others can read the file that is there, `preflight` where it lies in a git work
 * tree that does not ignore it, `step` where it cannot be written, `locked` where another process keeps it
 */
export async function writePrivate(path: string, data: unknown, passphrase?: Secret): Promise<void> {
  const file = await OwnedFile.inItsFolder(path);
  await using _ = await turnAt(file);
  await write(file, data, passphrase);
}

/**
 * Changes the data of a private file while no other process of this machine can: what the change returns is kept.
 * @param change is given what {@link readPrivate} would; it must not touch the file by itself
 * @throws what {@link readPrivate}, {@link writePrivate} and the change throw; the file is then as it was
 */
export async function updatePrivate(
  path: string,
  change: (data: unknown) => unknown,
  passphrase?: Secret,
): Promise<void> {
  const file = await OwnedFile.inItsFolder(path);
  await using _ = await turnAt(file);
  await write(file, await change(await read(file, passphrase)), passphrase);
}

function turnAt(file: OwnedFile): Promise<Turn> {
  return takeTurn(`file ${file.path}`, { what: 'a file of its owner', patienceMs: PATIENCE_MS });
}

async function read(file: OwnedFile, passphrase: Secret | undefined): Promise<unknown> {
  const text = await file.read();
  if (text === undefined) return undefined;
  const json = isAge(text) ? await opened(file, text, passphrase) : text;
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own words are left out: they quote the file.
    throw new Trouble('usage', `${file.name} is damaged: it is not JSON.`, 'Restore it, or move it away.');
  }
}

async function opened(file: OwnedFile, text: string, passphrase: Secret | undefined): Promise<string> {
  if (!passphrase) {
    throw new Trouble('usage', `${file.name} is encrypted.`, 'Set SETUPWRIGHT_PASSPHRASE to its passphrase.');
  }
  try {
    return await decrypt(text, passphrase);
  } catch {
    throw new Trouble(
      'usage',
      `${file.name} does not open: it is of another passphrase, or damaged.`,
      'Set SETUPWRIGHT_PASSPHRASE to the one that it was written with, or restore the file.',
    );
  }
}

async function write(file: OwnedFile, data: unknown, passphrase: Secret | undefined): Promise<void> {
  await refuseUnignored(file.path, file.name);
  const json = JSON.stringify(data, null, 2);
  if (json === undefined) throw new TypeError(`There is nothing to keep in ${file.name}`);
  await file.write(passphrase ? await encrypt(json, passphrase) : `${json}\n`);
}
