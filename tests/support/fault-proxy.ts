import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Looks at a line, without its end, and gives what is passed on in its place: nothing, it or others. */
export type LineFilter = (line: string) => readonly string[] | Promise<readonly string[]>;

/** A network between a client and a server on this machine that fails as told. */
export interface FaultProxy {
  readonly port: number;
  /** Breaks every connection, as a restart of a router does; new ones are let through. */
  reset(): void;
  /** From now on passes nothing on of the present connections, which stay open; new ones are let through. */
  swallow(): void;
  /** Takes no new connections until told to. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  /** Changes what passes in clear text, line by line, from now on. */
  filter(change: { readonly fromServer?: LineFilter; readonly fromClient?: LineFilter }): void;
  close(): Promise<void>;
}

/** Starts one in front of a port of the loopback interface. */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  let filters: Parameters<FaultProxy['filter']>[0] = {};
  const pairs = new Set<{ client: Socket; server: Socket; swallows: boolean }>();
  const listener = createServer((client) => {
    const server = connect(target, '127.0.0.1');
    const pair = { client, server, swallows: false };
    pairs.add(pair);
    for (const [from, to, filter] of [
      [client, server, () => filters.fromClient],
      [server, client, () => filters.fromServer],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        pairs.delete(pair);
        // A dead network tells nobody that the other one has gone.
        if (!pair.swallows) to.destroy();
      });
      void pass(from, to, filter, () => pair.swallows);
    }
  });
  const port = await listen(listener, 0);
  const reset = (): void => {
    for (const { client, server } of pairs) for (const socket of [client, server]) socket.resetAndDestroy();
  };
  return {
    port,
    reset,
    swallow() {
      for (const pair of pairs) pair.swallows = true;
    },
    async refuse() {
      listener.close();
    },
    async accept() {
      await listen(listener, port);
    },
    filter(change) {
      filters = change;
    },
    async close() {
      if (listener.listening) listener.close();
      reset();
    },
  };
}

/** Bytes as they are, so that TLS goes through; whole lines only where there is a filter. */
async function pass(
  from: Duplex,
  to: Duplex,
  filterNow: () => LineFilter | undefined,
  swallows: () => boolean,
): Promise<void> {
  let rest = '';
  const passOn = (bytes: string): void => {
    if (bytes !== '' && !swallows() && to.writable) to.write(bytes, 'latin1');
  };
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const filter = filterNow();
      const bytes = rest + chunk.toString('latin1');
      const lines = filter ? bytes.split('\r\n') : [];
      rest = filter ? (lines.pop() ?? '') : '';
      if (!filter) passOn(bytes);
      else for (const line of lines) for (const changed of await filter(line)) passOn(`${changed}\r\n`);
    }
  } catch {
    // A connection that breaks is what this is made for.
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A proxy has no port');
  return address.port;
}
