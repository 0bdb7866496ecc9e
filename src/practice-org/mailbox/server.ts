import { createServer, type Socket } from 'node:net';
import { Session } from './session.ts';
import type { Store } from './store.ts';
import { Wire } from './wire.ts';

/** The open door: a port on the loopback interface and the connections that came in by it. */
export interface Door {
  readonly port: number;
  /** Breaks every connection without a word, as a failing network does; new ones are let in. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Listens on the loopback interface only. @param port 0 for any free one */
export async function openDoor(
  port: number,
  store: Store,
  isRight: (user: string, password: string) => boolean,
): Promise<Door> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    // A client that vanishes is everyday; its session ends by itself.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    void new Session(new Wire(socket), store, isRight).run();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const dropConnections = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    dropConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropConnections();
      }),
  };
}
