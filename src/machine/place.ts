import { connect, type Socket } from 'node:net';

/** Where one holds a turn, and where the others find who does. */
export interface Place {
  /** Takes the place; `undefined` where somebody has it. */
  take(): Promise<Claim | undefined>;
  /** A connection to the one who has the place, which ends when that one leaves; `undefined` where nobody answers. */
  call(): Promise<Socket | undefined>;
}

/** A place that is taken. */
export interface Claim {
  /** What every caller is told, also those who called before. */
  announce(line: string): void;
  release(): Promise<void>;
}

/** Calls whoever listens at an address of this machine. @throws the system's error, with its code, where nobody does */
export function callAt(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    // It stays: a connection may break at any time, and its end says the same.
    socket.on('error', reject);
    socket.on('connect', () => resolve(socket));
  });
}
