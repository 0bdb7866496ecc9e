import { createServer, type Socket } from 'node:net';

/** A server that says what a test tells it to, for what a well-behaved mailbox never does. */
export interface ScriptedServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @param greeting the first line, or nothing for a server that stays silent; @param answer the tagged reply to a command */
export async function scriptedServer(
  greeting: string | undefined,
  answer: (command: string) => string = () => 'OK Done',
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greeting !== undefined) socket.write(`${greeting}\r\n`);
    socket.on('data', (data) => {
      for (const line of String(data).split('\r\n').filter(Boolean)) {
        const [tag, command = ''] = line.split(' ');
        if (greeting !== undefined) socket.write(`${tag} ${answer(command)}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
