import { chmod, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { Trouble } from '../runbook/trouble.ts';

const ALLOWED_NAME = /^[a-z0-9][a-z0-9._-]*$/;

/** Takes every known secret out of the texts of plain data. */
export type Redact = <T>(data: T) => T;

/**
 * A run's own folder, and the only code that writes into it. All data is redacted first, files appear whole or not at
 * all, and only their owner can read them.
 */
export class RunFolder {
  readonly path: string;
  readonly #redact: Redact;

  private constructor(path: string, redact: Redact) {
    this.path = path;
    this.#redact = redact;
  }

  /** Refuses a folder that holds something: no run overwrites another's. @throws Trouble of kind `usage` */
  static async refuseTaken(path: string): Promise<void> {
    const inside = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new Trouble('usage', `The output folder ${path} cannot be used.`, 'Name another with --out.', error);
    });
    if (inside.length > 0) {
      throw new Trouble('usage', `The output folder ${path} is not empty.`, 'Name a new one with --out.');
    }
  }

  /** Makes the folder. @throws Trouble of kind `usage` where it holds something or cannot be made */
  static async create(path: string, redact: Redact): Promise<RunFolder> {
    const whole = resolve(path);
    await RunFolder.refuseTaken(whole);
    try {
      await mkdir(whole, { recursive: true, mode: 0o700 });
      await chmod(whole, 0o700);
      // Of two runs that take the same folder at the same moment, the second fails here.
      await mkdir(join(whole, 'screenshots'), { mode: 0o700 });
    } catch (error) {
      throw new Trouble('usage', `The output folder ${path} cannot be made.`, 'Name another with --out.', error);
    }
    return new RunFolder(whole, redact);
  }

  /** Writes data as a file of JSON. */
  async json(name: string, data: unknown): Promise<void> {
    await this.#whole(this.#inside(name), `${JSON.stringify(this.#redact(data), null, 2)}\n`);
  }

  /** Appends data as one line of JSON and has it on the disk before it returns. */
  async line(name: string, data: unknown): Promise<void> {
    const file = await open(this.#inside(name), 'a', 0o600);
    try {
      await file.write(`${JSON.stringify(this.#redact(data))}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Writes data as a page of HTML that stands alone: every `src="picture:NAME"` becomes the picture itself. */
  async page<T>(name: string, data: T, render: (data: T) => string): Promise<void> {
    const pieces = render(this.#redact(data)).split(/"picture:([a-z0-9._-]+)"/);
    for (const [index, picture] of pieces.entries()) {
      if (index % 2 === 0) continue;
      // The rest of a report is worth having where one of its pictures is lost.
      const png = await readFile(this.#inside(picture, 'screenshots')).catch(() => Buffer.alloc(0));
      pieces[index] = `"data:image/png;base64,${png.toString('base64')}"`;
    }
    await this.#whole(this.#inside(name), pieces.join(''));
  }

  /** Writes a picture into `screenshots/`. */
  async picture(name: string, png: Buffer): Promise<void> {
    await this.#whole(this.#inside(name, 'screenshots'), png);
  }

  #inside(name: string, folder = ''): string {
    if (!ALLOWED_NAME.test(name)) throw new Error(`Not a name for evidence: ${name}`);
    return join(this.path, folder, name);
  }

  #whole(path: string, content: Buffer | string): Promise<void> {
    return writeFileAtomic(path, content, { mode: 0o600 });
  }
}
