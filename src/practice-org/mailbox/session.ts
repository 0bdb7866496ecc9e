import { account } from './account-commands.ts';
import type { Client, Command } from './command.ts';
import { folders } from './folder-commands.ts';
import { BadSyntax, type Token, textOf, tokensOf } from './grammar.ts';
import type { House } from './house.ts';
import { messages } from './message-commands.ts';
import type { Folder, Store } from './store.ts';
import type { TokenMechanism } from './token-login.ts';
import { View } from './view.ts';
import { TooLong, type Wire } from './wire.ts';

const CAPABILITIES = 'IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN ID NAMESPACE IDLE UIDPLUS MOVE UNSELECT SPECIAL-USE';

const COMMANDS = new Map(Object.entries({ ...account, ...folders, ...messages }));

/** Message numbers must stay while these run (RFC 3501, 7.4.1); `UID` forms are free. */
const NUMBERS_STAY = new Set(['FETCH', 'STORE', 'SEARCH']);

/** One connection: reads a command, carries it out, answers, until either side leaves. */
export class Session implements Client {
  readonly wire: Wire;
  readonly #house: House;
  loggedIn = false;
  view: View | undefined;
  #unwatch = (): void => undefined;
  #idling = false;
  #left = false;
  /** `after reply` once it was asked for. */
  #tls: 'offered' | 'after reply' | 'none';

  constructor(wire: Wire, house: House) {
    this.wire = wire;
    this.#house = house;
    this.#tls = house.startTls ? 'offered' : 'none';
  }

  get store(): Store {
    return this.#house.store;
  }

  get tokenMechanisms(): readonly TokenMechanism[] {
    return this.#house.tokenMechanisms;
  }

  get capabilities(): string {
    const more = this.tokenMechanisms.map((mechanism) => `AUTH=${mechanism}`);
    return [CAPABILITIES, ...more, ...(this.#tls === 'offered' ? ['STARTTLS'] : [])].join(' ');
  }

  async run(): Promise<void> {
    this.wire.send(`* OK [CAPABILITY ${this.capabilities}] Practice mailbox ready`);
    try {
      while (!this.#left) {
        const pieces = await this.wire.command();
        if (!pieces) break;
        await this.#carryOut(pieces);
        if (this.#tls === 'after reply' && this.#house.startTls) {
          this.wire.secure(this.#house.startTls);
          this.#tls = 'none';
        }
      }
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      this.wire.send(`* BYE ${error.message}`);
    } finally {
      this.look(undefined);
      this.wire.end();
    }
  }

  signIn(user: string, password: string): string {
    return this.#let(this.#house.isPassword(user, password), 'Wrong user or password');
  }

  signInByToken(user: string, token: string): string {
    return this.#let(this.#house.isToken(user, token), 'Invalid credentials');
  }

  startTls(): boolean {
    if (this.#tls !== 'offered') return false;
    this.#tls = 'after reply';
    return true;
  }

  look(folder: Folder | undefined, readOnly = false): void {
    this.#unwatch();
    this.view = folder && new View(folder, readOnly);
    this.#unwatch = folder ? folder.watch(() => this.#tell(this.#idling)) : () => undefined;
  }

  idle(): () => void {
    this.#idling = true;
    this.#tell(true);
    return () => {
      this.#idling = false;
    };
  }

  leave(): void {
    this.#left = true;
  }

  async #carryOut(pieces: ReadonlyArray<string | Buffer>): Promise<void> {
    const [tag = '', word = ''] = String(pieces[0]).split(' ', 2);
    if (!/^[^\s(){%*"\\+]+$/.test(tag)) return this.wire.send('* BAD Missing tag');
    try {
      const [, ...tokens] = tokensOf(pieces);
      const byUid = word.toUpperCase() === 'UID';
      const name = textOf(tokens[byUid ? 1 : 0]).toUpperCase();
      const command = COMMANDS.get(byUid ? `UID ${name}` : name);
      const reply = command
        ? await this.#permitted(command, tokens.slice(byUid ? 2 : 1), byUid ? `UID ${name}` : name)
        : 'BAD Unknown command';
      this.#tell(!NUMBERS_STAY.has(name) || byUid);
      this.wire.send(`${tag} ${reply}`);
    } catch (error) {
      if (!(error instanceof BadSyntax)) throw error;
      this.wire.send(`${tag} BAD ${error.message}`);
    }
  }

  #let(isRight: boolean, why: string): string {
    this.loggedIn = isRight;
    return isRight ? `OK [CAPABILITY ${this.capabilities}] Signed in` : `NO [AUTHENTICATIONFAILED] ${why}`;
  }

  #permitted(command: Command, args: readonly Token[], name: string): string | Promise<string> {
    if (command.for !== 'anyone' && !this.loggedIn) return 'NO Sign in first';
    if (command.for === 'folder' && !this.view) return 'BAD Select a folder first';
    return command.run(this, args, name);
  }

  #tell(mayRemove: boolean): void {
    for (const news of this.view?.update(mayRemove) ?? []) this.wire.send(news);
  }
}
