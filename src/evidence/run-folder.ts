import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { type Leak, leakInWords } from './leak-scan/leak.ts';
import { LeakScan } from './leak-scan/leak-scan.ts';
import type { SealFile } from './seal/names.ts';
import { jsonText, visibleJson } from './visible.ts';
import { append, makeFolder, makeNewFolder, moveAway, writeWhole } from './writer/files.ts';

const ALLOWED_NAME = /^[a-z0-9][a-z0-9._-]*$/;
/** Stands in a folder in which a leak was found, and says which. */
const LEAKED = 'LEAKED';
/** How many folders of one name may have leaked before. */
const MOST_LEAKED = 100;

/**
 * A run's own folder, and the only code that writes into it. All data is redacted first and then looked through: what
 * holds a secret in spite of that is not written. Files appear whole or not at all, and only their owner can read them.
 */
export class RunFolder {
  #path: string;
  readonly #book: SecretBook;
  readonly #scan: LeakScan;
  readonly #refused: Leak[] = [];
  #lineLost: unknown;
  /** What this run has written, by its path in the folder. */
  readonly #written = new Map<string, Hash>();

  private constructor(path: string, book: SecretBook) {
    this.#path = path;
    this.#book = book;
    this.#scan = new LeakScan(book);
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
  static async create(path: string, book: SecretBook): Promise<RunFolder> {
    const whole = resolve(path);
    await RunFolder.refuseTaken(whole);
    try {
      await makeFolder(whole);
      // Of two runs that take the same folder at the same moment, the second fails here.
      await makeNewFolder(join(whole, 'screenshots'));
    } catch (error) {
      throw new Trouble('usage', `The output folder ${path} cannot be made.`, 'Name another with --out.', error);
    }
    return new RunFolder(whole, book);
  }

  /** Where it is; elsewhere once it was marked as leaked. */
  get path(): string {
    return this.#path;
  }

  /** What was not written because a secret was in it. */
  get refused(): readonly Leak[] {
    return this.#refused;
  }

  /** Whether a text holds a secret that is known by now, in any encoding. */
  holdsSecret(text: string): boolean {
    return this.#scan.inText(text, '').length > 0 || this.#endsASecret(text);
  }

  /** Pages tell a key apart by its last signs, which are a part of it. */
  #endsASecret(text: string): boolean {
    const groups = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
    const secrets = this.#book.secrets().map((secret) => secret.reveal().toLowerCase());
    return groups.some((group) => /\d/.test(group) && secrets.some((secret) => secret.endsWith(group)));
  }

  /** Writes data as a file of JSON. @throws Trouble of kind `evidence` where a secret is left in it, as all that writes */
  async json(name: string, data: unknown): Promise<void> {
    await this.#text(name, jsonText(this.#book.redactIn(data)));
  }

  /**
   * Appends data as one line of JSON and has it on the disk before it returns. Where the disk does not take
   * it, no line and no picture is kept any more: lines have no gap, and what acts is pictured before.
   * @returns the line as it stands there, without its end
   */
  async line(name: string, data: unknown, finish: (text: string) => string = (text) => text): Promise<string> {
    const path = this.#inside(name);
    this.#refuseAfterLoss();
    const line = `${finish(visibleJson(JSON.stringify(this.#book.redactIn(data))))}\n`;
    this.#refuse(this.#scan.inText(line, name));
    try {
      await append(path, line);
      this.#written.set(name, (this.#written.get(name) ?? createHash('sha256')).update(line));
    } catch (error) {
      this.#lineLost = error;
      throw error;
    }
    return line.slice(0, -1);
  }

  /** Writes data as a page that stands alone: every `src="picture:NAME"` becomes the picture itself. */
  async page<T>(name: string, data: T, render: (data: T) => string): Promise<void> {
    const path = this.#inside(name);
    const text = render(this.#book.redactIn(data));
    // The pictures were looked through when they were written.
    this.#refuse(this.#scan.inText(text, name));
    const pieces = text.split(/"picture:([a-z0-9._-]+)"/);
    for (const [index, picture] of pieces.entries()) {
      if (index % 2 === 0) continue;
      // The rest of a report is worth having where one of its pictures is lost.
      const bytes = await readFile(this.#inside(picture, 'screenshots')).catch(() => Buffer.alloc(0));
      pieces[index] = `"data:image/${picture.split('.').at(-1)};base64,${bytes.toString('base64')}"`;
    }
    await this.#whole(path, name, pieces.join(''));
  }

  /** Writes a picture into `screenshots/`. */
  async picture(name: string, bytes: Buffer): Promise<void> {
    const path = this.#inside(name, 'screenshots');
    this.#refuseAfterLoss();
    this.#refuse(this.#scan.inBytes(bytes, `screenshots/${name}`));
    await this.#whole(path, `screenshots/${name}`, bytes);
  }

  /** Writes a file of bytes that no redaction can reach, such as a PDF. */
  async bytes(name: string, content: Buffer): Promise<void> {
    const path = this.#inside(name);
    this.#refuse(this.#scan.inBytes(content, name));
    await this.#whole(path, name, content);
  }

  /** Every file that was written, by its path in the folder, with its SHA-256 in hex as it was written. */
  get written(): ReadonlyMap<string, string> {
    return new Map([...this.#written].map(([path, hash]) => [path, hash.copy().digest('hex')]));
  }

  /** Writes a file of the seal. */
  async seal(name: SealFile, content: Buffer | string): Promise<void> {
    await writeWhole(join(this.#path, name), content);
  }

  /**
   * Takes the folder out of the way of whoever would pass it on: it is renamed to `NAME.leaked`, and a file LEAKED in it
   * names file, rule and secret of each leak, never a value. Where it cannot be renamed the file alone marks it.
   */
  async markLeaked(leaks: readonly Leak[]): Promise<void> {
    const words = [
      'This folder holds what may be a secret. Do not pass it on. Delete it, change the secrets, and run again.',
      ...leaks.map((leak) => leakInWords(leak)),
    ];
    // First out of the way: a full disk lets a folder be renamed, and nothing be written.
    const names = Array.from({ length: MOST_LEAKED }, (_, n) => `${this.#path}.leaked${n === 0 ? '' : `-${n + 1}`}`);
    this.#path = (await moveAway(this.#path, names)) ?? this.#path;
    await writeWhole(join(this.#path, LEAKED), this.#book.redact(`${words.join('\n')}\n`));
  }

  async #text(name: string, text: string): Promise<void> {
    const path = this.#inside(name);
    this.#refuse(this.#scan.inText(text, name));
    await this.#whole(path, name, text);
  }

  async #whole(path: string, name: string, content: Buffer | string): Promise<void> {
    await writeWhole(path, content);
    this.#written.set(name, createHash('sha256').update(content));
  }

  #refuseAfterLoss(): void {
    if (this.#lineLost === undefined) return;
    const what = 'What happens can no longer be written down.';
    throw new Trouble('evidence', what, 'Check the disk and run again.', this.#lineLost);
  }

  #refuse(leaks: readonly Leak[]): void {
    const [first] = leaks;
    if (!first) return;
    this.#refused.push(...leaks);
    throw new Trouble(
      'evidence',
      `What was to be written holds a secret, and was not written: ${leakInWords(first)}.`,
      'Please report this; docs/secrecy.md says what to do.',
    );
  }

  #inside(name: string, folder = ''): string {
    if (!ALLOWED_NAME.test(name)) throw new Error(`Not a name for evidence: ${name}`);
    return join(this.#path, folder, name);
  }
}
