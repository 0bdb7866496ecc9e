import type { Attempt, Challenge, Expectation, Identity } from '../runbook/identity.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Answerer, Ready } from './answerer.ts';
import { nobodyLeft } from './nobody-left.ts';

/** How many answers of programs are sent: more would help to lock the user (identity facts 4). */
const MOST_TRIES = 2;

/** How far a mail's date may lie before the moment at which its code was asked for: by the org's clock, and by ours. */
const TOLERANCE_MS = { known: 10_000, unknown: 60_000 };

/** What identities are proved with. */
export interface ProverOptions {
  /** In the order in which they are asked. */
  readonly answerers: readonly Answerer[];
  /** Takes the turn of this user on this machine. @throws Trouble of kind `locked` */
  readonly takeTurn: (signal: AbortSignal) => Promise<AsyncDisposable>;
  /** How far the org's clock is ahead of this machine's, in milliseconds; undefined where that is not known. */
  readonly clockOffset: () => Promise<number | undefined>;
}

/** Proves the identity of one user, by several answerers, one challenge at a time. */
export class Prover implements Identity {
  readonly #options: ProverOptions;
  #expected: AsyncDisposable | undefined;
  #spent = nothing();

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
    const clockOffset = await this.#options.clockOffset();
    const since = new Date(
      Date.now() + (clockOffset === undefined ? -TOLERANCE_MS.unknown : clockOffset - TOLERANCE_MS.known),
    );
    let ended: Promise<void> | undefined;
    const expectation: Expectation = {
      answers: (challenge, until) => attempts(challenge, ready, this.#spent, until),
      accepted: () => {
        this.#spent = nothing();
      },
      onlyPeople: () => {
        this.#spent.tries = MOST_TRIES;
      },
      [Symbol.asyncDispose]: async () => {
        ended ??= endAll(held);
        await ended;
      },
    };
    try {
      for (const answerer of this.#options.answerers) {
        const one = await answerer.ready(since, signal);
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

/** What was tried in vain since an answer was accepted, whatever the org asked for meanwhile. */
interface Spent {
  tries: number;
  rejected: Set<string>;
  failures: string[];
}

function nothing(): Spent {
  return { tries: 0, rejected: new Set(), failures: [] };
}

async function* attempts(
  challenge: Challenge,
  ready: ReadonlyMap<Answerer, Ready>,
  spent: Spent,
  signal: AbortSignal,
): AsyncGenerator<Attempt> {
  const { rejected, failures } = spent;
  const able = [...ready].filter(([{ kinds }]) => kinds.includes(challenge.kind));
  for (const [{ name, isPerson }, one] of able) {
    while (isPerson || spent.tries < MOST_TRIES) {
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
        yield { ...answer, by: name };
        // Whoever asks for the next one has seen this one not accepted.
        failures.push(`${name}: the answer was not accepted.`);
        if (code !== undefined) rejected.add(code);
        if (!isPerson) spent.tries += 1;
        if (signal.aborted) throw new Trouble('interrupted', 'The wait for an answer was ended.', '');
      } catch (error) {
        if (signal.aborted || !(error instanceof Trouble) || error.kind !== 'person') throw error;
        failures.push(error.message);
        break;
      }
    }
  }
  throw nobodyLeft(challenge, failures);
}
