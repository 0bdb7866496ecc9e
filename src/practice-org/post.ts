import { setTimeout as pause } from 'node:timers/promises';
import { type FaultName, type Faults, lengthOf } from './conditions/faults.ts';
import type { Dice } from './dice.ts';
import { newToken } from './ids.ts';
import type { PracticeMail } from './mail.ts';

/** A mail that the org sent, and what became of it on its way. */
export interface SentMail extends PracticeMail {
  /** Counts from 1. */
  readonly n: number;
  /** The faults that happened to it, by name. */
  readonly faults: readonly FaultName[];
}

/** How many mails are kept to be looked at. */
const kept = 100;

/** Sends the org's mails. On its way a mail may be late, come twice, go to Junk, or not come. */
export class Post {
  readonly #faults: Faults;
  readonly #dice: Dice;
  readonly #life: AbortSignal;
  readonly #deliver: (mail: PracticeMail) => void;
  readonly #sent: SentMail[] = [];
  #count = 0;

  /** @param life ends what is still on its way */
  constructor(faults: Faults, dice: Dice, life: AbortSignal, deliver: (mail: PracticeMail) => void) {
    this.#faults = faults;
    this.#dice = dice;
    this.#life = life;
    this.#deliver = deliver;
  }

  send(mail: PracticeMail): void {
    const due = this.#faults.take(['mail-late', 'mail-twice', 'mail-junk', 'mail-none'], { is: [], path: '' });
    const happens = (name: FaultName) => due.find((fault) => fault.name === name);
    const id = `${newToken(this.#dice, 'mail').slice(0, 22)}@practice.example`;
    const sent = { ...mail, id, ...(happens('mail-junk') ? { folder: 'Junk' } : {}) };
    this.#count += 1;
    this.#sent.unshift({ ...sent, n: this.#count, faults: due.map(({ name }) => name) });
    this.#sent.splice(kept);
    const copies = happens('mail-none') ? 0 : happens('mail-twice') ? 2 : 1;
    const deliver = () => {
      for (let copy = 0; copy < copies; copy++) this.#deliver(sent);
    };
    const late = happens('mail-late');
    if (late) void this.#later(deliver, lengthOf(late, this.#dice));
    else deliver();
  }

  /** The newest first. */
  get sent(): readonly SentMail[] {
    return this.#sent;
  }

  async #later(deliver: () => void, ms: number): Promise<void> {
    const over = await pause(ms, false, { signal: this.#life, ref: false }).catch(() => true);
    if (!over) deliver();
  }
}
