/** The org's time: the machine's own, or one that was set and stands still until it is moved. */
export class Clock {
  #standsAt: number | undefined;
  #ahead = 0;

  constructor(standsAt?: Date) {
    this.#standsAt = standsAt?.getTime();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return (this.#standsAt ?? Date.now()) + this.#ahead;
  }

  date(): Date {
    return new Date(this.now());
  }

  /** Moves the time on, for whoever waits for a code or a session to end. */
  advance(ms: number): void {
    this.#ahead += ms;
  }
}
