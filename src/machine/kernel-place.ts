import type { Socket } from 'node:net';
import { Holder } from './holder.ts';
import { type Claim, callAt, type Place } from './place.ts';

/** The length of `sun_path` on Linux without the zero byte that an abstract name begins with. */
const LONGEST_ABSTRACT_NAME = 107;

/** An abstract socket or a named pipe: the kernel gives it to one at a time and takes it back when that one dies. */
export class KernelPlace implements Place {
  readonly #address: string;

  private constructor(address: string) {
    this.#address = address;
  }

  static abstractSocket(name: string): KernelPlace {
    // Node 20 fills a shorter name up with zero bytes and Node 22 does not, so that they would not meet (measured).
    return new KernelPlace(`\0${name.padEnd(LONGEST_ABSTRACT_NAME, '-')}`);
  }

  static namedPipe(name: string): KernelPlace {
    return new KernelPlace(`\\\\.\\pipe\\${name}`);
  }

  /** @inheritdoc */
  async take(): Promise<Claim | undefined> {
    try {
      return await Holder.at(this.#address);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
      throw error;
    }
  }

  /** @inheritdoc */
  call(): Promise<Socket | undefined> {
    return callAt(this.#address).catch(() => undefined);
  }
}
