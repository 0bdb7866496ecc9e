import type { Socket } from 'node:net';
import { LONGEST_LINE, type Owner, ownerIn } from './owner.ts';

/** A call on whoever has a place, to learn who that is and when they leave. */
export class Visit implements Disposable {
  /** Resolves when the owner has spoken, or will not any more. */
  readonly heard: Promise<void>;
  /** Resolves when the owner has left or the connection is lost: the turn may be free. */
  readonly ended: Promise<void>;
  #owner: Owner | undefined;
  #socket: Socket | undefined;
  #hasEnded = false;
  #isDisposed = false;

  constructor(calling: Promise<Socket | undefined>) {
    const [heard, ended] = [new Occasion(), new Occasion()];
    this.heard = heard.promise;
    this.ended = ended.promise;
    const end = (): void => {
      this.#hasEnded = true;
      heard.happens();
      ended.happens();
    };
    calling.then((socket) => (socket ? this.#listen(socket, heard.happens, end) : end()), end);
  }

  /** Who has the place, once {@link heard}; `undefined` where it is not known. */
  get owner(): Owner | undefined {
    return this.#owner;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#socket?.destroy();
  }

  #listen(socket: Socket, hear: () => void, end: () => void): void {
    this.#socket = socket;
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      if (text.includes('\n') || text.length > LONGEST_LINE) return;
      text += part;
      if (!text.includes('\n') && text.length <= LONGEST_LINE) return;
      this.#owner = ownerIn(text.slice(0, text.indexOf('\n')));
      hear();
    });
    socket.on('close', end);
    if (socket.destroyed) end();
    if (this.#isDisposed) socket.destroy();
  }
}

class Occasion {
  happens: () => void = () => undefined;
  readonly promise = new Promise<void>((resolve) => {
    this.happens = resolve;
  });
}
