import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Trouble } from '../runbook/trouble.ts';
import { isThere } from './process-identity.ts';

/** The most that is read or written, in bytes. */
const MOST_BYTES = 1_000_000;
const OWNER_ONLY = { file: 0o600, folder: 0o700 };
/**
 * A half-written file of this age, in milliseconds, is of a process that died: sooner where nobody here has the number
 * of the one that wrote it, which may yet be of another container.
 */
const LEFT_BEHIND_MS = { byNobodyHere: 2_000, byAnyone: 60_000 };
/** What half-written files have behind the name of the file: the process that writes, and what no other draft has. */
const DRAFT = /^(?:(\d+)-)?[0-9a-f]{8}-[0-9a-f-]{27}\.new$/;

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
    await this.#draft(text, (draft) => rename(draft, this.path));
  }

  /**
   * Writes a text beside the file as {@link write} would, and takes it away again; the file itself is left alone.
   * @returns what could be read of it
   */
  async tryOut(text: string): Promise<string> {
    return await this.#draft(text, (draft) => readFile(draft, 'utf8'));
  }

  /** Writes a draft, has it used, and leaves none behind: neither this one nor those of processes that died. */
  async #draft<T>(text: string, use: (draft: string) => Promise<T>): Promise<T> {
    const draft = `${this.path}.${process.pid}-${randomUUID()}.new`;
    try {
      const file = await open(draft, 'wx', OWNER_ONLY.file);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      return await use(draft);
    } catch (error) {
      throw new Trouble('step', `${this.name} cannot be written.`, 'Check the rights of its folder.', error);
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
      await this.#tidy();
    }
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
    const start = `${basename(this.path)}.`;
    for (const name of await readdir(folder).catch(() => [])) {
      const draft = name.startsWith(start) ? DRAFT.exec(name.slice(start.length)) : null;
      if (!draft) continue;
      const path = join(folder, name);
      const since = await lstat(path).catch(() => undefined);
      const mayLive = draft[1] === undefined || isThere(Number(draft[1]));
      const { byAnyone, byNobodyHere } = LEFT_BEHIND_MS;
      const isLeft = since && Date.now() - since.mtimeMs > (mayLive ? byAnyone : byNobodyHere);
      if (isLeft) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}
