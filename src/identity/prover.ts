import type { Attempt, Challenge, Expectation, Identity } from '../runbook/identity.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Answerer, Ready } from './answerer.ts';
import { nobodyLeft } from './nobody-left.ts';

/** How many answers of programs are sent: more would help to lock the user (identity facts 4). */
const MOST_TRIES = 2;

/** What identities are proved with. */
export interface ProverOptions {
  /** In the order in which they are asked. */
  readonly answerers: readonly Answerer[];
  /** Takes the turn of this user on this machine. @throws Trouble of kind `locked` */
  readonly takeTurn: (signal: AbortSignal) => Promise<AsyncDisposable>;
  /** The org's own time: that of this machine may be wrong. */
  readonly orgTime: () => Date;
}

/** Proves the identity of one user, by several answerers, one challenge at a time. */
export class Prover implements Identity {
  readonly #options: ProverOptions;
  #expected: AsyncDisposable | undefined;

  constructor(options: ProverOptions) {
    this.#options = options;
  }

  get answerers(): readonly string[] {
    return this.#options.answerers.map(({ name }) => name);
  }

  async preflight(): Promise<void> {
    for (const answerer of this.#options.answerers) await answerer.preflight();
  }

  async expect(signal: AbortSignal): Promise<Expectation> {
    const before = this.#expected;
    this.#expected = undefined;
    await before?.[Symbol.asyncDispose]();
    const held: AsyncDisposable[] = [await this.#options.takeTurn(signal)];
    const ready = new Map<Answerer, Ready>();
    let ended: Promise<void> | undefined;
    const expectation: Expectation = {
      answers: (challenge, until) => attempts(challenge, ready, until),
      [Symbol.asyncDispose]: async () => {
        ended ??= endAll(held);
        await ended;
      },
    };
    try {
      for (const answerer of this.#options.answerers) {
        const one = await answerer.ready(this.#options.orgTime());
        held.push(one);
        ready.set(answerer, one);
      }
      this.#expected = expectation;
      return expectation;
    } catch (error) {
      // Why it did not get ready is worth more than what follows from it.
      await endAll(held).catch(() => undefined);
      throw error;
    }
  }
}

/** The turn was taken first and is given back last, whatever becomes of the others. */
async function endAll([first, ...rest]: readonly AsyncDisposable[]): Promise<void> {
  try {
    if (rest.length > 0) await endAll(rest);
  } finally {
    await first?.[Symbol.asyncDispose]();
  }
}

async function* attempts(
  challenge: Challenge,
  ready: ReadonlyMap<Answerer, Ready>,
  signal: AbortSignal,
): AsyncGenerator<Attempt> {
  const able = [...ready].filter(([{ kinds }]) => kinds.includes(challenge.kind));
  const failures: string[] = [];
  const rejected = new Set<string>();
  let tries = 0;
  for (const [{ name, isPerson }, one] of able) {
    while (isPerson || tries < MOST_TRIES) {
      try {
        const answer = await one.answer(challenge, signal);
        const code = answer.code?.reveal();
        // What was rejected once is rejected again, and counts as one more try (identity facts 4).
        if (code !== undefined && rejected.has(code)) {
          failures.push(`${name}: the rejected code again.`);
          // A person may have mistyped it the same way twice, and is asked once more.
          if (isPerson) continue;
          break;
        }
        if (code !== undefined) rejected.add(code);
        if (!isPerson) tries += 1;
        yield { ...answer, by: name };
        failures.push(`${name}: the answer was rejected.`);
      } catch (error) {
        if (signal.aborted || !(error instanceof Trouble) || error.kind !== 'person') throw error;
        failures.push(error.message);
        break;
      }
    }
  }
  throw nobodyLeft(challenge, failures);
}
