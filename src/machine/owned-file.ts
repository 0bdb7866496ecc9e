import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Trouble } from '../runbook/trouble.ts';

/** The most that is read or written, in bytes. */
const MOST_BYTES = 1_000_000;
const OWNER_ONLY = { file: 0o600, folder: 0o700 };
/** A half-written file of this age, in milliseconds, is of a process that died. */
const LEFT_BEHIND_MS = 60_000;

/** A file of ours alone, by the folder where it really is, so that two ways to it are one. */
export class OwnedFile {
  /** As it was named, for messages. */
  readonly name: string;
  readonly path: string;

  private constructor(name: string, path: string) {
    this.name = name;
    this.path = path;
  }

  /** The file of that name, which need not be there. */
  static async at(name: string): Promise<OwnedFile> {
    const path = resolve(name);
    const folder = await realpath(dirname(path)).catch(() => dirname(path));
    return new OwnedFile(name, join(folder, basename(path)));
  }

  /** As {@link at}, with its folder. @throws Trouble of kind `preflight` where the folder cannot be made */
  static async inItsFolder(name: string): Promise<OwnedFile> {
    try {
      await mkdir(dirname(resolve(name)), { recursive: true, mode: OWNER_ONLY.folder });
    } catch (error) {
      throw new Trouble('preflight', `The folder of ${name} cannot be made.`, 'Name another file.', error);
    }
    return await OwnedFile.at(name);
  }

  /** The content, `undefined` where there is none. @throws Trouble where others can read it or might have written it */
  async read(): Promise<string | undefined> {
    if (!(await this.#exists())) return undefined;
    try {
      // Opened first and looked at then, so that it is the same file; a pipe in its place is not waited for.
      const file = await open(
        this.path,
        constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
      );
      try {
        this.#refuse(await file.stat());
        return await file.readFile('utf8');
      } finally {
        await file.close();
      }
    } catch (error) {
      if (error instanceof Trouble) throw error;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Trouble('preflight', `${this.name} cannot be read.`, 'Check who may read it.', error);
    }
  }

  /** Replaces the content as a whole: whatever happens meanwhile, the old or the new one is there. */
  async write(text: string): Promise<void> {
    if (Buffer.byteLength(text) > MOST_BYTES) throw this.#tooLarge();
    await this.#exists();
    await this.#refuseFolder();
    const draft = `${this.path}.${randomUUID()}.new`;
    try {
      const file = await open(draft, 'wx', OWNER_ONLY.file);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new Trouble('step', `${this.name} cannot be written.`, 'Check the rights of its folder.', error);
    }
    await this.#tidy();
  }

  /** @throws Trouble where something is there that is not a file for its owner alone */
  async #exists(): Promise<boolean> {
    const found = await lstat(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new Trouble('preflight', `${this.name} cannot be looked at.`, 'Check the rights of its folder.', error);
    });
    if (found) this.#refuse(found);
    return found !== undefined;
  }

  #refuse(found: Stats): void {
    if (found.isSymbolicLink()) {
      throw new Trouble('usage', `${this.name} is a link.`, 'Name the file that it leads to.');
    }
    if (!found.isFile()) throw new Trouble('usage', `${this.name} is not a file.`, 'Name another one.');
    // Windows has no such owners and rights; there a file has those of the user's own folder.
    if (process.getuid && found.uid !== process.getuid()) {
      throw new Trouble('usage', `${this.name} belongs to another user.`, 'Name a file of your own.');
    }
    if (process.getuid && (found.mode & 0o077) !== 0) {
      throw new Trouble('usage', `${this.name} can be read by others than its owner.`, `Run: chmod 600 ${this.name}`);
    }
    if (found.size > MOST_BYTES) throw this.#tooLarge();
  }

  async #refuseFolder(): Promise<void> {
    const { mode } = await stat(dirname(this.path));
    const anyoneMayReplaceFiles = (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
    if (process.getuid && anyoneMayReplaceFiles) {
      throw new Trouble(
        'usage',
        `Anyone may write into the folder of ${this.name}.`,
        'Name a file in your own folder.',
      );
    }
  }

  #tooLarge(): Trouble {
    return new Trouble('usage', `${this.name} is larger than ${MOST_BYTES} bytes.`, 'Name another file.');
  }

  /** What a process left behind that was killed while it wrote; it may hold what was removed since. */
  async #tidy(): Promise<void> {
    const folder = dirname(this.path);
    const draft = /^[0-9a-f-]{36}\.new$/;
    const start = `${basename(this.path)}.`;
    for (const name of await readdir(folder).catch(() => [])) {
      if (!name.startsWith(start) || !draft.test(name.slice(start.length))) continue;
      const path = join(folder, name);
      const since = await lstat(path).catch(() => undefined);
      if (since && Date.now() - since.mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}
