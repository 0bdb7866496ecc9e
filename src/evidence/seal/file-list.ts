import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SEAL_FILES } from './names.ts';

const FOLDERS: readonly string[] = ['screenshots'];
const NAME = /^[a-z0-9][a-z0-9._-]*$/;
/** A run has some hundred files; more than this is not looked through. */
const MOST_FILES = 20_000;

/** Something in a run folder that cannot be evidence. */
export interface Odd {
  readonly path: string;
  readonly why: string;
}

export interface FileList {
  /** Paths of all files but the seal's own, in the order of their bytes. */
  readonly files: readonly string[];
  readonly odd: readonly Odd[];
}

/** Whether a path may stand in the list: a plain name, or one in a folder that runs have. */
export function isEvidencePath(path: string): boolean {
  const [folder, name, ...deeper] = path.split('/');
  if (name === undefined) return NAME.test(path);
  return deeper.length === 0 && FOLDERS.includes(folder ?? '') && NAME.test(name);
}

/** Everything in a run folder. A link is named and never followed. @throws an error where the folder cannot be read */
export async function filesIn(dir: string): Promise<FileList> {
  const [files, odd]: [string[], Odd[]] = [[], []];
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (entry.isFile() && (SEAL_FILES as readonly string[]).includes(entry.name)) continue;
    if (entry.isDirectory() && FOLDERS.includes(entry.name)) {
      for (const inside of await readdir(join(dir, entry.name), { withFileTypes: true }))
        place(inside, `${entry.name}/${inside.name}`);
    } else place(entry, entry.name);
    if (files.length + odd.length > MOST_FILES) throw new Error(`More than ${MOST_FILES} files`);
  }
  return { files: files.sort(byBytes), odd };

  function place(entry: Dirent, path: string): void {
    const why = oddityOf(entry, path);
    if (why === undefined) files.push(path);
    else odd.push({ path, why });
  }
}

function oddityOf(entry: Dirent, path: string): string | undefined {
  if (entry.isSymbolicLink()) return 'a link';
  if (entry.isDirectory()) return 'a folder that runs do not have';
  if (!entry.isFile()) return 'not a file';
  return isEvidencePath(path) ? undefined : 'a name that runs do not give';
}

/** As `LC_ALL=C sort` does it. */
export function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** The SHA-256 of a file in hex. @throws an error where it is a link, no file or cannot be read */
export async function hashOf(path: string): Promise<string> {
  await using file = await openPlain(path);
  const hash = createHash('sha256');
  for await (const piece of file.createReadStream({ autoClose: false })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** The content of a file that is no link. @param most bytes that it may have @throws an error where there is none */
export async function bytesOf(path: string, most: number): Promise<Buffer> {
  await using file = await openPlain(path);
  if ((await file.stat()).size > most) throw new Error('The file is too large');
  return await file.readFile();
}

async function openPlain(path: string): Promise<FileHandle> {
  // Windows knows neither flag. A pipe in the place of a file is not waited for.
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Error('Not a file');
}
