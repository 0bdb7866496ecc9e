import type { Clock } from '../clock.ts';
import type { Dice } from '../dice.ts';
import { newCode } from '../ids.ts';
import type { Activity } from '../state.ts';

const hour = 3_600_000;
const lifetime = 24 * hour;
const sendsAnHour = 5;

/** For whom and for what a code is. */
interface Occasion {
  readonly userId: string;
  readonly activity: Activity;
}

/**
 * The codes that go by mail. A code is used again until it expires or is mistyped, and five are sent an hour: facts I4
 * [D]; guess [I]: that this holds for the consumer details too, of which facts 6.2 say otherwise.
 */
export class EmailedCodes {
  readonly #dice: Dice;
  readonly #clock: Clock;
  readonly #codes = new Map<string, { readonly value: string; readonly until: number }>();
  readonly #mistyped = new Set<string>();
  readonly #sends = new Map<string, number[]>();

  constructor(dice: Dice, clock: Clock) {
    this.#dice = dice;
    this.#clock = clock;
  }

  /** The code to send now; undefined where too many were sent. */
  next(occasion: Occasion): string | undefined {
    const now = this.#clock.now();
    const sends = (this.#sends.get(occasion.userId) ?? []).filter((at) => at > now - hour);
    if (sends.length >= sendsAnHour) return undefined;
    this.#sends.set(occasion.userId, [...sends, now]);
    const key = keyOf(occasion);
    const known = this.#codes.get(key);
    if (known && known.until > now && !this.#mistyped.has(key)) return known.value;
    const value = newCode(this.#dice);
    this.#codes.set(key, { value, until: now + lifetime });
    this.#mistyped.delete(key);
    return value;
  }

  accepts(occasion: Occasion, typed: string): boolean {
    const key = keyOf(occasion);
    const code = this.#codes.get(key);
    const right = code !== undefined && code.until > this.#clock.now() && code.value === typed;
    if (!right) this.#mistyped.add(key);
    return right;
  }
}

const keyOf = ({ userId, activity }: Occasion): string => `${userId} ${activity}`;
