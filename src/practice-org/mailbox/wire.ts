import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';

/** The client sent more than it may; the connection ends. */
export class TooLong extends Error {}

const LONGEST_LINE = 8 * 1024;
const LARGEST_COMMAND = 64 * 1024;

/** Lines and literals over a socket, asked for one after the other. */
export class Wire {
  #socket: Socket;
  #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  send(...parts: ReadonlyArray<string | Buffer>): void {
    if (!this.#socket.writable) return;
    this.#socket.write(Buffer.concat([...parts.map((part) => Buffer.from(part)), Buffer.from('\r\n')]));
  }

  end(): void {
    this.#socket.end();
  }

  /** Encrypts all that follows. What was sent in clear behind the request for it is thrown away (RFC 3501, 6.2.1). */
  secure(secureContext: SecureContext): void {
    this.#socket = new TLSSocket(this.#socket, { isServer: true, secureContext });
    // A client that does not like the certificate leaves; its session ends by itself.
    this.#socket.on('error', () => undefined);
    this.#chunks = this.#socket[Symbol.asyncIterator]();
    this.#rest = Buffer.alloc(0);
  }

  /** The next line without its end, or nothing where the client is gone. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end > LONGEST_LINE || (end < 0 && this.#rest.length > LONGEST_LINE)) throw new TooLong('Line too long');
      if (end >= 0)
        return this.#take(end + 1)
          .toString('utf8')
          .replace(/\r?\n$/, '');
      if (!(await this.#more())) return undefined;
    }
  }

  /**
   * The next command: text and, as Buffers, the literals in it. A literal is announced at the end of a line with its
   * size; without the `+` of LITERAL+ (RFC 7888) the client waits to be asked for it.
   */
  async command(): Promise<Array<string | Buffer> | undefined> {
    const pieces: Array<string | Buffer> = [];
    let size = 0;
    for (;;) {
      const line = await this.line();
      if (line === undefined) return undefined;
      const announced = /\{(\d{1,10})(\+?)\}$/.exec(line);
      if (!announced) return [...pieces, line];
      const length = Number(announced[1]);
      size += line.length + length;
      if (size > LARGEST_COMMAND) throw new TooLong('Command too long');
      if (!announced[2]) this.send('+ Ready for the literal');
      while (this.#rest.length < length) if (!(await this.#more())) return undefined;
      pieces.push(line.slice(0, announced.index), this.#take(length));
    }
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  async #more(): Promise<boolean> {
    // A connection that breaks while it is read is a client that left.
    const chunk = await this.#chunks.next().catch(() => undefined);
    if (!chunk || chunk.done) return false;
    this.#rest = Buffer.concat([this.#rest, chunk.value]);
    return true;
  }
}
