import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { House } from './house.ts';
import { Session } from './session.ts';
import { Wire } from './wire.ts';

/** A private key and its certificate, as PEM. */
export interface Certified {
  readonly key: string;
  readonly cert: string;
}

/** The open door: a port on the loopback interface and the connections that came in by it. */
export interface Door {
  readonly port: number;
  /** Breaks every connection without a word, as a failing network does; new ones are let in. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Listens on the loopback interface only. @param port 0 for any free one; @param tls where TLS comes before all else */
export async function openDoor(port: number, house: House, tls?: Certified): Promise<Door> {
  const sockets = new Set<Socket>();
  const enter = (socket: Socket): void => {
    // A client that vanishes is everyday; its session ends by itself.
    socket.on('error', () => undefined);
    void new Session(new Wire(socket), house).run();
  };
  const server: Server = tls ? createTlsServer(tls, enter) : createServer(enter);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
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
