import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Claim } from './place.ts';

/** More are closed at once; they try again later. */
const MOST_CALLERS = 64;

/** Listens at an address of this machine and tells whoever calls who is there. It keeps no process alive. */
export class Holder implements Claim {
  readonly #server: Server;
  readonly #callers = new Set<Socket>();
  #line: string | undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.maxConnections = MOST_CALLERS;
    server.on('connection', (caller) => this.#receive(caller));
    // A caller that could not be accepted is the caller's loss.
    server.on('error', () => undefined);
  }

  /** @throws an error of code EADDRINUSE where somebody listens there already */
  static async at(path: string): Promise<Holder> {
    const server = createServer();
    // It is open to all users of this machine; an abstract socket always is, and Node refuses to be told so.
    const toAll = !path.startsWith('\0');
    // In a worker of a cluster it would share the address with the others.
    server.listen({ path, exclusive: true, readableAll: toAll, writableAll: toAll });
    await once(server, 'listening');
    server.unref();
    return new Holder(server);
  }

  /** @inheritdoc */
  announce(line: string): void {
    this.#line = line;
    for (const caller of this.#callers) caller.write(line);
  }

  /** Frees the address and hangs up on all callers. */
  async release(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const caller of this.#callers) caller.destroy();
    await closed;
  }

  #receive(caller: Socket): void {
    caller.unref();
    this.#callers.add(caller);
    caller.on('close', () => this.#callers.delete(caller));
    caller.on('error', () => caller.destroy());
    // Callers listen only; one that talks is none of ours.
    caller.on('data', () => caller.destroy());
    if (this.#line !== undefined) caller.write(this.#line);
  }
}
