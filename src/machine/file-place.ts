import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Holder } from './holder.ts';
import { type Claim, callAt, type Place } from './place.ts';

/**
 * For systems that know sockets only as files, which outlive whoever made them. Everybody has a socket of their own
 * there: first it listens, then it gets the name by which it is found, and only then its owner looks whether another
 * one is alive. Of two who do so at once, one sees the other at least; and one that does not answer is of a dead one.
 */
export class FilePlace implements Place {
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  /** @inheritdoc */
  async take(): Promise<Claim | undefined> {
    if (await this.#isAnyoneElse()) return undefined;
    const own = `${this.#name}.${randomBytes(4).toString('hex')}`;
    const path = join(this.#folder, own);
    const holder = await Holder.at(`${path}-new`);
    const release = async (): Promise<void> => {
      await rm(path, { force: true });
      await holder.release();
    };
    try {
      await rename(`${path}-new`, path);
      if (!(await this.#isAnyoneElse(own))) return { announce: (line) => holder.announce(line), release };
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    return undefined;
  }

  /** @inheritdoc */
  async call(): Promise<Socket | undefined> {
    for (const path of await this.#others()) {
      const socket = await callAt(path).catch(() => undefined);
      if (socket) return socket;
    }
    return undefined;
  }

  async #isAnyoneElse(own?: string): Promise<boolean> {
    for (const path of await this.#others(own)) {
      try {
        (await callAt(path)).destroy();
        return true;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // One that cannot be asked may be alive.
        if (code !== 'ECONNREFUSED' && code !== 'ENOENT') return true;
        await rm(path, { force: true }).catch(() => undefined);
      }
    }
    return false;
  }

  async #others(own?: string): Promise<string[]> {
    const names = await readdir(this.#folder);
    const isOne = new RegExp(`^${this.#name}\\.[0-9a-f]{8}$`);
    return names.filter((name) => isOne.test(name) && name !== own).map((name) => join(this.#folder, name));
  }
}
