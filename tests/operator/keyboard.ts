import { PassThrough } from 'node:stream';

/** A keyboard of a terminal, and whether it is in raw mode. */
export class Keyboard extends PassThrough {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }
}
