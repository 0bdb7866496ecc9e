import type { Token } from './grammar.ts';
import type { Folder, Store } from './store.ts';
import type { TokenMechanism } from './token-login.ts';
import type { View } from './view.ts';
import type { Wire } from './wire.ts';

/** What a command may use of the connection it came in on. */
export interface Client {
  readonly wire: Wire;
  readonly store: Store;
  loggedIn: boolean;
  readonly view: View | undefined;
  /** What this server can do on this connection at present, as it says itself. */
  readonly capabilities: string;
  /** Ways of signing in with an access token that are offered here. */
  readonly tokenMechanisms: readonly TokenMechanism[];
  signIn(user: string, password: string): string;
  signInByToken(user: string, token: string): string;
  /** Encrypts what follows the reply to this command. False where that is not offered, or not any more. */
  startTls(): boolean;
  /** Takes a folder into view, or, without one, closes the view. */
  look(folder: Folder | undefined, readOnly?: boolean): void;
  /** Sends what changed in the folder until the returned function is called, removals too. */
  idle(): () => void;
  leave(): void;
}

/** Carries a command out and returns the tagged reply without its tag, such as `OK Done`. */
export interface Command {
  /** `anyone` may call it, or only who has `signed in`, or only with a `folder` in view. */
  readonly for: 'anyone' | 'signed in' | 'folder';
  run(client: Client, args: readonly Token[], name: string): string | Promise<string>;
}

export type Commands = Readonly<Record<string, Command>>;
