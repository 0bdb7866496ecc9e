import type { SecureContext } from 'node:tls';
import type { Store } from './store.ts';
import type { TokenMechanism } from './token-login.ts';

/** What all connections to one mailbox share. */
export interface House {
  readonly store: Store;
  isPassword(user: string, password: string): boolean;
  isToken(user: string, token: string): boolean;
  /** None where tokens are not taken. */
  readonly tokenMechanisms: readonly TokenMechanism[];
  /** Key and certificate for connections that begin in clear text, where STARTTLS is offered. */
  readonly startTls?: SecureContext | undefined;
}
